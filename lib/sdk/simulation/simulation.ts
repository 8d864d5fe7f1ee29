// What only an embedded cluster is told, said in the tree. None of it appears in a manifest.

import { Construct } from 'constructs';
import type * as simulation from '../../api/simulation/simulation.ts';
import { mark } from '../copies.ts';
import { CallSite } from '../source.ts';

/** Nodes of one shape in one or more zones. */
export class NodePool extends Construct {
  readonly spec: simulation.NodePool;
  private readonly site = new CallSite();

  constructor(scope: Construct, id: string, props: Omit<simulation.NodePool, 'name'> & { readonly name?: string }) {
    super(scope, id);
    const zones = props.zones?.map((zone) => (zone.includes('-') ? zone : `zone-${zone}`));
    this.spec = { name: id, ...props, ...(zones ? { zones } : {}) };
  }

  /** Where in the program it was made. */
  get source(): string | undefined {
    return this.site.text;
  }
}

/** How the containers of an image or a workload behave. */
export class Program extends Construct {
  readonly spec: simulation.Program;

  constructor(scope: Construct, id: string, props: simulation.Program) {
    super(scope, id);
    this.spec = props;
  }
}

/** What a registry answers for an image. */
export class Image extends Construct {
  readonly spec: simulation.Image;

  constructor(scope: Construct, id: string, props: simulation.Image) {
    super(scope, id);
    this.spec = props;
  }
}

/** What comes in at a workload, from a time on: shared by its ready pods, and what an autoscaler measures. */
export class Load extends Construct {
  readonly spec: simulation.Load;

  constructor(scope: Construct, id: string, props: simulation.Load) {
    super(scope, id);
    this.spec = props;
  }
}

/** Machines that fail at a time: for a while, or for good. */
export class Failure extends Construct {
  readonly spec: simulation.Failure;

  constructor(scope: Construct, id: string, props: simulation.Failure) {
    super(scope, id);
    this.spec = props;
  }
}

const pools = mark<NodePool>('NodePool');
const programs = mark<Program>('Program');
const images = mark<Image>('Image');
const loads = mark<Load>('Load');
const failures = mark<Failure>('Failure');
pools.put(NodePool);
programs.put(Program);
images.put(Image);
loads.put(Load);
failures.put(Failure);

export const isPool = pools.is;
export const isProgram = programs.is;
export const isImage = images.is;
export const isLoad = loads.is;
export const isFailure = failures.is;
