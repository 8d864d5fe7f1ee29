// Autoscalers: bounds, whom they scale, and by which metrics. Follows kubernetes/pkg/apis/autoscaling/validation.

import { required, invalid, forbidden, notSupported, type FieldError } from '../../field-errors.ts';
import { compareQuantities } from '../../quantity.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  must,
  atLeast,
  above,
  oneOf,
  named,
  unchecked,
  each,
  fields,
  check,
  NONE,
  list,
  held,
  text,
  said,
  oneOfFields,
} from '../words.ts';
import { containerResource } from './amounts.ts';

const scalingRules: Rule = fields({
  stabilizationWindowSeconds: [
    check((value, path) =>
      typeof value === 'number' && value < 0 ? [invalid(path, value, 'must be greater than or equal to zero')] : NONE,
    ),
    { rule: 'atMost', max: 3600 },
  ],
  selectPolicy: [oneOf('Disabled', 'Max', 'Min')],
  policies: [
    // Where none are said, defaults say them.
    check((value, path) =>
      Array.isArray(value) && value.length === 0 ? [required(path, 'must specify at least one Policy')] : NONE,
    ),
    each(
      fields({
        type: [oneOf('Percent', 'Pods')],
        value: [above('zero')],
        periodSeconds: [above('zero'), { rule: 'atMost', max: 1800 }],
      }),
    ),
  ],
});

const METRIC_SOURCES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
/** The field that holds what a metric of a source is. */
const metricField = (source: string): string => source && source[0]!.toLowerCase() + source.slice(1);
const METRIC_FIELDS = METRIC_SOURCES.map(metricField);

/** A target is of a group; only the core one has a kind that scales and none. What did not change is let stand. */
const scaleTarget: Rule = check((value, _, __, before) => {
  const { kind, apiVersion } = held(held(held(value)['spec'])['scaleTargetRef']);
  const was = held(held(held(before)['spec'])['scaleTargetRef']);
  const path = 'spec.scaleTargetRef';
  if (before && was['kind'] === kind && was['apiVersion'] === apiVersion) return NONE;
  const version = text(apiVersion);
  if (version.split('/').length > 2)
    return [invalid(`${path}.apiVersion`, version, `unexpected GroupVersion string: ${version}`)];
  return version.includes('/') || kind === 'ReplicationController'
    ? NONE
    : [invalid(`${path}.apiVersion`, version, 'apiVersion must specify API group')];
});

const positive: Rule = check((value, path) =>
  (typeof value === 'string' || typeof value === 'number') && compareQuantities(value, 0) <= 0
    ? [invalid(path, String(value), 'must be positive')]
    : NONE,
);

/** A metric's target must say at least one of these; `tell` is the field the error names. */
const oneTarget = (tell: string, detail: string, ...of: string[]): Rule =>
  check((value, path) => {
    const target = held(held(value)['target']);
    return of.some((it) => said(target[it])) ? NONE : [required(`${path}.target.${tell}`, detail)];
  });

const utilization = oneTarget(
  'averageUtilization',
  'must set either a target raw value or a target utilization',
  'averageUtilization',
  'averageValue',
);

export const AUTOSCALING: { readonly [type: string]: Constraints } = {
  'autoscaling.v2.HorizontalPodAutoscaler': { '': [scaleTarget] },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    minReplicas: [atLeast(1)],
    maxReplicas: [
      check((value, path, beside) => {
        const most = typeof value === 'number' ? value : 0;
        const errors: FieldError[] = [];
        if (most === 0) errors.push(required(path, 'must be set and greater than 0'));
        else if (most < 0) errors.push(invalid(path, most, 'must be greater than or equal to 1'));
        // What is not said has been defaulted to 1 before.
        if (most < Number(beside['minReplicas'] ?? 1))
          errors.push(invalid(path, most, 'must be greater than or equal to `minReplicas`'));
        return errors;
      }),
    ],
    metrics: [
      check((value, path, beside) =>
        beside['minReplicas'] === 0 && !list(value).some((it) => it['type'] === 'Object' || it['type'] === 'External')
          ? [forbidden(path, 'must specify at least one Object or External metric to support scaling to zero replicas')]
          : NONE,
      ),
    ],
  },
  'autoscaling.v2.CrossVersionObjectReference': {
    kind: [must(), named('pathSegment')],
    name: [must(), named('pathSegment')],
  },
  'autoscaling.v2.MetricSpec': {
    type: [must('must specify a metric source type'), oneOf(...METRIC_SOURCES)],
    ...oneOfFields(['object', 'external', 'pods', 'resource', 'containerResource']),
    '': [
      check((value, path) => {
        const metric = held(value);
        const type = text(metric['type']);
        const own = metricField(type);
        const errors: FieldError[] = [];
        if (METRIC_SOURCES.includes(type)) {
          if (!said(metric[own]))
            errors.push(required(`${path}.${own}`, 'must populate information for the given metric source'));
        } else {
          // Upstream says it twice.
          if (type === '') errors.push(notSupported(`${path}.type`, type, METRIC_SOURCES));
          errors.push(notSupported(`${path}.type`, type, METRIC_SOURCES));
        }
        const others = METRIC_FIELDS.filter((it) => said(metric[it]));
        if (others.length !== 1)
          for (const it of others)
            if (it !== own) errors.push(forbidden(`${path}.${it}`, 'must populate the given metric source only'));
        return errors;
      }),
    ],
  },
  'autoscaling.v2.MetricIdentifier': {
    name: [must('must specify a metric name'), named('pathSegment')],
    selector: [unchecked],
  },
  'autoscaling.v2.MetricTarget': {
    type: [
      check((value, path) => [
        ...(value ? [] : [required(path, 'must specify a metric target type')]),
        ...(['Utilization', 'Value', 'AverageValue'].includes(value as string)
          ? []
          : [invalid(path, value ?? '', 'must be either Utilization, Value, or AverageValue')]),
      ]),
    ],
    value: [positive],
    averageValue: [positive],
    averageUtilization: [
      check((value, path) =>
        typeof value === 'number' && value < 1 ? [invalid(path, value, 'must be greater than 0')] : NONE,
      ),
    ],
  },
  'autoscaling.v2.ResourceMetricSource': {
    name: [must('must specify a resource name')],
    '': [utilization],
  },
  'autoscaling.v2.ContainerResourceMetricSource': {
    name: [must('must specify a resource name'), containerResource],
    container: [must('must specify a container'), named('dns1123Label')],
    '': [utilization],
  },
  'autoscaling.v2.PodsMetricSource': {
    metric: [],
    '': [oneTarget('averageValue', 'must specify a positive target averageValue', 'averageValue')],
  },
  'autoscaling.v2.ObjectMetricSource': {
    describedObject: [],
    metric: [],
    '': [oneTarget('averageValue', 'must set either a target value or averageValue', 'averageValue', 'value')],
  },
  'autoscaling.v2.ExternalMetricSource': {
    metric: [],
    '': [
      oneTarget(
        'averageValue',
        'must set either a target value for metric or a per-pod target',
        'averageValue',
        'value',
      ),
    ],
  },
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': { scaleUp: [scalingRules], scaleDown: [scalingRules] },
};
