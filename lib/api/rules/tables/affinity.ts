// Which nodes, and near whom. Follows ValidateNodeSelector, validatePodAffinityTerm and their neighbours of
// kubernetes/pkg/apis/core/validation.

import { forbidden, invalid, required, type FieldError } from '../../field-errors.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import type { Constraints } from '../rule.ts';
import { check, items, list, must, text, wrong } from '../words.ts';

const NO_OPERATOR = 'not a valid selector operator';

function expression(term: JsonObject, at: string): FieldError[] {
  const [key, operator] = [text(term['key']), text(term['operator'])];
  const values = items(term['values']);
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalid(`${at}.operator`, operator, NO_OPERATOR));
  errors.push(...wrong(`${at}.key`, key, qualifiedName(key)));
  values.forEach((it, i) => errors.push(...wrong(`${at}.values[${i}]`, text(it), labelValue(text(it)))));
  return errors;
}

/** A field of the node itself; there is one. */
function field(term: JsonObject, at: string): FieldError[] {
  const [key, operator] = [text(term['key']), text(term['operator'])];
  const values = items(term['values']);
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1)
      errors.push(
        required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
      );
  } else errors.push(invalid(`${at}.operator`, operator, NO_OPERATOR));
  if (key === 'metadata.name')
    values.forEach((it, i) => errors.push(...wrong(`${at}.values[${i}]`, text(it), dns1123Subdomain(text(it)))));
  else errors.push(invalid(`${at}.key`, key, 'not a valid field selector key'));
  return errors;
}

const terms = (of: (term: JsonObject, at: string) => FieldError[]) =>
  check((value, path) => list(value).flatMap((term, i) => of(term, `${path}[${i}]`)));

/** The field of namespaces, whose errors tell one of them as if there were no list. */
export const namespaces = check((value, path) =>
  items(value).flatMap((it) => wrong(path.replace(/s$/, ''), text(it), dns1123Label(text(it)))),
);

export const AFFINITY: { readonly [type: string]: Constraints } = {
  'core.v1.NodeSelector': { nodeSelectorTerms: [must('must have at least one node selector term')] },
  'core.v1.NodeSelectorTerm': { matchExpressions: [terms(expression)], matchFields: [terms(field)] },
};
