// What a deployment would change in a cluster that answers for itself: every object applied as a dry run, its answer held against what
// is there. Nothing is written. Unlike a plan it knows nothing of what comes of the change.

import type { Client } from '../api/client.ts';
import type { KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import { applyObject, isForeign, type Applied } from '../deploy/apply.ts';
import type { Deployment, DeployObject, DeployOptions, KeptObject, LeftAlone } from '../deploy/interface.ts';
import { members, readInventory, setId } from '../deploy/inventory.ts';
import { sideBySide } from '../deploy/lanes.ts';
import { describe } from '../deploy/names.ts';
import { sorted, type Member } from '../deploy/removal.ts';
import {
  checkReplacements,
  hindrance,
  lostWith,
  mayReplace,
  needsReplacing,
  notReplaced,
} from '../deploy/replacement.ts';
import { placedBy, servedBy } from '../deploy/resources.ts';
import { leftTree } from '../deploy/walker.ts';
import { fieldChanges, type ObjectChange } from './changes.ts';
import { nothingMoved, withRenames } from './renames.ts';

/** An object that the cluster would not take. */
export interface Refused {
  readonly at: DeployObject;
  /** The server's words. */
  readonly message: string;
}

export interface Preview {
  /** Whether nothing of this deployment was there before. */
  readonly first: boolean;
  readonly objects: number;
  readonly unchanged: number;
  readonly changes: readonly ObjectChange[];
  readonly refused: readonly Refused[];
  /** `Kind namespace/name` of what is there already and becomes part of the deployment. */
  readonly adopted: readonly string[];
  readonly kept: readonly KeptObject[];
  readonly left: readonly LeftAlone[];
  /** Of `replace`, what needs no replacing. */
  readonly notReplaced: readonly string[];
}

/** Asks what a deployment would change. Throws only where the cluster cannot be asked. */
export async function preview(client: Client, given: Deployment, options: DeployOptions = {}): Promise<Preview> {
  const { namespace, conflicts = 'leave', pruneData = false, replace } = options;
  const served = servedBy(client, given.objects);
  const deployment = await placedBy(served, given, namespace);
  checkReplacements(replace, deployment.name, deployment.objects);
  const inventory = await readInventory(client, deployment.name, namespace);
  const label = setId(deployment.name, namespace);
  const made = new Set(deployment.objects.map(({ object }) => describe(object)));

  const tree: Member[] = [];
  const answers = new Map<DeployObject, Applied | Error | 'new'>();
  const ask = async (at: DeployObject): Promise<Applied | Error | 'new'> => {
    const { object } = at;
    const kind = await served.find(object);
    if (!kind) return new Error(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    tree.push({ resource: kind.resource, object });
    try {
      return await applyObject(client, kind.resource, object, label, { conflicts, dryRun: true });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!isStatus(error) && error.name !== 'Error') throw error;
      return comesLater(error, object, made) ? 'new' : error;
    }
  };
  await sideBySide(client, deployment.objects, ask, (at, answer) => void answers.set(at, answer));

  const changes: ObjectChange[] = [];
  const refused: Refused[] = [];
  const adopted: string[] = [];
  const left: LeftAlone[] = [];
  const fixed: DeployObject[] = [];
  let unchanged = 0;
  for (const at of deployment.objects) {
    const answer = answers.get(at)!;
    const { object } = at;
    if (answer instanceof Error) {
      if (needsReplacing(answer.message)) {
        const before = await client.get(
          (await served.find(object))!.resource,
          object.metadata.namespace ?? '',
          object.metadata.name!,
        );
        fixed.push(at);
        const lost = lostWith(before, object);
        const why = mayReplace(replace, object, at.path)
          ? await hindrance(client, before, answer, pruneData)
          : answer.message;
        changes.push({
          action: 'replace',
          ...whereOf(at),
          fields: [],
          note: `cannot be changed in place${lost ? `: ${lost}` : ''}`,
        });
        if (why !== undefined) refused.push({ at, message: why });
      } else refused.push({ at, message: answer.message });
    } else if (answer === 'new' || !answer.before) {
      const lost = at.movedFrom !== undefined && inventory.kinds.size > 0;
      changes.push({ action: 'create', ...whereOf(at), fields: [], ...(lost ? { note: nothingMoved(at) } : {}) });
    } else {
      const adopts = isForeign(answer.before);
      if (adopts) adopted.push(describe(object));
      const fields = fieldChanges(answer.before, answer.after);
      if (answer.left.length) left.push({ at, fields: answer.left });
      if (fields.length || adopts)
        changes.push({
          action: 'update',
          ...whereOf(at),
          fields,
          ...(adopts ? { note: 'is there already, and becomes part of this deployment' } : {}),
        });
      else unchanged++;
    }
  }

  const gone = leftTree(await members(client, deployment.name, inventory, namespace), tree);
  const { go, stay } = await sorted(client, gone, pruneData);
  const removed = options.prune === false ? [] : go;
  for (const { object } of removed) changes.push({ action: 'delete', ...nameOf(object), fields: [] });
  const kept = options.prune === false ? [] : stay.map(({ object, why }) => ({ id: describe(object), why }));
  return {
    first: inventory.kinds.size === 0,
    objects: deployment.objects.length,
    unchanged,
    changes: withRenames(
      changes,
      [
        ...removed.map(({ object }) => ({ object, kept: false })),
        ...stay.map(({ object }) => ({ object, kept: true })),
      ],
      deployment,
      inventory,
    ),
    refused,
    adopted,
    kept,
    left,
    notReplaced: notReplaced(replace, fixed),
  };
}

/** Whether an object cannot be asked about yet, because what it needs comes with the same deployment. */
function comesLater(error: Error, object: KubeObject, made: ReadonlySet<string>): boolean {
  const { namespace } = object.metadata;
  const newNamespace = namespace !== undefined && made.has(`Namespace ${namespace}`);
  if (isStatus(error, 'NotFound'))
    return newNamespace || error.message.includes('could not find the requested resource');
  // Accounts come with the namespace, or with the tree.
  return isStatus(error, 'Forbidden') && error.message.includes('error looking up service account');
}

function nameOf({
  kind,
  metadata: { namespace, name },
}: KubeObject): Pick<ObjectChange, 'kind' | 'namespace' | 'name'> {
  return { kind: kind!, ...(namespace ? { namespace } : {}), name: name! };
}

function whereOf({
  object,
  path,
  source,
}: DeployObject): Pick<ObjectChange, 'kind' | 'namespace' | 'name' | 'path' | 'source'> {
  return { ...nameOf(object), ...(path ? { path } : {}), ...(source ? { source } : {}) };
}
