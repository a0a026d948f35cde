import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Signal } from '../../../components/workbench/store.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath } from '../../../shared/file-path.ts';
import type { TrashItem } from '../contract.ts';
import { Deeds, type FileNotice, type FileProblem } from './deeds.ts';
import type { TreeController } from './tree/tree-controller.ts';

const at = (path: string) => FilePath.parse(path);

/** A disk of names, and the trash beside it. */
class Disk {
  readonly names: Set<string>;
  readonly trash = new Map<string, FilePath>();
  readonly large = new Set<string>();
  constructor(...names: string[]) {
    this.names = new Set(names);
  }

  controller(): TreeController {
    const free = (to: string): void => {
      if (this.names.has(to)) throw new AtelierError('already_exists');
    };
    return {
      move: async (from: FilePath, to: FilePath) => {
        free(to);
        this.names.delete(from);
        this.names.add(to);
      },
      copy: async ({ to }: { to: FilePath }) => {
        free(to);
        this.names.add(to);
      },
      discard: async (paths: readonly FilePath[]) =>
        paths.map((path) => {
          if (this.large.has(path)) throw new AtelierError('too_large');
          this.names.delete(path);
          const id = `${this.trash.size}-000000000000`;
          this.trash.set(id, path);
          return { id, path } as TrashItem;
        }),
      restore: async (ids: readonly string[]) =>
        ids.map((id) => {
          const path = this.trash.get(id);
          if (path === undefined) throw new AtelierError('not_found');
          free(path);
          this.names.add(path);
          this.trash.delete(id);
          return path;
        }),
      remove: async (path: FilePath) => void this.names.delete(path),
    } as unknown as TreeController;
  }
}

function start(disk: Disk) {
  const files = { moved: new Signal<{ from: FilePath; to: FilePath }>(), removed: new Signal<{ path: FilePath }>() };
  const told: string[] = [];
  files.moved.subscribe(({ from, to }) => told.push(`${from} → ${to}`));
  files.removed.subscribe(({ path }) => told.push(`− ${path}`));
  const deeds = new Deeds({ controller: disk.controller(), files, show: () => undefined });
  const problems: FileProblem[] = [];
  const notices: FileNotice[] = [];
  deeds.problems.subscribe((problem) => problems.push(problem));
  deeds.notices.subscribe((notice) => notices.push(notice));
  return { deeds, told, problems, notices };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what is deleted is had again by its own undo, once, and the editor hears of it', async () => {
  const disk = new Disk('/h/a', '/h/b');
  const { deeds, told, notices } = start(disk);
  assert.equal(await deeds.remove([at('/h/a'), at('/h/b')]), true);
  assert.deepEqual([[...disk.names], told], [[], ['− /h/a', '− /h/b']]);
  notices[0]?.undo?.();
  notices[0]?.undo?.();
  await settled();
  assert.deepEqual([...disk.names], ['/h/a', '/h/b']);
  assert.equal(deeds.undo(), false);
});

test('what has no room in the trash is asked about, and the rest goes', async () => {
  const disk = new Disk('/h/a', '/h/huge');
  disk.large.add('/h/huge');
  const { deeds, problems } = start(disk);
  assert.equal(await deeds.remove([at('/h/huge'), at('/h/a')]), false);
  assert.deepEqual([[...disk.names], deeds.tooLarge.get(), problems], [['/h/huge'], ['/h/huge'], []]);
  await deeds.removeForGood(deeds.tooLarge.get());
  assert.equal(disk.names.size, 0);
});

test('moves of several are taken back together; one that fails says so and stays', async () => {
  const disk = new Disk('/h/a', '/h/b', '/h/to/b');
  const { deeds, told, problems } = start(disk);
  assert.equal(await deeds.moveInto([at('/h/a'), at('/h/b')], at('/h/to')), false);
  assert.deepEqual(problems.map(({ doing, name, error }) => [doing, name, error.code]), [['move', 'b', 'already_exists']]);
  assert.deepEqual([...disk.names].sort(), ['/h/b', '/h/to/a', '/h/to/b']);
  assert.equal(deeds.undo(), true);
  await settled();
  assert.deepEqual([...disk.names].sort(), ['/h/a', '/h/b', '/h/to/b']);
  assert.deepEqual(told, ['/h/a → /h/to/a', '/h/to/a → /h/a']);
});

test('copies take the next free name, and go when they are taken back', async () => {
  const disk = new Disk('/h/a.txt', '/h/a copy.txt', '/o/a.txt');
  const { deeds } = start(disk);
  await deeds.copyInto([at('/h/a.txt')], at('/h'));
  await deeds.copyInto([at('/o/a.txt')], at('/h'));
  assert.deepEqual([...disk.names].sort(), ['/h/a copy 2.txt', '/h/a copy 3.txt', '/h/a copy.txt', '/h/a.txt', '/o/a.txt']);
  deeds.undo();
  await settled();
  assert.equal(disk.names.has('/h/a copy 3.txt'), false);
});

test('a copy that takes its time is shown, and cancelled it leaves nothing and is no problem', async () => {
  const asked: string[] = [];
  const controller = {
    copy: async ({ from }: { from: FilePath }, { signal, onProgress }: { signal: AbortSignal; onProgress: (entries: number) => void }) => {
      asked.push(from);
      onProgress(1200);
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  } as unknown as TreeController;
  const deeds = new Deeds({ controller, files: { moved: new Signal(), removed: new Signal() }, show: () => assert.fail() });
  deeds.problems.subscribe(() => assert.fail());
  const copied = deeds.copyInto([at('/h/large'), at('/h/next')], at('/o'));
  const [shown] = deeds.copying.get();
  assert.deepEqual([shown?.path, shown?.entries], ['/h/large', 1200]);
  shown?.cancel();
  assert.equal(await copied, false);
  assert.deepEqual(deeds.copying.get(), []);
  assert.deepEqual(asked, ['/h/large']);
  assert.equal(deeds.undo(), false);
});
