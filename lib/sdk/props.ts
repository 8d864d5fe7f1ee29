// The shapes of intent-level props, checked where they are written. What the API itself checks is checked on the manifest.

import { z } from 'zod';
import type { ApiObject } from './api-object.ts';
import { nearest } from './problems.ts';

const quantity = z.union([z.string(), z.number()]);
const strings = z.record(z.string(), z.string());
const name = z.union([
  z.string(),
  z.custom<{ name: string }>(
    (value) => typeof (value as { name?: unknown })?.name === 'string',
    'must be a name or a construct',
  ),
]);
const anyObject = z.record(z.string(), z.unknown());

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ secret: name, key: z.string(), optional: z.boolean().optional() }),
  z.strictObject({ configMap: name, key: z.string(), optional: z.boolean().optional() }),
  z.strictObject({ field: z.string() }),
]);

const probe = z.strictObject({
  get: z.string().optional(),
  port: z.union([z.string(), z.number()]).optional(),
  tcp: z.union([z.string(), z.number()]).optional(),
  exec: z.array(z.string()).optional(),
  delay: z.number().optional(),
  period: z.number().optional(),
});

const volume = z.strictObject({
  mount: z.string(),
  readOnly: z.boolean().optional(),
  subPath: z.string().optional(),
  emptyDir: z.union([z.literal(true), anyObject]).optional(),
  configMap: name.optional(),
  secret: name.optional(),
  claim: name.optional(),
  hostPath: z.string().optional(),
});

const container = {
  image: z.string(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  ports: z.record(z.string(), z.number()).optional(),
  env: z.record(z.string(), value).optional(),
  requests: z.record(z.string(), quantity).optional(),
  limits: z.record(z.string(), quantity).optional(),
  ready: probe.optional(),
  live: probe.optional(),
  start: probe.optional(),
  volumes: z.record(z.string(), volume).optional(),
  security: anyObject.optional(),
};

export const containerProps = z.strictObject(container);

const metadata = z
  .strictObject({
    name: z.string().optional(),
    namespace: z.string().optional(),
    labels: strings.optional(),
    annotations: strings.optional(),
    finalizers: z.array(z.string()).optional(),
  })
  .optional();

const pod = {
  ...container,
  metadata,
  labels: strings.optional(),
  podAnnotations: strings.optional(),
  sidecars: z.record(z.string(), containerProps).optional(),
  init: z.record(z.string(), containerProps).optional(),
  serviceAccount: name.optional(),
  spread: z.enum(['zones', 'nodes']).optional(),
  nodeSelector: strings.optional(),
  tolerations: z.array(anyObject).optional(),
  priorityClass: name.optional(),
  pullSecrets: z.array(name).optional(),
  podSecurity: anyObject.optional(),
  pod: anyObject.optional(),
  spec: anyObject.optional(),
};

export const deploymentProps = z.strictObject({ ...pod, replicas: z.number().optional() });
export const statefulSetProps = z.strictObject({
  ...pod,
  replicas: z.number().optional(),
  claims: z
    .record(
      z.string(),
      z.strictObject({
        size: quantity,
        storageClass: name.optional(),
        mount: z.string(),
        access: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});
export const daemonSetProps = z.strictObject(pod);
export const jobProps = z.strictObject({
  ...pod,
  completions: z.number().optional(),
  parallelism: z.number().optional(),
  retries: z.number().optional(),
  restart: z.enum(['Never', 'OnFailure']).optional(),
});
export const cronJobProps = jobProps.extend({
  schedule: z.string(),
  timeZone: z.string().optional(),
  concurrency: z.enum(['Allow', 'Forbid', 'Replace']).optional(),
});

/** Notes what is wrong with an object's props, in words that say what to do. */
export function checkProps(object: ApiObject, schema: z.ZodType, props: unknown): void {
  const result = schema.safeParse(props);
  if (result.success) return;
  for (const issue of result.error.issues) {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      const shape = (schema as unknown as { shape?: object }).shape ?? {};
      for (const key of issue.keys) {
        const near = issue.path.length === 0 ? nearest(key, Object.keys(shape)) : undefined;
        object.problem(`unknown field.${near ? ` Did you mean ${near}?` : ''}`, path ? `${path}.${key}` : key);
      }
    } else object.problem(issue.message.replace(/^Invalid input: /, ''), path || undefined);
  }
}
