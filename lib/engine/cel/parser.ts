// Reads expressions. Follows cel-go/parser: its grammar, and what it says of expressions that are not of it.

import { call, constant, type Expr, type MapExpr, type Struct } from './ast.ts';
import { CompileError, type Issue } from './errors.ts';
import { expandMacro, MacroFault } from './macros.ts';
import { tokens, type Token } from './tokens.ts';
import { MAX_INT } from './values.ts';

const OPERAND =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const FIELD = "{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}";
const RELATIONS = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
const RESERVED = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);
/** How deep an expression may be. */
const DEPTH = 250;

// Reading stops at the first fault: what would follow it are its echoes.
class Stop extends Error {}

/** The tree of an expression. Throws `CompileError`. */
export function parse(source: string, bindings = true): Expr {
  const { list, issues } = tokens(source);
  return new Parser(source, list, [...issues], bindings).whole();
}

class Parser {
  private readonly source: string;
  private readonly list: readonly Token[];
  private readonly issues: Issue[];
  /** Whether `cel.bind` names a value. */
  private readonly bindings: boolean;
  private index = 0;
  private depth = 0;

  constructor(source: string, list: readonly Token[], issues: Issue[], bindings: boolean) {
    this.bindings = bindings;
    this.source = source;
    this.list = list;
    this.issues = issues;
  }

  whole(): Expr {
    let expr: Expr | undefined;
    try {
      expr = this.expression();
      if (this.token.kind !== 'end') this.unexpected('<EOF>');
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    if (this.issues.length) throw new CompileError(this.source, this.issues);
    return expr!;
  }

  private get token(): Token {
    return this.list[this.index]!;
  }

  private is(text: string): boolean {
    const { token } = this;
    return token.kind === 'op' && token.text === text;
  }

  /** Takes the operator if it is next. */
  private take(text: string): Token | undefined {
    return this.is(text) ? this.list[this.index++] : undefined;
  }

  private note(at: number, message: string): void {
    this.issues.push({ at, message });
  }

  private fail(at: number, message: string): never {
    this.note(at, message);
    throw new Stop();
  }

  private unexpected(expecting: string): never {
    const { token } = this;
    const after = this.list[this.index + 1];
    // One token too many is told from one that is wrong.
    const extra =
      token.kind !== 'end' &&
      (expecting === '<EOF>' ? after?.kind === 'end' : after?.kind === 'op' && expecting === `'${after.text}'`);
    const shown = token.kind === 'escaped' ? `\`${token.text}\`` : token.text;
    this.note(token.at, `Syntax error: ${extra ? 'extraneous' : 'mismatched'} input '${shown}' expecting ${expecting}`);
    return this.stop(token);
  }

  /** Reading goes on after an operator that stands where none may: that nothing follows it is told, too. */
  private stop(token: Token): never {
    const after = this.list[this.index + 1];
    if (token.kind === 'op' && token.text === 'in' && after?.kind === 'end')
      this.note(after.at, `Syntax error: mismatched input '<EOF>' expecting ${OPERAND}`);
    throw new Stop();
  }

  private expect(text: string, expecting = `'${text}'`): Token {
    const found = this.take(text);
    if (found) return found;
    if (this.token.kind === 'end' && expecting === `'${text}'`)
      this.fail(this.token.at, `Syntax error: missing '${text}' at '<EOF>'`);
    return this.unexpected(expecting);
  }

  private expression(): Expr {
    if (++this.depth > DEPTH) this.fail(this.token.at, `expression recursion limit exceeded: ${DEPTH}`);
    const test = this.or();
    const question = this.take('?');
    let expr = test;
    if (question) {
      const yes = this.or();
      this.expect(':');
      expr = call(question.at, '_?_:_', test, yes, this.expression());
    }
    this.depth--;
    return expr;
  }

  private or(): Expr {
    return this.logical('||', () => this.logical('&&', () => this.relation()));
  }

  private logical(operator: string, inner: () => Expr): Expr {
    const terms = [inner()];
    const places: number[] = [];
    for (let op = this.take(operator); op; op = this.take(operator)) {
      places.push(op.at);
      terms.push(inner());
    }
    return balanced(`_${operator}_`, terms, places, 0, places.length - 1);
  }

  private relation(): Expr {
    let left = this.sum();
    while (this.token.kind === 'op' && RELATIONS.has(this.token.text)) {
      const op = this.list[this.index++]!;
      left = call(op.at, op.text === 'in' ? '@in' : `_${op.text}_`, left, this.sum());
    }
    return left;
  }

  private sum(): Expr {
    let left = this.product();
    while (this.is('+') || this.is('-')) {
      const op = this.list[this.index++]!;
      left = call(op.at, `_${op.text}_`, left, this.product());
    }
    return left;
  }

  private product(): Expr {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.list[this.index++]!;
      left = call(op.at, `_${op.text}_`, left, this.unary());
    }
    return left;
  }

