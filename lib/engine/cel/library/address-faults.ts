// Why a text is no address. Follows Go's net/netip.

import { quote } from '../../../api/field-errors.ts';

/** A fault, and the rest of the text at which it was found. */
type Fault = readonly [why: string, at?: string];

/** What is said of a text that is no address. */
export function addressFault(text: string): string {
  const [why, at] = faultOf(text) ?? ['unable to parse IP'];
  return `ParseAddr(${quote(text)}): ${why}${at ? ` (at ${quote(at)})` : ''}`;
}

function faultOf(text: string): Fault | undefined {
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === '.') return dottedFault(text);
  if (mark === ':') return colonsFault(text);
  return mark === '%' ? ['missing IPv6 address'] : undefined;
}

function dottedFault(text: string): Fault | undefined {
  let value = 0;
  let digits = 0;
  let fields = 1;
  for (const [i, letter] of [...text].entries()) {
    const rest = text.slice(i);
    if (/\d/.test(letter)) {
      if (digits === 1 && value === 0) return ['IPv4 field has octet with leading zero'];
      value = value * 10 + Number(letter);
      digits++;
      if (value > 255) return ['IPv4 field has value >255'];
    } else if (letter !== '.') return ['unexpected character', rest];
    else {
      if (!digits || i === text.length - 1) return ['IPv4 field must have at least one digit', rest];
      if (fields === 4) return ['IPv4 address too long'];
      fields++;
      value = 0;
      digits = 0;
    }
  }
  return fields < 4 ? ['IPv4 address too short'] : undefined;
}

function colonsFault(text: string): Fault | undefined {
  const percent = text.indexOf('%');
  if (percent === text.length - 1) return ['zone must be a non-empty string'];
  let rest = percent < 0 ? text : text.slice(0, percent);
  let fields = 0;
  let gap = rest.startsWith('::');
  if (gap) rest = rest.slice(2);
  while (rest && fields < 8) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)![0].length;
    if (digits > 4) return ['each group must have 4 or less digits', rest];
    if (!digits) return ['each colon-separated field must have at least one digit', rest];
    if (rest[digits] === '.') {
      if (!gap && fields !== 6) return ['embedded IPv4 address must replace the final 2 fields of the address', rest];
      if (fields > 6) return ['too many hex fields to fit an embedded IPv4 at the end of the address', rest];
      const inner = dottedFault(rest);
      if (inner) return inner;
      fields += 2;
      rest = '';
      break;
    }
    fields++;
    rest = rest.slice(digits);
    if (!rest) break;
    if (!rest.startsWith(':')) return ['unexpected character, want colon', rest];
    if (rest.length === 1) return ['colon must be followed by more characters', rest];
    rest = rest.slice(1);
    if (!rest.startsWith(':')) continue;
    if (gap) return ['multiple :: in address', rest];
    gap = true;
    rest = rest.slice(1);
  }
  if (rest) return ['trailing garbage after address', rest];
  if (fields < 8) return gap ? undefined : ['address string too short'];
  return gap ? ['the :: must expand to at least one field of zeros'] : undefined;
}
