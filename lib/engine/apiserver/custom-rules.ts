// Rules in CEL of a definition's schema: compiled once a schema, held against objects and their changes. Follows
// apiextensions-apiserver/pkg/apiserver/schema/cel.

import {
  duplicate,
  forbidden,
  invalid,
  invalidOmitted,
  printError,
  required,
  type FieldError,
} from '../../api/field-errors.ts';
import { mentions } from '../cel/ast.ts';
import type { Environment } from '../cel/environment.ts';
import { CelError, CompileError } from '../cel/errors.ts';
import { baseEnvironment, compile, parseRule, type Budget, type Program } from '../cel/kubernetes.ts';
import { CostExceeded } from '../cel/frame.ts';
import { PlanFault } from '../cel/plan.ts';
import { schemaType } from '../cel/schema.ts';
import { BOOL, optionalOf, sameType, STRING, type Type } from '../cel/types.ts';
import { fromJson, NONE, Optional, type Value } from '../cel/values.ts';
import type { JsonSchema } from './custom.ts';
import { equal } from './equality.ts';

type Fields = { readonly [key: string]: unknown };

/** A rule as a schema says it. */
export interface Rule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export interface CompiledRule {
  readonly program?: Program;
  readonly fault?: string;
  readonly message?: Program;
  readonly messageFault?: string;
  readonly usesOld: boolean;
}

interface Node {
  readonly type: Type | undefined;
  readonly rules: readonly CompiledRule[];
}

const BUDGET = 10_000_000;
const compiledNodes = new WeakMap<JsonSchema, Node>();

export const rulesOf = (schema: JsonSchema): readonly Rule[] =>
  (schema['x-kubernetes-validations'] as readonly Rule[] | undefined) ?? [];

/** The rules of one part of a schema, compiled. */
export function compiledRules(schema: JsonSchema, root: boolean): Node {
  let node = compiledNodes.get(schema);
  if (!node) {
    const type = schemaType(schema, root || schema['x-kubernetes-embedded-resource'] === true);
    node = { type, rules: rulesOf(schema).map((rule) => compileRule(rule, type)) };
    compiledNodes.set(schema, node);
  }
  return node;
}

/** What a rule about values of a type may speak of. */
export const rulesEnvironment = (rule: Rule, type: Type): Environment =>
  baseEnvironment().withVariables({ self: type, oldSelf: rule.optionalOldSelf ? optionalOf(type) : type });

/** A program, or what is said of an expression that is none; `of` what it is the expression. */
function attempt(of: string, source: string, environment: Environment): Program | string {
  try {
    return compile(source, environment);
  } catch (error) {
    if (error instanceof CompileError) return `${of}compilation failed: ${error.message}`;
    if (error instanceof PlanFault) return `${of || 'program '}instantiation failed: ${error.message}`;
    throw error;
  }
}

function compileRule(rule: Rule, type: Type | undefined): CompiledRule {
  const source = rule.rule ?? '';
  if (!source.trim() || !type) return { usesOld: false };
  const environment = rulesEnvironment(rule, type);
  const program = attempt('', source, environment);
  if (typeof program === 'string') return { fault: program, usesOld: false };
  if (!sameType(program.type, BOOL)) return { fault: 'cel expression must evaluate to a bool', usesOld: false };
  const usesOld = mentions(parseRule(source), 'oldSelf');
  if (!rule.messageExpression) return { program, usesOld };
  const message = attempt('messageExpression ', rule.messageExpression, environment);
  if (typeof message === 'string') return { program, usesOld, messageFault: message };
  return sameType(message.type, STRING)
    ? { program, usesOld, message }
    : { program, usesOld, messageFault: 'messageExpression must evaluate to a string' };
}

/** The fields that a path of JSON leads through, as `.a.b['c d']`; undefined where it leads nowhere in the schema. */
export function fieldPathOf(path: string, schema: JsonSchema): string | undefined {
  let at: JsonSchema = schema;
  let out = '';
  let rest = path;
  while (rest) {
    const found = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\])/.exec(rest);
    if (!found) return undefined;
    const name = found[1] ?? found[2]!.replace(/\\(.)/g, '$1');
    rest = rest.slice(found[0].length);
    if (at.properties) {
      const next = (at.properties as { [name: string]: JsonSchema })[name];
      if (!next) return undefined;
      at = next;
      out += `${out ? '.' : ''}${name}`;
    } else if (at.additionalProperties && typeof at.additionalProperties === 'object') {
      at = at.additionalProperties as JsonSchema;
      out += `[${name}]`;
    } else return undefined;
  }
  return out || undefined;
}

