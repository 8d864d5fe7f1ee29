// Priority: a pod's class becomes its number. Follows kubernetes/plugin/pkg/admission/priority.

import { forbidden } from '../../api/status-errors.ts';
import { nameBefore, type AdmissionPlugin } from './interface.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

export const priority: AdmissionPlugin = {
  name: 'Priority',
  resources: ['pods', CLASSES],
  operations: ['CREATE', 'UPDATE'],
  review(object, old, call) {
    if (call.endpoint.storage !== CLASSES || !object['globalDefault']) return;
    const known = call.machine.store.list(CLASSES).find((it) => it['globalDefault'] === true);
    if (!known || (old && known.metadata.name === object.metadata.name)) return;
    throw forbidden(
      CLASSES,
      object.metadata.name ?? '',
      `PriorityClass ${known.metadata.name} is already marked as default. Only one default can exist`,
    );
  },
  admit(draft, old, call) {
    if (call.endpoint.storage !== 'pods') return;
    if (old) {
      // What was worked out once stays where an update leaves it out.
      for (const field of ['priority', 'preemptionPolicy'])
        if (draft.spec[field] === undefined && old['spec'][field] !== undefined)
          draft.spec = { ...draft.spec, [field]: old['spec'][field] };
      return;
    }
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
