// What Secrets of known types must hold. Follows ValidateSecret of kubernetes/pkg/apis/core/validation.

import { invalid, required, type FieldError } from '../../field-errors.ts';
import { objectFault } from '../../go-json.ts';
import type { JsonObject } from '../../object.ts';
import { text } from '../words.ts';

const HIDDEN = '<secret contents redacted>';

/** `texts` are those that are still to become bytes. */
export function secretErrors(type: string, data: JsonObject, texts: JsonObject, path: string): FieldError[] {
  const has = (key: string): boolean => data[key] !== undefined || texts[key] !== undefined;
  const read = (key: string): string =>
    texts[key] !== undefined ? text(texts[key]) : Buffer.from(text(data[key]), 'base64').toString();
  const missing = (...keys: string[]): FieldError[] => keys.map((key) => required(`${path}data[${key}]`));
  const json = (key: string): FieldError[] => {
    if (!has(key)) return missing(key);
    const error = objectFault(read(key));
    return error === undefined ? [] : [invalid(`${path}data[${key}]`, HIDDEN, error)];
  };
  switch (type) {
    case 'kubernetes.io/dockercfg':
      return json('.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return json('.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return has('username') || has('password') ? [] : missing('username', 'password');
    case 'kubernetes.io/ssh-auth':
      return read('ssh-privatekey') === '' ? missing('ssh-privatekey') : [];
    case 'kubernetes.io/tls':
      return ['tls.crt', 'tls.key'].flatMap((key) => (has(key) ? [] : missing(key)));
    default:
      return [];
  }
}
