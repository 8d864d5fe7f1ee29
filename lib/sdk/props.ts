// The shapes of intent-level props, checked where they are written. What the API itself checks is checked on the manifest.
//
// A shape is a function; the whole of them is plain data by the time a construct is made. A library of schemas would cost every command
// its loading, and says less about a mistyped name.

import type { ApiObject } from './api-object.ts';
import type { Told } from './manifest.ts';
import { nearest } from './problems.ts';

/** Tells what is wrong with a value at a path. What is not said (undefined) never gets here. */
type Shape = (value: unknown, path: string, told: Told) => void;

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? 'a list'
      : value === null
        ? 'null'
        : typeof value === 'object'
          ? 'an object'
          : String(value);

/** A value of which one look is enough. */
const simple =
  (what: string, fits: (value: unknown) => boolean): Shape =>
  (value, path, told) => {
    if (!fits(value)) told(`must be ${what}, not ${shown(value)}`, path || undefined);
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = simple('a text', (it) => typeof it === 'string');
const number = simple('a number', (it) => typeof it === 'number');
const flag = simple('true or false', (it) => typeof it === 'boolean');
const textOrNumber = simple('a text or a number', (it) => typeof it === 'string' || typeof it === 'number');
const data = simple('an object', isObject);
const name = simple(
  'a name, a construct or { existing: name }',
  (it) =>
    typeof it === 'string' || (isObject(it) && (typeof it['name'] === 'string' || typeof it['existing'] === 'string')),
);
const oneOf = (...values: unknown[]): Shape =>
  simple(`one of ${values.map(shown).join(', ')}`, (it) => values.includes(it));

const list =
  (of: Shape): Shape =>
  (value, path, told) => {
    if (!Array.isArray(value)) told(`must be a list, not ${shown(value)}`, path || undefined);
    else value.forEach((item, i) => of(item, `${path}[${i}]`, told));
  };

const map =
  (of: Shape): Shape =>
  (value, path, told) => {
    if (!isObject(value)) told(`must be an object, not ${shown(value)}`, path || undefined);
    else for (const key in value) if (value[key] !== undefined) of(value[key], `${path}.${key}`, told);
  };

/** An object of these fields and no others; `must` names those that have to be said. */
const fields =
  (known: Readonly<Record<string, Shape>>, ...must: readonly string[]): Shape =>
  (value, path, told) => {
    if (!isObject(value)) return told(`must be an object, not ${shown(value)}`, path || undefined);
    const at = (key: string): string => (path ? `${path}.${key}` : key);
    for (const key in value) {
      const shape = known[key];
      if (shape) {
        if (value[key] !== undefined) shape(value[key], at(key), told);
      } else {
        const near = nearest(key, Object.keys(known));
        told(`unknown field.${near ? ` Did you mean ${near}?` : ''}`, at(key));
      }
    }
    for (const key of must) if (value[key] === undefined) told('must be said', at(key));
  };

/** An object of one shape, or a value of another. */
const objectOr =
  (object: Shape, other: Shape): Shape =>
  (value, path, told) =>
    (isObject(value) ? object : other)(value, path, told);

/** A list of values, or one of them. */
const oneOrMore =
  (of: Shape): Shape =>
  (value, path, told) =>
    (Array.isArray(value) ? list(of) : of)(value, path, told);

const quantity = simple('a quantity such as 500m or 2Gi', (it) => typeof it === 'string' || typeof it === 'number');
const texts = map(text);

const value = objectOr(
  fields({ secret: name, configMap: name, key: text, optional: flag, field: text, resource: text, container: text }),
  simple('a value, or a reference to one', (it) => ['string', 'number', 'boolean'].includes(typeof it)),
);

const http = { get: text, port: textOrNumber, scheme: oneOf('HTTP', 'HTTPS'), headers: texts };

const probe = fields({
  ...http,
  tcp: textOrNumber,
  exec: list(text),
  grpc: objectOr(fields({ port: number, service: text }, 'port'), number),
  delay: number,
  period: number,
  timeout: number,
  failures: number,
  successes: number,
  grace: number,
});

const action = fields({ ...http, exec: list(text), sleep: number });

const volume = fields(
  {
    mount: text,
    readOnly: flag,
    subPath: text,
    emptyDir: objectOr(fields({ sizeLimit: quantity, medium: text }), oneOf(true)),
    configMap: name,
    secret: name,
    items: texts,
    optional: flag,
    claim: name,
    ephemeral: fields({ size: quantity, storageClass: name, access: list(text) }, 'size'),
    hostPath: text,
    image: text,
    token: fields({ audience: text, seconds: number, path: text }),
    source: data,
  },
  'mount',
);

const containerFields = {
  image: text,
  command: list(text),
  args: list(text),
  workingDir: text,
  pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  ports: map(number),
  env: map(value),
  envFrom: list(fields({ secret: name, configMap: name, prefix: text, optional: flag })),
  requests: map(quantity),
  limits: map(quantity),
  ready: probe,
  live: probe,
  start: probe,
  afterStart: action,
  beforeStop: action,
  volumes: map(volume),
  security: data,
  container: data,
};

const metadata = fields({ name: text, namespace: text, labels: texts, annotations: texts, finalizers: list(text) });

const spread = objectOr(fields({ over: text, skew: number, required: flag, domains: number }, 'over'), text);
const nearness = fields({ to: data, over: text, required: flag, weight: number }, 'to');
const nodeLabels = map(
  simple('a text, a list of texts or true', (it) => it === true || typeof it === 'string' || Array.isArray(it)),
);

const podFields = {
  ...containerFields,
  metadata,
  labels: texts,
  podAnnotations: texts,
  sidecars: map(fields(containerFields, 'image')),
  init: map(fields({ ...containerFields, restart: oneOf('Always') }, 'image')),
  serviceAccount: name,
  spread: oneOrMore(spread),
  near: oneOrMore(nearness),
  apart: oneOrMore(objectOr(nearness, text)),
  nodes: fields({ require: nodeLabels, prefer: nodeLabels }),
  nodeSelector: texts,
  tolerations: list(data),
  priorityClass: name,
  runtimeClass: name,
  pullSecrets: list(name),
  grace: number,
  podSecurity: data,
  pod: data,
  spec: data,
};

const workload = (more: Readonly<Record<string, Shape>>, ...must: string[]): Shape =>
  fields({ ...podFields, ...more }, 'image', ...must);

const strategy = objectOr(fields({ surge: textOrNumber, unavailable: textOrNumber }), oneOf('Recreate'));
const job = {
  completions: number,
  parallelism: number,
  retries: number,
  restart: oneOf('Never', 'OnFailure'),
  indexed: flag,
  deadline: number,
  keep: number,
  suspend: flag,
};

export const podProps = fields({ ...podFields, restart: oneOf('Always', 'OnFailure', 'Never') }, 'image');
export const deploymentProps = workload({ replicas: number, strategy, history: number });
export const replicaSetProps = workload({ replicas: number });
export const statefulSetProps = workload({
  replicas: number,
  parallel: flag,
  claims: map(fields({ size: quantity, storageClass: name, mount: text, access: list(text) }, 'size', 'mount')),
  whenDeleted: oneOf('Retain', 'Delete'),
  whenScaled: oneOf('Retain', 'Delete'),
});
export const daemonSetProps = workload({
  strategy: objectOr(fields({ surge: textOrNumber, unavailable: textOrNumber }), oneOf('OnDelete')),
});
export const jobProps = workload(job);
export const cronJobProps = workload(
  {
    ...job,
    schedule: text,
    timeZone: text,
    concurrency: oneOf('Allow', 'Forbid', 'Replace'),
    history: fields({ successful: number, failed: number }),
  },
  'schedule',
);

/** Notes what is wrong with an object's props, in words that say what to do. */
export function checkProps(object: ApiObject, shape: Shape, props: unknown): void {
  shape(props, '', (message, field) => object.problem(message, field));
}