/**
 * What the rules of a schema say of an object, or (without `root`) of a part of one; `warn` is told what an update is not held to.
 * `budget` is what it may cost.
 */
export function ruleErrors(
  schema: JsonSchema,
  object: unknown,
  old: unknown,
  update: boolean,
  warn: (text: string) => void,
  root = true,
  budget: Budget = { left: BUDGET },
): FieldError[] {
  const walk = new Walk(update, warn, budget);
  walk.visit(schema, object, old, '', root, update && old !== undefined && unchanged(schema, object, old));
  return walk.errors;
}

function fieldSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  if (Object.hasOwn(properties, name)) return properties[name];
  return typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as JsonSchema) : undefined;
}

/** Finds what an item of a list was before, where items have keys. */
function counterparts(schema: JsonSchema, old: unknown): ((item: unknown) => unknown) | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old)) return undefined;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  const idOf = (item: unknown): string => JSON.stringify(keys.map((key) => (item as Fields | null)?.[key] ?? null));
  const byKey = new Map((old as unknown[]).map((item) => [idOf(item), item]));
  return (item) => byKey.get(idOf(item));
}

/** Whether a part is as it was: items with keys may stand in another order. Follows CorrelatedObject of apiserver/pkg/cel/common. */
function unchanged(schema: JsonSchema | undefined, value: unknown, old: unknown): boolean {
  if (value === old) return true;
  if (typeof value !== 'object' || value === null || typeof old !== 'object' || old === null) return equal(value, old);
  if (Array.isArray(value) || Array.isArray(old)) {
    const items = schema?.items as JsonSchema | undefined;
    const counterpart = schema && counterparts(schema, old);
    if (!counterpart || !items || !Array.isArray(value)) return equal(value, old);
    return (
      value.length === (old as unknown[]).length &&
      value.every((item) => {
        const before = counterpart(item);
        return before !== undefined && unchanged(items, item, before);
      })
    );
  }
  const [now, before] = [value as Fields, old as Fields];
  const names = Object.keys(now);
  return (
    names.length === Object.keys(before).length &&
    names.every(
      (name) => Object.hasOwn(before, name) && unchanged(schema && fieldSchema(schema, name), now[name], before[name]),
    )
  );
}

class Spent extends Error {}

class Walk {
  readonly errors: FieldError[] = [];
  private readonly budget: Budget;
  private readonly update: boolean;
  private readonly warn: (text: string) => void;

  constructor(update: boolean, warn: (text: string) => void, budget: Budget) {
    this.budget = budget;
    this.update = update;
    this.warn = warn;
  }

  /** `same`: the nearest part that can be compared with what it was is as it was. */
  visit(schema: JsonSchema, value: unknown, old: unknown, path: string, root: boolean, same: boolean): void {
    try {
      this.node(schema, value, old, path, root, same);
    } catch (error) {
      if (!(error instanceof Spent)) throw error;
    }
  }

  private node(schema: JsonSchema, value: unknown, old: unknown, path: string, root: boolean, same: boolean): void {
    if (value === null || value === undefined) return;
    if (rulesOf(schema).length) this.rules(schema, value, old, path, root, same);
    for (const inner of (schema.allOf ?? []) as JsonSchema[])
      if (rulesOf(inner).length) this.node({ type: schema.type, ...inner }, value, old, path, false, false);
    if (Array.isArray(value)) this.items(schema, value as unknown[], old, path, same);
    else if (typeof value === 'object') this.fields(schema, value as Fields, old, path, root, same);
  }

  private items(schema: JsonSchema, value: readonly unknown[], old: unknown, path: string, same: boolean): void {
    const items = schema.items as JsonSchema | undefined;
    if (!items) return;
    const counterpart = counterparts(schema, old);
    value.forEach((item, i) => {
      const before = counterpart?.(item);
      this.node(
        items,
        item,
        before,
        `${path}[${i}]`,
        false,
        before === undefined ? same : unchanged(items, item, before),
      );
    });
  }

