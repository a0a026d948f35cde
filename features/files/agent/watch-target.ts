import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';

import type { FilePath } from '../../../shared/file-path.ts';
import type { FileChange } from '../contract.ts';
import { etagOf, settledStats } from './etag.ts';
import { baseBytes, parentBytes, toBytes } from './file-names.ts';
import { NO_TARGET } from './file-stats.ts';
import { unless } from './system-errors.ts';

export type TargetState = { readonly kind: 'missing' } | { readonly kind: 'folder'; readonly inode: bigint } | { readonly kind: 'file'; readonly etag: string };

/** What tells of changes to a target: a name in a folder, or the whole folder (`name: null`). */
export type Interest = { readonly folder: Buffer; readonly name: Buffer | null };

/** The file system's present word on a path, with links followed. */
export async function lookAt(path: FilePath): Promise<TargetState> {
  const bytes = toBytes(path);
  const stats = await unless(NO_TARGET, settledStats(() => stat(bytes, { bigint: true })));
  return stats === null ? { kind: 'missing' } : stateOf(stats);
}

function stateOf(stats: BigIntStats): TargetState {
  return stats.isDirectory() ? { kind: 'folder', inode: stats.ino } : { kind: 'file', etag: etagOf(stats) };
}

/**
 * Where to listen for a path: for a folder, in it; for a file, beside it (a save replaces it) and beside what it
 * links to; for what is missing, where its nearest existing ancestor would gain the next name.
 */
export async function interestsOf(path: FilePath, { kind }: TargetState): Promise<Interest[]> {
  const bytes = toBytes(path);
  if (kind === 'folder') return [{ folder: bytes, name: null }];
  if (kind === 'missing') return [await nearestAncestor(bytes)];
  const beside = { folder: parentBytes(bytes), name: baseBytes(bytes) };
  const real = await unless(NO_TARGET, realpath(bytes, { encoding: 'buffer' }));
  return real === null || real.equals(bytes) ? [beside] : [beside, { folder: parentBytes(real), name: baseBytes(real) }];
}

async function nearestAncestor(path: Buffer): Promise<Interest> {
  let child = path;
  for (;;) {
    const folder = parentBytes(child);
    const stats = await unless(NO_TARGET, stat(folder));
    if (stats?.isDirectory() === true || folder.equals(child)) return { folder, name: baseBytes(child) };
    child = folder;
  }
}

/** What to say when a target went from one state to another. Nothing when it is the same. */
export function changesBetween(path: FilePath, before: TargetState, after: TargetState): FileChange[] {
  if (before.kind === 'file' && after.kind === 'file') return before.etag === after.etag ? [] : [{ type: 'changed', path, etag: after.etag }];
  if (before.kind === 'folder' && after.kind === 'folder' && before.inode === after.inode) return [];
  const changes: FileChange[] = [];
  if (before.kind !== 'missing') changes.push({ type: 'deleted', path });
  if (after.kind !== 'missing') changes.push({ type: 'created', path });
  if (after.kind === 'file') changes.push({ type: 'changed', path, etag: after.etag });
  return changes;
}
