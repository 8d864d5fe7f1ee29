// One rule of a field, as the tables say it.

import type { FieldError } from '../field-errors.ts';
import {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  envVarName,
  httpHeaderName,
  labelValue,
  pathSegment,
  percent,
  portName,
  qualifiedName,
} from '../labels.ts';
import type { JsonObject } from '../object.ts';

/** Formats of texts: each tells what is wrong with one. */
export const FORMATS = {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  envVarName,
  httpHeaderName,
  labelValue,
  pathSegment,
  percent,
  portName,
  qualifiedName,
} as const;

export type Format = keyof typeof FORMATS;

/** One rule of a field. Rules of a field are taken in order; a `required` that fails ends them. */
export type Rule =
  /** Must be said: not absent, empty or (`zero`) 0. */
  | { readonly rule: 'required'; readonly detail?: string; readonly zero?: true }
  | { readonly rule: 'range'; readonly min: number; readonly max: number }
  | { readonly rule: 'atLeast'; readonly min: number }
  | { readonly rule: 'above'; readonly min: number; readonly word: string }
  | { readonly rule: 'atMost'; readonly max: number; readonly detail?: string }
  /** One of these; '' is refused too unless `blank`, and what is not said with `absent`. */
  | { readonly rule: 'oneOf'; readonly values: readonly string[]; readonly blank?: true; readonly absent?: true }
  /** Text of a format; '' is passed over unless `blank`. `lower`: compared in lower case. With `absent` what is not said is ''. */
  | {
      readonly rule: 'format';
      readonly format: Format;
      readonly blank?: true;
      readonly absent?: true;
      readonly lower?: true;
    }
  /** A number of a port, or the name of one. */
  | { readonly rule: 'port' }
  /** A number not below 0, or a percentage (of at most 100 with `whole`). */
  | { readonly rule: 'countOrPercent'; readonly whole?: true }
  /** Keys and values of labels. */
  | { readonly rule: 'labels' }
  /** Keys of a map: errors name the key after the path (`at: 'key'`) or the field itself. */
  | { readonly rule: 'keys'; readonly format: Format; readonly at: 'key' | 'field'; readonly lower?: true }
  /** Values of a map, or items of a list. */
  | { readonly rule: 'each'; readonly rules: readonly Rule[] }
  /** No two items alike, or alike in this field. */
  | { readonly rule: 'unique'; readonly by?: string }
  | { readonly rule: 'items'; readonly max: number }
  | { readonly rule: 'forbidden'; readonly detail: string }
  /** One of several: where one of these beside it is said this one is not looked at (and refused, where a detail says so). */
  | { readonly rule: 'alone'; readonly after: readonly string[]; readonly detail?: string }
  /** The type's own rules do not count here. */
  | { readonly rule: 'unchecked' }
  /** An inner object's own rules, at this one place. */
  | { readonly rule: 'fields'; readonly of: Constraints }
  /** Only where a field beside it (or this object's own, for rules at '') has one of these values. */
  | { readonly rule: 'where'; readonly field: string; readonly is: readonly unknown[]; readonly rules: readonly Rule[] }
  /** What is truly particular. `beside` is the object that holds the field. */
  | {
      readonly rule: 'check';
      readonly check: (
        value: unknown,
        path: string,
        beside: JsonObject,
        /** On updates, of rules about a whole object: the object as it was. */
        before?: JsonObject,
        /** What was found before, in its order. */
        found?: FieldError[],
      ) => readonly FieldError[];
    };

/** Rules by field, checked in this order; those at '' are about the object itself. */
export type Constraints = { readonly [field: string]: readonly Rule[] };