  private fields(schema: JsonSchema, value: Fields, old: unknown, path: string, root: boolean, same: boolean): void {
    const before = (old !== null && typeof old === 'object' ? old : {}) as Fields;
    const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
    for (const [name, item] of Object.entries(value)) {
      const inner = fieldSchema(schema, name);
      if (!inner || (root && name === 'metadata')) continue;
      const child = Object.hasOwn(properties, name) ? (path ? `${path}.${name}` : name) : `${path}[${name}]`;
      const was = before[name];
      this.node(inner, item, was, child, false, was === undefined ? same : unchanged(inner, item, was));
    }
  }

  private rules(schema: JsonSchema, value: unknown, old: unknown, path: string, root: boolean, same: boolean): void {
    const { type, rules } = compiledRules(schema, root);
    const said = rulesOf(schema);
    const at = path || '<nil>';
    const kind = (schema.type as string | undefined) ?? 'object';
    if (!type) {
      this.errors.push(
        invalid(at, kind, 'rule compiler initialization error: failed to convert to declType for CEL validation rules'),
      );
      return;
    }
    const self = fromJson(value, type);
    const before = old === undefined || old === null ? undefined : fromJson(old, type);
    for (const [i, compiled] of rules.entries()) {
      const rule = said[i]!;
      if (compiled.fault !== undefined) {
        this.errors.push(invalid(at, kind, `rule compile error: ${compiled.fault}`));
        continue;
      }
      if (!compiled.program) continue;
      if (compiled.usesOld && before === undefined && !rule.optionalOldSelf) continue;
      const variables = (name: string): Value | undefined => {
        if (name === 'self') return self;
        if (rule.optionalOldSelf) return before === undefined ? NONE : new Optional(before);
        return before;
      };
      // A message knows what was, as it is, where any rule beside it does.
      const plainly = (name: string): Value | undefined =>
        name === 'self' ? self : rules.some((it) => it.usesOld) ? before : undefined;
      const result = this.evaluate(compiled.program, rule, variables, at, kind);
      if (result !== false) continue;
      const inner = rule.fieldPath ? fieldPathOf(rule.fieldPath, schema) : undefined;
      const where = inner ? (path ? `${path}.${inner}` : inner) : at;
      const detail = this.message(compiled.message, rule, plainly, where, kind);
      const error = reasoned(where, kind === 'object' || kind === 'array', value, detail, rule.reason);
      if (this.update && !compiled.usesOld && same) this.warn(printError(error));
      else this.errors.push(error);
    }
  }

  /** Whether a rule holds; undefined where that cannot be told, which is told. */
  private evaluate(
    program: Program,
    rule: Rule,
    variables: (name: string) => Value | undefined,
    at: string,
    kind: string,
  ): boolean | undefined {
    const shown = (rule.message?.trim() || rule.rule!.trim()) ?? '';
    try {
      return program.run(variables, this.budget) === true;
    } catch (error) {
      if (error instanceof CostExceeded) {
        const why =
          this.budget.left < 0
            ? 'validation failed due to running out of cost budget, no further validation rules will be run'
            : `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`;
        this.errors.push(invalid(at, kind, why));
        throw new Spent();
      }
      if (!(error instanceof CelError)) throw error;
      this.errors.push(
        invalid(
          at,
          kind,
          error.message.startsWith('no such overload')
            ? `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`
            : `${error.message} evaluating rule: ${shown}`,
        ),
      );
      return undefined;
    }
  }

  private message(
    program: Program | undefined,
    rule: Rule,
    variables: (name: string) => Value | undefined,
    at: string,
    kind: string,
  ): string {
    if (program)
      try {
        const said = program.run(variables, this.budget);
        const text = typeof said === 'string' ? said.trim() : '';
        if (text && Buffer.byteLength(text) <= 5 * 1024 && !/[\n\r]/.test(text)) return text;
      } catch (error) {
        if (error instanceof CostExceeded) {
          const why =
            this.budget.left < 0
              ? 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run'
              : `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(rule.messageExpression)}`;
          this.errors.push(invalid(at, kind, why));
          throw new Spent();
        }
        if (!(error instanceof CelError)) throw error;
      }
    return rule.message ? rule.message.trim() : `failed rule: ${rule.rule!.trim()}`;
  }
}

function reasoned(at: string, whole: boolean, value: unknown, detail: string, reason: string | undefined): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(at, detail);
    case 'FieldValueRequired':
      return required(at, detail);
    case 'FieldValueDuplicate':
      return duplicate(at, value);
    default:
      return whole ? invalidOmitted(at, detail) : invalid(at, value, detail);
  }
}