  private unary(): Expr {
    const first = this.take('!');
    if (first) {
      let count = 1;
      while (this.take('!')) count++;
      const inner = this.member();
      return count % 2 ? call(first.at, '!_', inner) : inner;
    }
    if (!this.is('-')) return this.member();
    const after = this.list[this.index + 1]!;
    // A sign before a number is part of it.
    if (after.kind === 'int' || after.kind === 'double') return this.member();
    const minus = this.take('-')!;
    let count = 1;
    while (this.is('-')) {
      this.index++;
      count++;
    }
    const inner = this.member();
    return count % 2 ? call(minus.at, '-_', inner) : inner;
  }

  private member(): Expr {
    let expr = this.primary();
    for (;;) {
      const dot = this.take('.');
      if (dot) expr = this.selection(expr, dot);
      else {
        const open = this.take('[');
        if (!open) return expr;
        const optional = this.take('?');
        const index = this.expression();
        this.expect(']');
        expr = call(open.at, optional ? '_[?_]' : '_[_]', expr, index);
      }
    }
  }

  private selection(operand: Expr, dot: Token): Expr {
    const optional = this.take('?') !== undefined;
    const { token } = this;
    if (token.kind === 'escaped') {
      this.index++;
      return { is: 'select', at: dot.at, operand, field: token.text, ...(optional ? { optional } : {}) };
    }
    if (token.kind !== 'name') {
      if (optional) return this.unexpected('{IDENTIFIER, ESC_IDENTIFIER}');
      const text = token.kind === 'end' ? '' : token.text;
      this.note(token.at, `Syntax error: no viable alternative at input '.${text}'`);
      return this.stop(token);
    }
    this.index++;
    const open = optional ? undefined : this.take('(');
    if (!open) return { is: 'select', at: dot.at, operand, field: token.text, ...(optional ? { optional } : {}) };
    return this.invocation(open, token.text, operand);
  }

  private invocation(open: Token, name: string, target: Expr | undefined): Expr {
    const args: Expr[] = [];
    if (!this.is(')')) {
      do args.push(this.expression());
      while (this.take(','));
    }
    this.expect(')', args.length ? "{')', ','}" : undefined);
    try {
      const expanded = name === 'bind' && !this.bindings ? undefined : expandMacro(open.at, name, target, args);
      if (expanded) return expanded;
    } catch (error) {
      if (!(error instanceof MacroFault)) throw error;
      this.note(error.at, error.message);
      return constant(open.at, null);
    }
    return { is: 'call', at: open.at, name, args, ...(target ? { target } : {}) };
  }

  private primary(): Expr {
    const { token } = this;
    switch (token.kind) {
      case 'int':
      case 'uint':
      case 'double':
      case 'string':
      case 'bytes':
        this.index++;
        return this.literal(token, false);
      case 'name':
        return this.named(false);
      case 'op':
        return this.operand(token);
      default:
        return this.unexpected(OPERAND);
    }
  }

