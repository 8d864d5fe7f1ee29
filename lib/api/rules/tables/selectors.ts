// Whether a label selector is one. Follows LabelSelectorAsSelector of apimachinery/pkg/apis/meta/v1.

import { labelValue, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { held, list } from '../words.ts';

/** Whether a selector cannot be made from what is said. */
export const badSelector = (selector: JsonObject): boolean =>
  Object.entries(held(selector['matchLabels'])).some(
    ([key, it]) => qualifiedName(key).length > 0 || (typeof it === 'string' && labelValue(it).length > 0),
  ) ||
  list(selector['matchExpressions']).some(({ key, operator, values }) => {
    const count = Array.isArray(values) ? values.length : 0;
    if (qualifiedName(typeof key === 'string' ? key : '').length > 0) return true;
    if (operator === 'In' || operator === 'NotIn') return count === 0;
    return !(operator === 'Exists' || operator === 'DoesNotExist') || count > 0;
  });
