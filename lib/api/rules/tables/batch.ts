// Constraints of Jobs, and of the templates of Jobs that CronJobs hold. Follows kubernetes/pkg/apis/batch/validation.

import {
  duplicate,
  invalid,
  invalidOmitted,
  notSupported,
  quote,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from '../../field-errors.ts';
import { dns1123Label, domainPath, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { selectorMatcher, type LabelSelector } from '../../selectors.ts';
import type { Constraints } from '../rule.ts';
import { templateMounted } from './mounts.ts';
import { badSelector } from './selectors.ts';
import { atLeast, check, held, items, list, NONE, said, text, unchecked } from '../words.ts';

const FAILURE_ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

const listed = (values: readonly string[]): string => `valid values: [${values.map(quote).join(' ')}]`;
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function indexed(spec: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mode = spec['completionMode'];
  const perIndex = said(spec['backoffLimitPerIndex']);
  const failed = number(spec['maxFailedIndexes']);
  const parallelism = number(spec['parallelism']);
  const completions = number(spec['completions']);
  const wrong = (field: string, value: unknown, why: string): void =>
    void errors.push(invalid(`${path}.${field}`, value, why));
  if (said(mode) && mode !== 'NonIndexed' && mode !== 'Indexed')
    errors.push(notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']));
  if (mode === 'Indexed') {
    if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
    if (parallelism !== undefined && parallelism > 100_000)
      wrong('parallelism', parallelism, 'must be less than or equal to 100000 when completion mode is Indexed');
    if (completions !== undefined && failed !== undefined && failed > completions)
      wrong('maxFailedIndexes', failed, 'must be less than or equal to completions');
    if (failed !== undefined && failed > 100_000)
      wrong('maxFailedIndexes', failed, 'must be less than or equal to 100000');
    if (completions !== undefined && completions > 100_000 && perIndex) {
      const when = 'when completions are above 100000 and used with backoff limit per index';
      if (failed === undefined)
        errors.push(required(`${path}.maxFailedIndexes`, 'must be specified when completions is above 100000'));
      if (parallelism !== undefined && parallelism > 10_000)
        wrong('parallelism', parallelism, `must be less than or equal to 10000 ${when}`);
      if (failed !== undefined && failed > 10_000)
        wrong('maxFailedIndexes', failed, `must be less than or equal to 10000 ${when}`);
    }
  }
  if (!said(mode) || mode === 'NonIndexed') {
    if (perIndex) wrong('backoffLimitPerIndex', spec['backoffLimitPerIndex'], 'requires indexed completion mode');
    if (failed !== undefined) wrong('maxFailedIndexes', failed, 'requires indexed completion mode');
  }
  return errors;
}

function failurePolicy(spec: JsonObject, path: string): FieldError[] {
  const at = `${path}.rules`;
  const rules = list(held(spec['podFailurePolicy'])['rules']);
  const pod = held(held(spec['template'])['spec']);
  const names = new Set([...list(pod['containers']), ...list(pod['initContainers'])].map((it) => it['name']));
  const errors: FieldError[] = rules.length > 20 ? [tooMany(at, rules.length, 20)] : [];
  rules.forEach((rule, i) => errors.push(...failureRule(rule, spec, names, `${at}[${i}]`)));
  return errors;
}

function failureRule(rule: JsonObject, spec: JsonObject, names: ReadonlySet<unknown>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const action = text(rule['action']);
  if (!action) errors.push(required(`${path}.action`, listed(FAILURE_ACTIONS)));
  else if (action === 'FailIndex') {
    if (!said(spec['backoffLimitPerIndex']))
      errors.push(invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!FAILURE_ACTIONS.includes(action)) errors.push(notSupported(`${path}.action`, action, FAILURE_ACTIONS));
  const codes = rule['onExitCodes'];
  const conditions = list(rule['onPodConditions']);
  if (said(codes)) errors.push(...exitCodes(held(codes), names, `${path}.onExitCodes`));
  if (conditions.length > 20) errors.push(tooMany(`${path}.onPodConditions`, conditions.length, 20));
  conditions.forEach((it, i) => {
    const at = `${path}.onPodConditions[${i}]`;
    const type = text(it['type']);
    errors.push(...qualifiedName(type).map((error) => invalid(`${at}.type`, type, error)));
    // Filled in where it is not said.
    const status = it['status'] === undefined ? 'True' : text(it['status']);
    if (!status) errors.push(required(`${at}.status`, listed(STATUSES)));
    else if (!STATUSES.includes(status)) errors.push(notSupported(`${at}.status`, status, STATUSES));
  });
  if (said(codes) && conditions.length)
    errors.push(invalidOmitted(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!said(codes) && !conditions.length)
    errors.push(invalidOmitted(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function exitCodes(codes: JsonObject, names: ReadonlySet<unknown>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const operator = text(codes['operator']);
  if (!operator) errors.push(required(`${path}.operator`, listed(OPERATORS)));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, OPERATORS));
  const name = codes['containerName'];
  if (said(name) && !names.has(name))
    errors.push(
      invalid(`${path}.containerName`, name, 'must be one of the container or initContainer names in the pod template'),
    );
  // What a list of numbers does not say is 0.
  const values = items(codes['values']).map((it) => it ?? 0) as number[];
  const at = `${path}.values`;
  if (!values.length) errors.push(invalid(at, said(codes['values']) ? values : null, 'at least one value is required'));
  else if (values.length > 255) errors.push(tooMany(at, values.length, 255));
  const seen = new Set<number>();
  let ordered = true;
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0)
      errors.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(`${at}[${i}]`, value));
    seen.add(value);
    if (i > 0 && values[i - 1]! > value) ordered = false;
  });
  if (!ordered) errors.push(invalid(at, values, 'must be ordered'));
  return errors;
}

function successPolicy(spec: JsonObject, path: string): FieldError[] {
  const policy = held(spec['successPolicy']);
  const rules = list(policy['rules']);
  if (spec['completionMode'] !== 'Indexed') {
    const printed = rules.map((it) => ({
      SucceededIndexes: it['succeededIndexes'] ?? null,
      SucceededCount: it['succeededCount'] ?? null,
    }));
    return [invalid(path, { Rules: rules.length ? printed : null }, 'requires indexed completion mode')];
  }
  const at = `${path}.rules`;
  const errors: FieldError[] = [];
  if (!rules.length)
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > 20) errors.push(tooMany(at, rules.length, 20));
  const completions = number(spec['completions']) ?? 0;
  rules.forEach((rule, i) => errors.push(...successRule(rule, completions, `${at}[${i}]`)));
  return errors;
}

function successRule(rule: JsonObject, completions: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const indexes = rule['succeededIndexes'];
  const count = number(rule['succeededCount']);
  if (!said(indexes) && count === undefined)
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let total = 0;
  if (typeof indexes === 'string') {
    if (indexes.length > 65_536) errors.push(tooLong(`${path}.succeededIndexes`, 65_536));
    const found = countIndexes(indexes, completions);
    if (typeof found === 'number') total = found;
    else errors.push(invalid(`${path}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${found}`));
  }
  if (count === undefined) return errors;
  const at = `${path}.succeededCount`;
  if (count < 0) errors.push(invalid(at, count, 'must be greater than or equal to 0'));
  if (count > completions)
    errors.push(
      invalid(at, count, `must be less than or equal to ${completions} (the number of specified completions)`),
    );
  if (said(indexes) && count > total)
    errors.push(
      invalid(
        at,
        count,
        `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
      ),
    );
  return errors;
}

/** How many indexes `1,3-5` names, or what is wrong with it. */
function countIndexes(value: string, completions: number): number | string {
  if (!value) return 0;
  let last: number | undefined;
  let total = 0;
  for (const part of value.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2)
      return `the fragment ${quote(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    const numbers: number[] = [];
    for (const end of ends) {
      if (!/^[+-]?\d+$/.test(end)) return `cannot convert string to integer for index: ${quote(end)}`;
      if (Number(end) >= completions) return `too large index: ${quote(end)}`;
      numbers.push(Number(end));
    }
    const [from = 0, to = from] = numbers;
    if (numbers.length > 1 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last !== undefined && last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}

function replacement(value: unknown, path: string, spec: JsonObject): FieldError[] {
  if (!said(value)) return [];
  if (said(spec['podFailurePolicy'])) return value === 'Failed' ? [] : [notSupported(path, value, ['Failed'])];
  const known = ['Failed', 'TerminatingOrFailed'];
  return known.includes(text(value)) ? [] : [notSupported(path, value, known)];
}

function restart(spec: JsonObject, path: string): FieldError[] {
  // Not said is Always, by default.
  const policy = text(held(held(spec['template'])['spec'])['restartPolicy'] ?? 'Always');
  const at = `${path}.template.spec.restartPolicy`;
  if (!policy || policy === 'Always') return [required(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(at, policy, ['OnFailure', 'Never'])];
  return said(spec['podFailurePolicy']) && policy !== 'Never'
    ? [invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

/** The selector comes last, whoever it is that says it. */
function selected(object: JsonObject): FieldError[] {
  const spec = held(object['spec']);
  const errors: FieldError[] = [];
  const selector = spec['selector'];
  const own = held(held(spec['template'])['metadata'])['labels'] as Record<string, string> | undefined;
  if (spec['manualSelector'] === true) {
    if (!said(selector)) errors.push(required('spec.selector'));
    if (!badSelector(held(selector)) && !selectorMatcher(selector as LabelSelector | undefined)(own))
      errors.push(invalid('spec.template.metadata.labels', own ?? null, '`selector` does not match template `labels`'));
  }
  const completions = number(spec['completions']);
  const name = text(held(object['metadata'])['name']);
  if (spec['completionMode'] === 'Indexed' && completions !== undefined && completions > 0) {
    const longest = `${name}-${completions - 1}`;
    if (dns1123Label(longest).length)
      errors.push(invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`));
  }
  return errors;
}

function managedBy(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'string') return [];
  return [
    ...domainPath(value).map(({ value: shown, error }) =>
      shown === undefined ? required(path, error) : invalid(path, shown, error),
    ),
    ...(value.length > 63 ? [tooLong(path, 63)] : []),
  ];
}

export const BATCH: { readonly [type: string]: Constraints } = {
  'batch.v1.Job': { '': [check((value) => selected(held(value)))] },
  'batch.v1.JobSpec': {
    parallelism: [atLeast(0)],
    completions: [atLeast(0)],
    activeDeadlineSeconds: [atLeast(0)],
    backoffLimit: [atLeast(0)],
    ttlSecondsAfterFinished: [atLeast(0)],
    backoffLimitPerIndex: [atLeast(0)],
    maxFailedIndexes: [
      atLeast(0),
      check((value, path, spec) =>
        said(value) && !said(spec['backoffLimitPerIndex'])
          ? [required(path.replace(/\w+$/, 'backoffLimitPerIndex'), 'when maxFailedIndexes is specified')]
          : NONE,
      ),
    ],
    managedBy: [check(managedBy)],
    completionMode: [check((_value, path, spec) => indexed(spec, path.replace(/\.\w+$/, '')))],
    podFailurePolicy: [check((value, path, spec) => (said(value) ? failurePolicy(spec, path) : NONE)), unchecked],
    successPolicy: [check((value, path, spec) => (said(value) ? successPolicy(spec, path) : NONE)), unchecked],
    podReplacementPolicy: [check(replacement)],
    template: [],
    '': [templateMounted],
    // After the template.
    selector: [check((_value, path, spec) => restart(spec, path.replace(/\.\w+$/, '')))],
  },
  'batch.v1.JobTemplateSpec': {
    metadata: [unchecked],
    '': [
      check((value, path) => {
        const spec = held(held(value)['spec']);
        const errors: FieldError[] = [];
        if (said(spec['selector']))
          errors.push(invalid(`${path}.spec.selector`, spec['selector'], '`selector` will be auto-generated'));
        if (spec['manualSelector'] === true)
          errors.push(notSupported(`${path}.spec.manualSelector`, true, ['nil', 'false']));
        return errors;
      }),
    ],
  },
};
