// Labels of nodes that go by a newer name. Follows kubernetes/pkg/api/node/util.go.

import { labelValue } from '../../../api/labels.ts';

const OLD: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What is said of a label's key; undefined for most. */
export function oldLabel(key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(OLD, key) ? OLD[key] : undefined;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Term = any;

/** Of one term of a node selector; `values`: of values that are no labels' too. */
export function selectorTermWarnings(term: Term, values: boolean, path: string): string[] {
  return ((term?.matchExpressions ?? []) as Term[]).flatMap((it, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const text = oldLabel(it?.key);
    return [
      ...(text ? [`${at}.key: ${it.key} is ${text}`] : []),
      ...(values
        ? ((it?.values ?? []) as string[]).flatMap((value, j) =>
            labelValue(value).map((message) => `${at}.values[${j}]: ${value} is invalid, ${message}`),
          )
        : []),
    ];
  });
}

/** Of a label selector for nodes. */
export function nodeSelectorWarnings(selector: Term, path: string): string[] {
  return [
    ...selectorTermWarnings(selector, false, path),
    ...Object.keys(selector?.matchLabels ?? {}).flatMap((key) =>
      oldLabel(key) ? [`${path}.matchLabels.${key}: ${oldLabel(key)}`] : [],
    ),
  ];
}
