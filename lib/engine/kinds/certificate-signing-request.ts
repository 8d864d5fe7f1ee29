// Requests for certificates: who asks is written down by the server, and only the approval subresource approves.
// Follows kubernetes/pkg/registry/certificates/certificates/strategy.go.

import type { Condition } from '../../api/conditions.ts';
import { formatTime } from '../../api/time.ts';
import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  quote,
  required,
  type FieldError,
} from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Draft, Kind } from './interface.ts';

const DECISIONS = ['Approved', 'Denied'];

export const certificateSigningRequest: Kind = {
  resource: 'certificatesigningrequests.certificates.k8s.io',
  resets: ['spec', 'status'],
  selectable: { 'spec.signerName': (it) => it['spec']?.signerName ?? '' },
  prepareForCreate(draft, { user }) {
    const { username: _, uid: __, groups: ___, extra: ____, ...spec } = draft.spec ?? {};
    draft.spec = {
      ...spec,
      ...(user.extra && Object.keys(user.extra).length ? { extra: user.extra } : {}),
      groups: user.groups,
      ...(user.uid ? { uid: user.uid } : {}),
      username: user.name,
    };
    draft.status = {};
  },
  prepareForUpdate(draft, old, { subresource, now }) {
    draft.spec = old['spec'];
    const before = (old['status'] ?? {}) as { conditions?: readonly Condition[] };
    if (!subresource) {
      draft.status = old['status'];
      return;
    }
    const status = draft.status as typeof before | undefined;
    const conditions = (status?.conditions ?? []).map((it) => stamped(it, before.conditions, now));
    // Approval is about conditions alone.
    const { conditions: _, ...rest } = (subresource === 'approval' ? before : (status ?? {})) as typeof before;
    draft.status = { ...rest, ...(conditions.length ? { conditions } : {}) };
  },
  validateStatus: (object, old) => statusErrors(object, old, false),
  validatePart: (object, old) => statusErrors(object, old, true),
};

interface Status {
  readonly conditions?: readonly Condition[];
  readonly certificate?: string;
}

const ONLY_TRUE = ['Approved', 'Denied', 'Failed'];
const PATH = 'status.conditions';

/** Decisions are taken once, one way, and by approval alone; a certificate is given once. */
function statusErrors(object: Draft, old: KubeObject, approving: boolean): FieldError[] {
  const now = (object['status'] ?? {}) as Status;
  const before = (old['status'] ?? {}) as Status;
  const was = before.conditions ?? [];
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  // What was wrong before is let stand.
  const both = DECISIONS.every((type) => was.some((it) => it.type === type));
  const twice = new Set(was.map((it) => it.type)).size < was.length;
  (now.conditions ?? []).forEach((it, i) => {
    const type = it.type ?? '';
    if (type === '' && !was.some((old) => !old.type)) errors.push(required(`${PATH}[${i}].type`));
    const values = ONLY_TRUE.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (!it.status) errors.push(required(`${PATH}[${i}].status`));
    else if (!values.includes(it.status)) errors.push(notSupported(`${PATH}[${i}].status`, it.status, values));
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (!both && other && seen.has(other))
      errors.push(invalid(PATH, type, 'Approved and Denied conditions are mutually exclusive'));
    if (!twice && seen.has(type)) errors.push(duplicate(`${PATH}[${i}].type`, type));
    seen.add(type);
  });
  if (now.certificate && now.certificate !== before.certificate) {
    const fault = pemFault(Buffer.from(now.certificate, 'base64').toString('latin1'));
    if (fault) errors.push(invalid('status.certificate', '<certificate data>', fault));
  }
  const of = (all: readonly Condition[] | undefined, type: string): readonly Condition[] =>
    (all ?? []).filter((it) => it.type === type);
  for (const type of ONLY_TRUE)
    if (of(now.conditions, type).length < of(was, type).length)
      errors.push(forbidden(PATH, `updates may not remove a condition of type "${type}"`));
  if (!approving)
    for (const type of DECISIONS) {
      const [mine, theirs] = [of(now.conditions, type), of(was, type)];
      if (mine.length > theirs.length)
        errors.push(forbidden(PATH, `updates may not add a condition of type "${type}"`));
    }
  if ((now.certificate ?? '') !== (before.certificate ?? '')) {
    if (approving) errors.push(forbidden('status.certificate', 'updates may not set certificate content'));
    else if (before.certificate)
      errors.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
  }
  return errors;
}

/** What is wrong with certificates in PEM; their content is not read. */
function pemFault(text: string): string | undefined {
  const blocks = [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----$/gm)].map((it) => it[1]!);
  const other = blocks.find((it) => it !== 'CERTIFICATE');
  if (other !== undefined) return `only CERTIFICATE PEM blocks are allowed, found ${quote(other)}`;
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

/** A condition with its times; that of the transition stays while the status does. */
function stamped(condition: Condition, before: readonly Condition[] | undefined, now: number): Condition {
  const time = formatTime(now);
  const old = before?.find((it) => it.type === condition.type);
  return {
    ...condition,
    lastUpdateTime: condition['lastUpdateTime'] ?? time,
    lastTransitionTime:
      condition.lastTransitionTime ?? (old?.status === condition.status ? old.lastTransitionTime : time),
  };
}
