// What only an embedded cluster is told: its machines and how programs behave. Data, never functions; it appears in no manifest.

import type { JsonObject } from '../object.ts';

/** Nodes of one shape. `nodes` are per zone. */
export interface NodePool {
  readonly name: string;
  readonly zones?: readonly string[];
  readonly region?: string;
  /** Nodes in each zone. Default 1. */
  readonly nodes?: number;
  /** Cores of a node, such as 4 or `3500m`. */
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly storage?: string | number;
  /** The most pods a node takes. Default 110. */
  readonly pods?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Extended resources of a node, such as `nvidia.com/gpu: 1`. */
  readonly resources?: { readonly [name: string]: string | number };
}

/** How the containers of an image (or of one workload) behave. The first that fits counts. */
export interface Program {
  /** The image without its tag, or with it; `*` stands for any run of characters. */
  readonly image?: string;
  /** `namespace/name` of the workload. */
  readonly workload?: string;
  readonly container?: string;
  /** From start to running readiness checks successfully, seconds. Default 1. */
  readonly readySeconds?: number;
  /** The container ends by itself after so many seconds of running. A Job's container ends after 5 unless told otherwise. */
  readonly exitSeconds?: number;
  readonly exitCode?: number;
  /** Used memory; above its limit the container is killed (OOMKilled). */
  readonly memory?: string | number;
  /** Used CPU, for the autoscaler. */
  readonly cpu?: string | number;
  /** It starts but is never ready. */
  readonly neverReady?: boolean;
}

/** An image in a registry. Without any entry for it an image exists and weighs 100 MB. */
export interface Image {
  /** Name with or without tag; `*` stands for any run of characters. */
  readonly name: string;
  readonly size?: string | number;
  /** Pulling it fails: it is not there. */
  readonly missing?: boolean;
  /** Pulling it needs a pull secret. */
  readonly private?: boolean;
}

/** How fast things happen. Seconds. */
export interface Pace {
  /** From binding to containers started, when the image is there. */
  readonly startSeconds?: number;
  readonly pullMegabytesPerSecond?: number;
  readonly provisionSeconds?: number;
  readonly loadBalancerSeconds?: number;
}

/** All of it. */
export interface SimulationSpec {
  readonly pools: readonly NodePool[];
  readonly programs?: readonly Program[];
  readonly images?: readonly Image[];
  readonly pace?: Pace;
  /** Where `pools` were said: `main.ts:71`; absent when they are assumed. */
  readonly source?: string;
}

/** What is assumed when nothing is said: three nodes in three zones. */
export const ASSUMED: SimulationSpec = {
  pools: [{ name: 'assumed', zones: ['zone-a', 'zone-b', 'zone-c'], nodes: 1, cpu: 4, memory: '16Gi' }],
};

/** A simulation as JSON, for saving and comparing. */
export function simulationJson(spec: SimulationSpec): JsonObject {
  return JSON.parse(JSON.stringify(spec)) as JsonObject;
}
