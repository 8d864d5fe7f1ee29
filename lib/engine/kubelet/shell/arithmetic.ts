// Sums in scripts: `$((…))` and `expr`. Follows POSIX.1-2017, Arithmetic Expansion, as far as whole numbers go.

import { NotSimulated } from './syntax.ts';

/** Operators from weak to strong. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const OPERATIONS: { readonly [operator: string]: (a: number, b: number) => number } = {
  '||': (a, b) => Number(a !== 0 || b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

/** The value of a sum; names in it are variables. */
export function evaluate(text: string, variable: (name: string) => string): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!]|\S/g) ?? [];
  let at = 0;
  const level = (strength: number): number => {
    const operators = LEVELS[strength];
    if (!operators) return unary();
    let value = level(strength + 1);
    while (operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!;
      const right = level(strength + 1);
      if (right === 0 && (operator === '/' || operator === '%')) throw new NotSimulated('division by zero');
      value = OPERATIONS[operator]!(value, right);
    }
    return value;
  };
  const unary = (): number => {
    const token = tokens[at++] ?? '';
    if (token === '-') return -unary();
    if (token === '+') return unary();
    if (token === '!') return Number(unary() === 0);
    if (token === '(') {
      const value = level(0);
      if (tokens[at++] !== ')') throw new NotSimulated(`((${text}))`);
      return value;
    }
    const number = /^\d/.test(token) ? token : /^\w/.test(token) ? variable(token) || '0' : '';
    if (!/^-?\d+$/.test(number) || /^0\d/.test(number)) throw new NotSimulated(`((${text}))`);
    return Number(number);
  };
  if (!tokens.length) return 0;
  const value = level(0);
  if (at < tokens.length || !Number.isSafeInteger(value)) throw new NotSimulated(`((${text}))`);
  return value;
}
