// Names, label keys and label values. Follows apimachinery/pkg/util/validation; every function returns what is wrong, in its words.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
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
  return `${message} (e.g. ${examples.map((it) => `'${it}'`).join(' or ')}, regex used for validation is '${pattern}')`;
}

export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;
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

function shape(pattern: string, max: number, message: string, ...examples: string[]): Check {
  const expression = new RegExp(`^${pattern}$`);
  return remembered((text) => [
    ...(text.length > max ? [maxLengthError(max)] : []),
    ...(expression.test(text) ? [] : [patternError(message, pattern, ...examples)]),
  ]);
}

export const dns1123Label: Check = (() => {
  const label = new RegExp(`^${LABEL}$`);
  const subdomain = new RegExp(`^${SUBDOMAIN}$`);
  return remembered((text) => [
    ...(text.length > 63 ? [maxLengthError(63)] : []),
    ...(label.test(text)
      ? []
      : subdomain.test(text)
        ? ['must not contain dots']
        : [patternError(LABEL_TEXT, LABEL, 'my-name', '123-abc')]),
  ]);
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
  if (text.length > 253) errors.push(maxLengthError(253));
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
  if (text.length > 15) errors.push('must be no more than 15 characters');
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

const NAME_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** `prefix/name` or `name`: keys of labels and annotations. */
export const qualifiedName: Check = remembered((text) => {
  const parts = text.split('/');
  if (parts.length > 2)
    return [
      patternError(
        "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        QUALIFIED,
        'MyName',
        'my.name',
        '123-abc',
      ) + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  const errors: string[] = [];
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    if (parts[0] === '') errors.push('prefix part must be non-empty');
    else errors.push(...dns1123Subdomain(parts[0]!).map((error) => `prefix part ${error}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push('name part must be no more than 63 characters');
  if (!new RegExp(`^${QUALIFIED}$`).test(name))
    errors.push(patternError(NAME_TEXT, QUALIFIED, 'MyName', 'my.name', '123-abc'));
  return errors;
});

/** The value of a label. */
export const labelValue: Check = remembered((text) => [
  ...(text.length > 63 ? [maxLengthError(63)] : []),
  ...(new RegExp(`^(${QUALIFIED})?$`).test(text)
    ? []
    : [
        patternError(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          `(${QUALIFIED})?`,
          'MyValue',
          'my_value',
          '12345',
        ),
      ]),
]);
