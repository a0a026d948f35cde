import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MIB, SECOND_MS } from '../../shared/units.ts';
import type { UnsavedWork } from '../../shared/workspaces.ts';
import type { OneOff, Runtime } from '../runtimes/runtime.ts';
import { isAtelier } from '../../shared/errors.ts';
import { ownMounts } from './plan.ts';
import type { Workspace } from './workspace-store.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'unsaved-work.sh'), 'utf8');
const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_OUTPUT_BYTES = 2 * MIB;
/** What a list shows of each repository; the counts are whole. */
const MAX_ENTRIES = 200;

type Repository = UnsavedWork['repositories'][number];

/**
 * Asks git, in a container beside whatever runs, what deleting the workspace would lose.
 * @throws AtelierError unavailable (engine)
 */
export async function findUnsavedWork(runtime: Pick<Runtime, 'runOnce'>, workspace: Workspace, image: string): Promise<UnsavedWork> {
  // A copy that was never finished has no place yet, and no work in it.
  const mounts = ownMounts({ id: workspace.id, copies: workspace.copies.filter(({ name }) => name !== '') }, { readOnly: true });
  const job: OneOff = {
    image,
    uid: workspace.uid,
    mounts,
    // bash: `read -d ''` is what keeps any file name whole.
    command: ['/bin/bash', '-c', SCRIPT, 'unsaved-work', ...mounts.map(({ target }) => target)],
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  };
  try {
    const { output } = await runtime.runOnce(job);
    return parseUnsavedWork(output);
  } catch (error) {
    if (isAtelier(error, 'timeout')) return { repositories: [], homeBytes: 0, incomplete: true };
    throw error;
  }
}

/** What somebody left in a copy whose repository they took out counts as work, and so does what cannot be looked through. */
const SCRIPT_OF_COPY = `[ -d "$1/.git" ] || [ -z "$(ls -A "$1")" ] || [ -e "$1/.git." ] || printf '#incomplete\\0'\n${SCRIPT}`;

/** Whether a working copy holds anything that its module's repository has not. @throws AtelierError unavailable (engine) */
export async function hasUnsavedWork(runtime: Pick<Runtime, 'runOnce'>, copy: { image: string; uid: number; volume: string }): Promise<boolean> {
  try {
    const { output } = await runtime.runOnce({
      image: copy.image,
      uid: copy.uid,
      mounts: [{ volume: copy.volume, target: '/copy', readOnly: true }],
      command: ['/bin/bash', '-c', SCRIPT_OF_COPY, 'unsaved-work', '/copy'],
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
    });
    const { repositories, incomplete } = parseUnsavedWork(output);
    return incomplete || repositories.length > 0;
  } catch (error) {
    if (isAtelier(error, 'timeout')) return true;
    throw error;
  }
}

/** The output of unsaved-work.sh. The member's programs may have written any of it: nothing is assumed to be there. */
export function parseUnsavedWork(output: string): UnsavedWork {
  const repositories: Repository[] = [];
  const work: UnsavedWork = { repositories, homeBytes: 0, incomplete: true };
  let flagged = false;
  let list: 'changed' | 'unpushed' | null = null;
  for (const record of output.split('\0')) {
    const current = repositories.at(-1);
    const [, word, rest = ''] = /^#(\w+)(?: (.*))?$/s.exec(record) ?? [];
    switch (word) {
      case undefined:
        if (current !== undefined && list !== null) addEntry(current, list, record);
        break;
      case 'repository':
        repositories.push({ path: rest, branch: '', changed: [], changedCount: 0, unpushed: [], unpushedCount: 0 });
        list = null;
        break;
      case 'branch':
        if (current !== undefined) current.branch = rest;
        break;
      case 'changed':
      case 'unpushed':
        if (current !== undefined) current[`${word}Count`] = countOf(rest);
        list = word;
        break;
      case 'bytes':
        work.homeBytes = countOf(rest);
        list = null;
        break;
      case 'incomplete':
        flagged = true;
        break;
      case 'end':
        work.incomplete = flagged;
        break;
      default:
        break;
    }
  }
  work.repositories = repositories.filter(({ changedCount, unpushedCount }) => changedCount + unpushedCount > 0);
  return work;
}

function addEntry(repository: Repository, list: 'changed' | 'unpushed', record: string): void {
  if (record === '' || repository[list].length === MAX_ENTRIES) return;
  if (list === 'unpushed') repository.unpushed.push(record);
  else repository.changed.push({ status: record.slice(0, 2), path: record.slice(3) });
}

function countOf(text: string): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
