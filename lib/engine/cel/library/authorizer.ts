// Questions of who may do what. Follows apiserver/pkg/cel/library/authz.go.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { Opaque } from '../values.ts';

/** What is asked of the authorizer. */
export interface Question {
  /** Absent for the user of the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /** Of a path that is no resource. */
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly verb: string;
}

export interface Answer {
  readonly allowed: boolean;
  readonly reason: string;
  readonly error?: string;
}

export type Ask = (question: Question) => Answer;

const NOTHING = { group: '', resource: '', subresource: '', namespace: '', name: '', verb: '' };

/** A question under way, under the name of the stage it is in. */
class Asking extends Opaque {
  readonly type: string;
  readonly ask: Ask;
  readonly question: Question;
  constructor(stage: string, ask: Ask, question: Question) {
    super();
    this.type = `kubernetes.authorization.${stage}`;
    this.ask = ask;
    this.question = question;
  }
  equals(other: Opaque): boolean {
    return other === this;
  }
  with(stage: string, more: Partial<Question>): Asking {
    return new Asking(stage, this.ask, { ...this.question, ...more });
  }
}

class Decision extends Opaque {
  readonly type = 'kubernetes.authorization.Decision';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
  equals(other: Opaque): boolean {
    return other === this;
  }
}

/** The value of the variable `authorizer`. */
export const authorizerOf = (ask: Ask): Opaque => new Asking('Authorizer', ask, NOTHING);
/** The value of `authorizer.requestResource`. */
export const requestResourceOf = (ask: Ask, about: Partial<Question>): Opaque =>
  new Asking('ResourceCheck', ask, { ...NOTHING, ...about });

const A = 'kubernetes.authorization';
const resource =
  (field: keyof Question) =>
  (it: Asking, value: string): Asking =>
    it.with('ResourceCheck', { [field]: value });
const check = (it: Asking, verb: string): Decision => new Decision(it.ask({ ...it.question, verb }));

export const authorizers: Library = {
  types: ['Authorizer', 'PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map((it) => `${A}.${it}`),
  functions: [
    [
      `${A}.Authorizer.path(string): ${A}.PathCheck`,
      (it: Asking, path: string) => {
        if (!path) throw new CelError('path must not be empty');
        return it.with('PathCheck', { path });
      },
    ],
    [`${A}.Authorizer.group(string): ${A}.GroupCheck`, (it: Asking, group: string) => it.with('GroupCheck', { group })],
    [
      `${A}.Authorizer.serviceAccount(string, string): ${A}.Authorizer`,
      (it: Asking, namespace: string, name: string) => {
        const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
        if (!/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 253)
          throw new CelError('Invalid service account name');
        if (!label.test(namespace) || namespace.length > 63) throw new CelError('Invalid service account namespace');
        return it.with('Authorizer', { serviceAccount: { namespace, name } });
      },
    ],
    [
      `${A}.GroupCheck.resource(string): ${A}.ResourceCheck`,
      (it: Asking, name: string) => {
        if (!name) throw new CelError('resource must not be empty');
        return it.with('ResourceCheck', { resource: name });
      },
    ],
    [`${A}.ResourceCheck.subresource(string): ${A}.ResourceCheck`, resource('subresource')],
    [`${A}.ResourceCheck.namespace(string): ${A}.ResourceCheck`, resource('namespace')],
    [`${A}.ResourceCheck.name(string): ${A}.ResourceCheck`, resource('name')],
    [`${A}.ResourceCheck.fieldSelector(string): ${A}.ResourceCheck`, (it: Asking) => it],
    [`${A}.ResourceCheck.labelSelector(string): ${A}.ResourceCheck`, (it: Asking) => it],
    [`${A}.PathCheck.check(string): ${A}.Decision`, check],
    [`${A}.ResourceCheck.check(string): ${A}.Decision`, check],
    [`${A}.Decision.errored(): bool`, (it: Decision) => it.answer.error !== undefined],
    [`${A}.Decision.error(): string`, (it: Decision) => it.answer.error ?? ''],
    [`${A}.Decision.allowed(): bool`, (it: Decision) => it.answer.allowed],
    [`${A}.Decision.reason(): string`, (it: Decision) => it.answer.reason],
  ],
};
