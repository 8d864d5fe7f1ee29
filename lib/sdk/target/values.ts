// Values of fields that a version of Kubernetes 1 does not take yet, though it has the field. After the histories of the gates
// PreferSameTrafficDistribution, RelaxedEnvironmentVariableValidation and PodLifecycleSleepActionAllowZero in kubernetes v1.36.

export interface NewValue {
  /** The minor version that takes it, and has it on by default. */
  readonly since: number;
  readonly is: (value: unknown) => boolean;
}

/** What names of variables had to be before. */
const PLAIN = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const relaxed: NewValue = { since: 32, is: (value) => typeof value === 'string' && value !== '' && !PLAIN.test(value) };

/** By `type field`. */
export const NEW_VALUES: ReadonlyMap<string, NewValue> = new Map<string, NewValue>([
  ['core.v1.EnvVar name', relaxed],
  ['core.v1.EnvFromSource prefix', relaxed],
  [
    'core.v1.ServiceSpec trafficDistribution',
    { since: 34, is: (value) => value === 'PreferSameZone' || value === 'PreferSameNode' },
  ],
  ['core.v1.SleepAction seconds', { since: 33, is: (value) => value === 0 }],
]);
