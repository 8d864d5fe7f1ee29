// What is asked of a review of access: about what, and with which selectors. Follows kubernetes/pkg/apis/authorization/validation and
// pkg/registry/authorization/util.

import { invalid, required, forbidden, type FieldError } from '../../api/field-errors.ts';
import { labelValue, qualifiedName } from '../../api/labels.ts';
import { parseFieldSelector, parseLabelSelector, SelectorError } from '../../api/selectors.ts';

interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly Requirement[];
}

export interface ResourceAttributes {
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: SelectorAttributes;
  readonly labelSelector?: SelectorAttributes;
}

/** What a review asks about, and for whom. */
export interface Asked {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
}

const SELECTORS = ['fieldSelector', 'labelSelector'] as const;

/** As Go prints it. */
export const printedUrl = ({ nonResourceAttributes }: Asked): object => ({
  Path: nonResourceAttributes?.path ?? '',
  Verb: nonResourceAttributes?.verb ?? '',
});

/** What is wrong with a question; `someone`: it says for whom it is asked. */
export function askedErrors(spec: Asked, someone: boolean): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const errors: FieldError[] = [];
  if (resourceAttributes && nonResourceAttributes)
    errors.push(
      invalid(
        'spec.nonResourceAttributes',
        printedUrl(spec),
        'cannot be specified in combination with resourceAttributes',
      ),
    );
  if (!resourceAttributes && !nonResourceAttributes)
    errors.push(
      invalid(
        'spec.resourceAttributes',
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    );
  if (someone && !spec.user && !spec.groups?.length)
    errors.push(invalid('spec.user', spec.user ?? '', 'at least one of user or group must be specified'));
  for (const name of SELECTORS) {
    const selector = resourceAttributes?.[name];
    if (selector) errors.push(...selectorErrors(selector, `spec.resourceAttributes.${name}`, name === 'labelSelector'));
  }
  return errors;
}

function selectorErrors(
  { rawSelector, requirements = [] }: SelectorAttributes,
  at: string,
  label: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (rawSelector && requirements.length)
    errors.push(invalid(`${at}.rawSelector`, rawSelector, 'may not specified at the same time as requirements'));
  if (!rawSelector && !requirements.length)
    errors.push(required(`${at}.requirements`, `when ${at} is specified, requirements or rawSelector is required`));
  requirements.forEach((it, i) => errors.push(...requirementErrors(it, `${at}.requirements[${i}]`, label)));
  return errors;
}

/** Operators that are not known here may be known to who authorizes. */
function requirementErrors({ key = '', operator, values = [] }: Requirement, at: string, label: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!label && !key) errors.push(required(`${at}.key`, 'must be specified'));
  if ((operator === 'In' || operator === 'NotIn') && !values.length)
    errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length)
    errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  if (!label) return errors;
  for (const message of qualifiedName(key)) errors.push(invalid(`${at}.key`, key, message));
  values.forEach((value, i) => {
    for (const message of labelValue(value)) errors.push(invalid(`${at}.values[${i}]`, value, message));
  });
  return errors;
}

/** What is said of selectors that could not be read, and are not looked at; undefined when all could. */
export function evaluationError({ resourceAttributes }: Asked): string | undefined {
  const ignored = SELECTORS.filter((name) => {
    const selector = resourceAttributes?.[name];
    return selector !== undefined && !isReadable(selector, name === 'labelSelector');
  });
  if (!ignored.length) return undefined;
  return ignored.map((name) => `spec.resourceAttributes.${name} ignored due to parse error`).join('; ');
}

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

function isReadable({ rawSelector, requirements = [] }: SelectorAttributes, label: boolean): boolean {
  if (!rawSelector)
    return requirements.every(({ operator = '', values = [] }) =>
      label ? OPERATORS.has(operator) : (operator === 'In' || operator === 'NotIn') && values.length === 1,
    );
  try {
    if (label) parseLabelSelector(rawSelector);
    else parseFieldSelector(rawSelector);
    return true;
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}
