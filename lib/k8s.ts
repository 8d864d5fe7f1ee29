/** The types of every built-in kind, by group and version: `import type { k8s } from 'slipway/k8s'`. */
export type * as k8s from './api/schema/types/index.ts';
