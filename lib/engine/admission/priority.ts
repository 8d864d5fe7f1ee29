// Priority: a pod's class becomes its number. Follows kubernetes/plugin/pkg/admission/priority.

import { forbidden } from '../../api/status-errors.ts';
import { nameBefore, type AdmissionPlugin } from './interface.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

export const priority: AdmissionPlugin = {
  name: 'Priority',
  resources: ['pods'],
  operations: ['CREATE'],
  admit(draft, _old, call) {
    const { store } = call.machine;
    const { spec } = draft;
    const name =
      (spec.priorityClassName as string | undefined) ||
      store.list(CLASSES).find((it) => it['globalDefault'])?.metadata.name;
    const found = name ? store.get(CLASSES, name) : undefined;
    if (name && !found) throw forbidden('pods', nameBefore(draft), `no PriorityClass with name ${name} was found`);
    if (name && !spec.priorityClassName) spec.priorityClassName = name;
    const value = (found?.['value'] as number | undefined) ?? 0;
    const policy = (found?.['preemptionPolicy'] as string | undefined) ?? 'PreemptLowerPriority';
    const refuse = (what: string, given: unknown, computed: unknown): never => {
      throw forbidden(
        'pods',
        nameBefore(draft),
        `the ${what} (${String(given)}) must not be provided in pod spec; priority admission controller computed ${String(computed)} from the given PriorityClass name`,
      );
    };
    if (spec.priority !== undefined && spec.priority !== value)
      refuse('integer value of priority', spec.priority, value);
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
      refuse('string value of PreemptionPolicy', spec.preemptionPolicy, policy);
    spec.priority = value;
    spec.preemptionPolicy = policy;
  },
};
