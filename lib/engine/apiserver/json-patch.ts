// JSON patches (RFC 6902), with the liberties of the library upstream uses: `replace` of what is not there adds it, `copy` of it
// gives null, `test` of it against null holds. Follows gopkg.in/evanphx/json-patch.v4.

import type { Json } from '../../api/object.ts';
import { equal } from './equality.ts';

/** A patch that cannot be applied. */
export class PatchError extends Error {}

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: Json;
}

type Container = { [key: string]: Json | undefined } | Json[];

/** The document after the patch; the one before stays as it is. Throws `PatchError`. */
export function applyJsonPatch(document: Json, operations: readonly Json[]): Json {
  let root = document;
  for (const operation of operations) root = applyOne(root, operation as unknown as Operation);
  return root;
}

/** There is nothing that the last step could be taken in. */
class NoContainer extends PatchError {}

function applyOne(root: Json, operation: Operation): Json {
  try {
    return attempted(root, operation);
  } catch (error) {
    if (!(error instanceof NoContainer)) throw error;
    const { op, path } = operation;
    const where = op === 'replace' ? path : `"${path}"`;
    throw new PatchError(`${op} operation does not apply: doc is missing path: ${where}: missing value`);
  }
}

function attempted(root: Json, { op, path, from, value }: Operation): Json {
  if (typeof path !== 'string') throw new PatchError('operation without a path');
  switch (op) {
    case 'add':
      return write(root, path, value ?? null, true);
    case 'replace':
      if (path === '') return value ?? null;
      return write(root, path, value ?? null, false);
    case 'remove':
      return remove(root, path);
    case 'move': {
      const moved = read(root, from ?? '');
      if (moved === undefined) throw new PatchError('nothing to move');
      return write(remove(root, from ?? ''), path, moved, true);
    }
    case 'copy':
      return write(root, path, read(root, from ?? '') ?? null, true);
    case 'test': {
      const found = read(root, path);
      if (!equal(found ?? null, value ?? null) || ((found ?? null) === null) !== ((value ?? null) === null))
        throw new PatchError('test failed');
      return root;
    }
    default:
      throw new PatchError(`unexpected kind of operation: ${op ?? ''}`);
  }
}

function steps(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new PatchError(`no pointer: ${path}`);
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function indexOf(list: readonly Json[], step: string, adding: boolean): number {
  if (step === '-' && adding) return list.length;
  if (!/^-?\d+$/.test(step)) throw new PatchError(`no index: ${step}`);
  let index = Number(step);
  const length = adding ? list.length + 1 : list.length;
  if (index < 0) {
    if (index < -length) throw new PatchError(`index out of bounds: ${step}`);
    index += length;
  }
  if (index >= length) throw new PatchError(`index out of bounds: ${step}`);
  return index;
}

function read(root: Json, path: string): Json | undefined {
  let at: Json | undefined = root;
  for (const step of steps(path)) {
    if (at === null || typeof at !== 'object') throw new PatchError(`missing: ${path}`);
    at = Array.isArray(at) ? (at as Json[])[indexOf(at as Json[], step, false)] : (at as { [key: string]: Json })[step];
  }
  return at;
}

function write(root: Json, path: string, value: Json, inserting: boolean): Json {
  const way = steps(path);
  if (!way.length) return value;
  return change(root, way, (parent, last) => {
    if (!Array.isArray(parent)) parent[last] = value;
    else if (inserting) parent.splice(indexOf(parent, last, true), 0, value);
    else parent[indexOf(parent, last, false)] = value;
  });
}

function remove(root: Json, path: string): Json {
  const way = steps(path);
  if (!way.length) throw new PatchError('cannot remove the document');
  return change(root, way, (parent, last) => {
    if (Array.isArray(parent)) parent.splice(indexOf(parent, last, false), 1);
    else if (last in parent) delete parent[last];
    else
      throw new PatchError(
        `error in remove for path: '${path}': Unable to remove nonexistent key: ${last}: missing value`,
      );
  });
}

// Copies the containers on the way and lets the last one be changed.
function change(root: Json, way: readonly string[], act: (parent: Container, last: string) => void): Json {
  if (root === null || typeof root !== 'object') throw new NoContainer();
  const copy: Container = Array.isArray(root) ? [...(root as Json[])] : { ...(root as object) };
  if (way.length === 1) act(copy, way[0]!);
  else {
    const step = way[0]!;
    const key = Array.isArray(copy) ? indexOf(copy, step, false) : step;
    const inner = (copy as { [key: string]: Json | undefined })[key];
    if (inner === undefined) throw new NoContainer();
    (copy as { [key: string]: Json | undefined })[key] = change(inner, way.slice(1), act);
  }
  return copy as Json;
}