  private operand(token: Token): Expr {
    switch (token.text) {
      case 'true':
      case 'false':
        this.index++;
        return constant(token.at, token.text === 'true');
      case 'null':
        this.index++;
        return constant(token.at, null);
      case '(': {
        this.index++;
        const inner = this.expression();
        this.expect(')');
        return inner;
      }
      case '[':
        this.index++;
        return this.listOf(token);
      case '{':
        this.index++;
        return this.mapOf(token);
      case '.':
        this.index++;
        if (this.token.kind !== 'name') this.unexpected('IDENTIFIER');
        return this.named(true);
      case '-':
        if (['int', 'double'].includes(this.list[this.index + 1]!.kind)) {
          this.index += 2;
          return this.literal(this.list[this.index - 1]!, true, token.at);
        }
        return this.unexpected(OPERAND);
      default:
        return this.unexpected(OPERAND);
    }
  }

  private literal(token: Token, negative: boolean, at = token.at): Expr {
    if (token.fault) this.fail(at, token.fault);
    const value = token.value!;
    if (typeof value === 'bigint' && !negative && value > MAX_INT) this.fail(at, 'invalid int literal');
    if (!negative) return constant(at, value);
    return constant(at, typeof value === 'bigint' ? -value : -(value as number));
  }

  /** A variable, a call of a function, or an object being made. */
  private named(leading: boolean): Expr {
    const token = this.list[this.index++]!;
    const name = `${leading ? '.' : ''}${token.text}`;
    const open = this.take('(');
    if (open) return this.invocation(open, name, undefined);
    const struct = this.struct(token, name);
    if (struct) return struct;
    if (RESERVED.has(token.text)) this.note(token.at, `reserved identifier: ${token.text}`);
    return { is: 'name', at: token.at, name };
  }

  /** `a.b.C{…}`, if that is what follows. */
  private struct(first: Token, name: string): Expr | undefined {
    let end = this.index;
    let type = name;
    while (
      this.list[end]!.kind === 'op' &&
      this.list[end]!.text === '.' &&
      this.list[end + 1]!.kind === 'name' &&
      end + 1 < this.list.length
    ) {
      type += `.${this.list[end + 1]!.text}`;
      end += 2;
    }
    const open = this.list[end]!;
    if (open.kind !== 'op' || open.text !== '{') return undefined;
    this.index = end + 1;
    const fields: Struct['fields'][number][] = [];
    for (;;) {
      if (this.take('}')) break;
      if (!fields.length && this.take(',')) {
        this.expect('}');
        break;
      }
      const optional = this.take('?') !== undefined;
      const { token } = this;
      if (token.kind !== 'name' && token.kind !== 'escaped') this.unexpected(FIELD);
      this.index++;
      const colon = this.expect(':');
      fields.push({ at: colon.at, name: token.text, value: this.expression(), optional });
      if (!this.take(',')) {
        this.expect('}', "{'}', ','}");
        break;
      }
    }
    return { is: 'struct', at: open.at, type, fields };
  }

  private listOf(open: Token): Expr {
    const items: { value: Expr; optional: boolean }[] = [];
    for (;;) {
      if (this.take(']')) break;
      if (!items.length && this.take(',')) {
        this.expect(']');
        break;
      }
      const optional = this.take('?') !== undefined;
      items.push({ value: this.expression(), optional });
      if (!this.take(',')) {
        this.expect(']', "{']', ','}");
        break;
      }
    }
    return { is: 'list', at: open.at, items };
  }

  private mapOf(open: Token): Expr {
    const entries: MapExpr['entries'][number][] = [];
    for (;;) {
      if (this.take('}')) break;
      if (!entries.length && this.take(',')) {
        this.expect('}');
        break;
      }
      const optional = this.take('?') !== undefined;
      const key = this.expression();
      if (this.token.kind === 'end') this.unexpected("':'");
      this.expect(':');
      entries.push({ key, value: this.expression(), optional });
      if (!this.take(',')) {
        this.expect('}', "{'}', ','}");
        break;
      }
    }
    return { is: 'map', at: open.at, entries };
  }
}

// Long chains become shallow trees.
function balanced(name: string, terms: readonly Expr[], places: readonly number[], low: number, high: number): Expr {
  if (!places.length) return terms[0]!;
  const middle = (low + high + 1) >> 1;
  const left = middle === low ? terms[middle]! : balanced(name, terms, places, low, middle - 1);
  const right = middle === high ? terms[middle + 1]! : balanced(name, terms, places, middle + 1, high);
  return call(places[middle]!, name, left, right);
}
