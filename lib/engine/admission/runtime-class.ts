// RuntimeClass: a pod has the overhead of its runtime, and goes where that runs. Follows kubernetes/plugin/pkg/admission/runtimeclass.

import { forbidden } from '../../api/status-errors.ts';
import { equal } from '../apiserver/equality.ts';
import { nameBefore, type AdmissionPlugin } from './interface.ts';

const CLASSES = 'runtimeclasses.node.k8s.io';

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  resources: ['pods'],
  operations: ['CREATE'],
  admit(draft, _old, call) {
    const { spec } = draft;
    const name = spec?.runtimeClassName as string | undefined;
    const refuse = (message: string): Error => forbidden('pods', nameBefore(draft), message);
    const mismatch = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
    if (!name) {
      if (spec?.overhead && Object.keys(spec.overhead as object).length)
        throw refuse('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
      return;
    }
    const found = call.read.get(CLASSES, name);
    if (!found) throw refuse(`pod rejected: RuntimeClass "${name}" not found`);
    const overhead = found['overhead']?.podFixed as object | undefined;
    const said = spec.overhead as object | undefined;
    if (said && Object.keys(said).length && !equal(said, overhead)) throw refuse(mismatch);
    if (overhead) spec.overhead = overhead;
    const { nodeSelector, tolerations } = (found['scheduling'] ?? {}) as {
      nodeSelector?: Record<string, string>;
      tolerations?: readonly object[];
    };
    const own = spec.nodeSelector as Record<string, string> | undefined;
    for (const [key, value] of Object.entries(nodeSelector ?? {}))
      if (own?.[key] !== undefined && own[key] !== value)
        throw refuse(
          `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
        );
    if (nodeSelector) spec.nodeSelector = { ...own, ...nodeSelector };
    const borne = (spec.tolerations ?? []) as readonly object[];
    const more = (tolerations ?? []).filter((it) => !borne.some((one) => equal(one, it)));
    if (more.length) spec.tolerations = [...borne, ...more];
  },
};
