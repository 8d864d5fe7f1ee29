import { readFileSync, statSync } from 'node:fs';
import { Construct } from 'constructs';
import { ApiObject } from '../api-object.ts';
import { CallSite } from '../source.ts';
import { manifestsIn, readManifests, type ReadManifest } from './manifests.ts';

export interface IncludeProps {
  /** A file of YAML or JSON, or a folder of them: beside the program, or as seen from where the process was started. */
  readonly path?: string;
  /** The YAML itself. */
  readonly text?: string;
}

/** An object that was read, not written: problems of it point at the file it came from. */
class IncludedObject extends ApiObject {
  private readonly from: string;

  constructor(scope: Construct, id: string, { object, source }: ReadManifest) {
    const { apiVersion, kind, metadata, ...fields } = object;
    super(scope, id, { ...fields, apiVersion: apiVersion!, kind: kind!, metadata });
    this.from = source;
  }

  override get source(): string {
    return this.from;
  }
}

/**
 * Manifests that are there already, as part of the tree: checked, ordered and planned like all others. Objects without a namespace get
 * their chart's. Change them by a `Patch`, or by name: `include.object('Deployment', 'web').patch(…)`.
 */
export class Include extends Construct {
  private readonly site = new CallSite();

  constructor(scope: Construct, id: string, props: IncludeProps) {
    super(scope, id);
    try {
      this.take(
        props.text === undefined
          ? fromPath(this.near(props.path ?? '.'))
          : readManifests(props.text, this.source ?? 'text'),
      );
    } catch (error) {
      this.fail((error as Error).message);
    }
  }

  /** Where in the program it was made. */
  get source(): string | undefined {
    return this.site.text;
  }

  /** All objects, in the order they were read. */
  get objects(): readonly ApiObject[] {
    return this.node.children.filter((it): it is ApiObject => ApiObject.isApiObject(it));
  }

  /** One object; throws when there is none. */
  object(kind: string, name: string, namespace?: string): ApiObject {
    const found = this.objects.find(
      (it) => it.kind === kind && it.name === name && (namespace === undefined || it.namespace === namespace),
    );
    if (!found) {
      const there = this.objects.filter((it) => it.kind === kind).map((it) => it.name);
      throw new Error(`no ${kind} ${name} in ${this.node.path}; there are ${there.join(', ') || 'none of that kind'}`);
    }
    return found;
  }

  /** A file named in the program. */
  protected near(path: string): string {
    return this.site.near(path);
  }

  /** Adds objects to the tree. */
  protected take(manifests: readonly ReadManifest[]): void {
    for (const it of manifests) {
      const { kind, metadata } = it.object;
      const id = [kind, metadata.namespace, metadata.name].filter(Boolean).join('-').toLowerCase();
      new IncludedObject(this, this.node.tryFindChild(id) ? `${id}-${this.node.children.length}` : id, it);
    }
  }

  /** Notes a problem for synth to tell. */
  protected fail(message: string): void {
    this.node.addValidation({ validate: () => [message] });
  }
}

function fromPath(path: string): ReadManifest[] {
  const files = statSync(path).isDirectory() ? manifestsIn(path) : [path];
  return files.flatMap((file) => readManifests(readFileSync(file, 'utf8'), file));
}
