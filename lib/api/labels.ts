// Names, label keys and label values. Follows apimachinery/pkg/util/validation; every function returns what is wrong, in its words.

import { invalid, type FieldError } from './field-errors.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const LABEL_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";

/** The message about a text that does not fit a pattern. */
export function patternError(message: string, pattern: string, ...examples: string[]): string {
  if (!examples.length) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((it) => `'${it}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;
/** The same where upstream says bytes: keys and values of labels. */
export const maxBytesError = (length: number): string => `must be no more than ${length} bytes`;
export const rangeError = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

type Check = (text: string) => readonly string[];
const NONE: readonly string[] = [];

// Names repeat all the time; a checked one is remembered (bounded, so that a stream of new ones cannot fill memory).
function remembered(check: Check): Check {
  const good = new Set<string>();
  return (text) => {
    if (good.has(text)) return NONE;
    const errors = check(text);
    if (errors.length === 0) {
      if (good.size > 5_000) good.clear();
      good.add(text);
    }
    return errors;
  };
}

/** Whether a text takes more than so many bytes of UTF-8. */
export function longer(text: string, max: number): boolean {
  // A UTF-16 unit takes at most three bytes.
  return text.length > max || (text.length * 3 > max && Buffer.byteLength(text) > max);
}

function shape(pattern: string, max: number, message: string, ...examples: string[]): Check {
  const expression = new RegExp(`^${pattern}$`);
  return remembered((text) => {
    const long = longer(text, max);
    if (expression.test(text)) return long ? [maxLengthError(max)] : NONE;
    const error = patternError(message, pattern, ...examples);
    return long ? [maxLengthError(max), error] : [error];
  });
}

export const dns1123Label: Check = (() => {
  const label = new RegExp(`^${LABEL}$`);
  const subdomain = new RegExp(`^${SUBDOMAIN}$`);
  return remembered((text) => {
    const long = longer(text, 63);
    if (label.test(text)) return long ? [maxLengthError(63)] : NONE;
    const error = subdomain.test(text)
      ? 'must not contain dots'
      : patternError(LABEL_TEXT, LABEL, 'my-name', '123-abc');
    return long ? [maxLengthError(63), error] : [error];
  });
})();
export const dns1123Subdomain = shape(SUBDOMAIN, 253, SUBDOMAIN_TEXT, 'example.com');
export const dns1035Label = shape(LABEL_1035, 63, LABEL_1035_TEXT, 'my-name', 'abc-123');
export const wildcardSubdomain = shape(
  `\\*\\.${SUBDOMAIN}`,
  253,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  '*.example.com',
);
export const configMapKey: Check = remembered((text) => {
  const errors: string[] = [];
  if (longer(text, 253)) errors.push(maxLengthError(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(text))
    errors.push(
      patternError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  errors.push(...dotNames(text));
  return errors;
});

function dotNames(text: string): string[] {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

/** A name of an environment variable: any printable ASCII but `=`. */
export const envVarName: Check = remembered((text) =>
  text === ''
    ? ['environment variable name must be non-empty']
    : /^[ -<>-~]+$/.test(text)
      ? []
      : ["a valid environment variable name must consist only of printable ASCII characters other than '='"],
);

/** A port's name. */
export const portName: Check = remembered((text) => {
  const errors: string[] = [];
  if (longer(text, 15)) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(text)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)');
  if (text.includes('--')) errors.push('must not contain consecutive hyphens');
  if (text && (text.startsWith('-') || text.endsWith('-'))) errors.push('must not begin or end with a hyphen');
  return errors;
});

/** A segment of a URL path, as names of RBAC objects are. */
export const pathSegment: Check = remembered((text) => {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((char) => text.includes(char)).map((char) => `may not contain '${char}'`);
});

const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const qualifiedShape = new RegExp(`^${QUALIFIED}$`);
const valueShape = new RegExp(`^(${QUALIFIED})?$`);

/** `prefix/name` or `name`: keys of labels and annotations. */
export const qualifiedName: Check = remembered((text) => {
  const parts = text.split('/');
  if (parts.length > 2)
    return [
      `${patternError(`a valid label key ${NAME_RULE}`, QUALIFIED, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const errors: string[] = [];
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') errors.push('prefix part must be non-empty');
    else {
      if (longer(prefix, 253)) errors.push(`prefix part ${maxBytesError(253)}`);
      const told = dns1123Subdomain(prefix).filter((error) => error !== maxLengthError(253));
      errors.push(...told.map((error) => `prefix part ${error}`));
    }
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (longer(name, 63)) errors.push(`name part ${maxBytesError(63)}`);
  if (!qualifiedShape.test(name))
    errors.push(patternError(`name part ${NAME_RULE}`, QUALIFIED, 'MyName', 'my.name', '123-abc'));
  return errors;
});

/** The value of a label. */
export const labelValue: Check = remembered((text) => {
  const errors: string[] = [];
  if (longer(text, 63)) errors.push(maxBytesError(63));
  if (!valueShape.test(text))
    errors.push(
      patternError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${QUALIFIED})?`,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  return errors;
});

/** A percentage: `25%`. */
export const percent = remembered((text) =>
  /^[0-9]+%$/.test(text)
    ? NONE
    : [
        patternError(
          "a valid percent string must be a numeric string followed by an ending '%'",
          '[0-9]+%',
          '1%',
          '93%',
        ),
      ],
);

/** The name of an HTTP header. */
export const httpHeaderName = remembered((text) =>
  /^[-A-Za-z0-9]+$/.test(text)
    ? NONE
    : [
        patternError(
          "a valid HTTP header must consist of alphanumeric characters or '-'",
          '[-A-Za-z0-9]+',
          'X-Header-Name',
        ),
      ],
);

/** A search domain of a resolver: as a subdomain, and labels may have underscores. */
export const dns1123SubdomainWithUnderscore = shape(
  `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`,
  253,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);

const PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const PATH_SHAPE = new RegExp(`^${PATH}$`);

/** What is wrong with `acme.io/foo`, and the part of it that is; no value where there is none. */
export function domainPath(text: string): readonly { readonly value: string | undefined; readonly error: string }[] {
  if (text === '') return [{ value: undefined, error: '' }];
  const slash = text.indexOf('/');
  const host = text.slice(0, slash);
  const path = text.slice(slash + 1);
  if (slash <= 0 || path === '')
    return [{ value: text, error: 'must be a domain-prefixed path (such as "acme.io/foo")' }];
  return [
    ...dns1123Subdomain(host).map((error) => ({ value: host, error })),
    ...(PATH_SHAPE.test(path) ? [] : [{ value: path, error: patternError('Invalid path', PATH) }]),
  ];
}

const C_NAME = '[A-Za-z_][A-Za-z0-9_]*';
export const cIdentifier: Check = remembered((text) =>
  new RegExp(`^${C_NAME}$`).test(text)
    ? NONE
    : [
        patternError(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
          C_NAME,
          'my_name',
          'MY_NAME',
          'MyName',
        ),
      ],
);

/** Adds what is wrong with keys and values of labels, at the field that holds them; a value that is no text is for who checks types. */
export function addLabelErrors(labels: object, path: string, found: FieldError[]): void {
  for (const key in labels) {
    for (const error of qualifiedName(key)) found.push(invalid(path, key, error));
    const value = (labels as { readonly [key: string]: unknown })[key];
    if (typeof value === 'string') for (const error of labelValue(value)) found.push(invalid(path, value, error));
  }
}

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** What core kinds ask of a finalizer beyond its shape: a domain, or a name known to the system. */
export const standardFinalizer = (name: string): readonly string[] =>
  name.includes('/') || STANDARD_FINALIZERS.has(name)
    ? NONE
    : ['name is neither a standard finalizer name nor is it fully qualified'];
