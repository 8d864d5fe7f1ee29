// Only volumes that Kubernetes itself fills, and claims. Follows pod-security-admission/policy/check_restrictedVolumes.go.

import { quoted, sorted, type Check } from './interface.ts';

const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  overrides: 'hostPathVolumes',
  violation({ spec }) {
    const bad = (spec.volumes ?? []).filter(
      // A volume that names no source is an empty directory.
      (it) => Object.keys(it).length > 1 && !ALLOWED.some((source) => it[source]),
    );
    if (!bad.length) return undefined;
    const types = sorted(bad.map((it) => Object.keys(it).find((key) => key !== 'name') ?? 'unknown'));
    return {
      reason: 'restricted volume types',
      detail: `${bad.length === 1 ? 'volume' : 'volumes'} ${quoted(bad.map((it) => it.name))} ${bad.length === 1 ? 'uses' : 'use'} ${types.length === 1 ? 'restricted volume type' : 'restricted volume types'} ${quoted(types)}`,
    };
  },
};
