import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { baseName, FilePath, joinPath, parentPath } from '../../../../shared/file-path.ts';
import type { FileChange, FileEntry } from '../../contract.ts';
import { excludesOf } from './excludes.ts';
import { FileTree } from './file-tree.ts';
import { type FilesClient, TreeController } from './tree-controller.ts';

const HOME = FilePath.parse('/home/ws');
const at = (name: string) => FilePath.parse(`/home/ws/${name}`);

/** A disk in memory: a folder is a name that others lie below. */
class Disk {
  readonly folders = new Map<string, Map<string, 'file' | 'folder'>>([[HOME, new Map()]]);
  readonly lists: string[] = [];
  readonly watched: string[][] = [];
  /** Resolves once something is watched. */
  readonly watching = Promise.withResolvers<void>();
  send: (change: FileChange) => void = () => undefined;

  add(path: FilePath, kind: 'file' | 'folder' = 'file'): void {
    this.folders.get(parentPath(path))?.set(baseName(path), kind);
    if (kind === 'folder') this.folders.set(path, new Map());
  }

  client(): FilesClient {
    const stat = async ({ path }: { path: FilePath }) => {
      const kind = this.folders.get(parentPath(path))?.get(baseName(path));
      if (kind === undefined) throw new AtelierError('not_found');
      return { path, kind, sizeBytes: 0, modifiedAtMs: 0, readOnly: false, etag: null };
    };
    const create = (kind: 'file' | 'folder') => async ({ folder, name }: { folder: FilePath; name: string }) => {
      const path = joinPath(folder, name);
      if (this.folders.get(folder)?.has(name)) throw new AtelierError('already_exists');
      this.add(path, kind);
      return stat({ path });
    };
    return {
      roots: async () => [{ path: HOME, name: 'home', kind: 'home', readOnly: false }],
      list: async ({ path }: { path: FilePath }) => {
        this.lists.push(path);
        const folder = this.folders.get(path);
        if (folder === undefined) throw new AtelierError('not_found');
        const entries: FileEntry[] = [...folder].map(([name, kind]) => ({ name, kind, target: null }));
        return (async function* () {
          yield entries;
        })();
      },
      stat,
      createFile: create('file'),
      createFolder: create('folder'),
      move: async ({ from, to }: { from: FilePath; to: FilePath }) => {
        const kind = this.folders.get(parentPath(from))?.get(baseName(from)) ?? 'file';
        this.folders.get(parentPath(from))?.delete(baseName(from));
        this.add(to, kind);
        return stat({ path: to });
      },
      remove: async ({ path }: { path: FilePath }) => {
        this.folders.get(parentPath(path))?.delete(baseName(path));
        return {};
      },
      watch: async ({ paths }: { paths: FilePath[] }, { signal }: { signal: AbortSignal }) => {
        this.watched.push(paths);
        this.watching.resolve();
        const queue: FileChange[] = [{ type: 'ready' }];
        let wake = (): void => undefined;
        this.send = (change) => {
          queue.push(change);
          wake();
        };
        signal.addEventListener('abort', () => wake());
        return (async function* () {
          while (!signal.aborted) {
            const change = queue.shift();
            if (change !== undefined) yield change;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        })();
      },
    } as unknown as FilesClient;
  }
}

let open: TreeController | null = null;
afterEach(() => open?.dispose());

async function start(disk: Disk, expanded: readonly string[] = []) {
  const kept: (readonly string[])[] = [];
  const errors: AtelierError[] = [];
  const controller = new TreeController({
    tree: new FileTree(),
    client: disk.client(),
    connection: { whenOpen: async () => undefined, resuming: async function* (stream, { signal }) { yield* await stream(signal); } },
    expanded: new Set(expanded),
    keep: (paths) => kept.push(paths),
    beforeFrame: (callback) => void setImmediate(callback),
    onError: (error) => errors.push(error),
  });
  open = controller;
  await controller.start();
  const names = () => controller.tree.visible().map(({ name }) => name);
  return { controller, names, kept, errors };
}

/** Resolves once what is asked for holds; told by the tree's own announcements. */
async function until(controller: TreeController, holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const stop = controller.version.subscribe(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

test('the first root opens by itself, and what was expanded opens again, folder by folder', async () => {
  const disk = new Disk();
  disk.add(at('src'), 'folder');
  disk.add(at('src/lib'), 'folder');
  disk.add(at('src/lib/a.ts'));
  const { controller, names, kept } = await start(disk, [HOME, at('src'), at('src/lib')]);
  await until(controller, () => names().length === 4);
  assert.deepEqual(names(), ['home', 'src', 'lib', 'a.ts']);
  assert.deepEqual(kept.at(-1), [HOME, at('src'), at('src/lib')]);
});

test('names come and go as the disk says, and what is expanded is what is watched', async () => {
  const disk = new Disk();
  disk.add(at('a'));
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('a'));
  await disk.watching.promise;
  assert.deepEqual(disk.watched, [[HOME]]);
  disk.add(at('b'), 'folder');
  disk.send({ type: 'created', path: at('b') });
  await until(controller, () => names().includes('b'));
  assert.deepEqual(names(), ['home', 'b', 'a']);
  disk.send({ type: 'deleted', path: at('a') });
  await until(controller, () => !names().includes('a'));
});

test('very many new names are read at once, not asked for one by one', async () => {
  const disk = new Disk();
  disk.add(at('a'));
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('a'));
  await disk.watching.promise;
  const before = disk.lists.length;
  for (let index = 0; index < 100; index += 1) {
    disk.add(at(`f${index}`));
    disk.send({ type: 'created', path: at(`f${index}`) });
  }
  await until(controller, () => names().length === 102);
  assert.equal(disk.lists.length, before + 1);
});

test('a folder that cannot be read says why, and is read again when it is opened again', async () => {
  const disk = new Disk();
  disk.add(at('gone'), 'folder');
  disk.folders.delete(at('gone'));
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('gone'));
  const node = controller.tree.find(at('gone'));
  assert.ok(node);
  controller.expand(node);
  await until(controller, () => node.listing.phase === 'failed');
  disk.folders.set(at('gone'), new Map([['x', 'file']]));
  controller.collapse(node);
  controller.expand(node);
  await until(controller, () => names().includes('x'));
});

test('a file is made, moved and removed, and each shows at once', async () => {
  const disk = new Disk();
  disk.add(at('src'), 'folder');
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('src'));
  const [home] = controller.tree.roots;
  assert.ok(home);
  const made = await controller.create(home, { name: 'new.txt', kind: 'file' });
  assert.deepEqual(names(), ['home', 'src', 'new.txt']);
  await assert.rejects(controller.create(home, { name: 'new.txt', kind: 'file' }), { code: 'already_exists' });
  await assert.rejects(controller.create(home, { name: 'a/b', kind: 'file' }), { code: 'invalid_input' });
  assert.equal(made.name, 'new.txt');
  await controller.move(at('new.txt'), at('old.txt'));
  assert.deepEqual(names(), ['home', 'src', 'old.txt']);
  await controller.remove(at('old.txt'));
  assert.deepEqual(names(), ['home', 'src']);
});

test('revealing opens every folder on the way, and answers null for what is not there', async () => {
  const disk = new Disk();
  disk.add(at('a'), 'folder');
  disk.add(at('a/b'), 'folder');
  disk.add(at('a/b/c.txt'));
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('a'));
  assert.equal((await controller.reveal(at('a/b/c.txt')))?.name, 'c.txt');
  assert.deepEqual(names(), ['home', 'a', 'b', 'c.txt']);
  assert.equal(await controller.reveal(at('a/none')), null);
});

test('what is left out changes with the setting, of folders that are folded as well', async () => {
  const disk = new Disk();
  disk.add(at('a'), 'folder');
  disk.add(at('a/x.js'));
  disk.add(at('b.js'));
  const { controller, names } = await start(disk, [HOME, at('a')]);
  await until(controller, () => names().length === 4);
  const node = controller.tree.find(at('a'));
  assert.ok(node);
  controller.collapse(node);
  controller.setExcludes(excludesOf({ '**/*.js': true }));
  await until(controller, () => names().length === 2);
  controller.expand(node);
  await until(controller, () => node.listing.phase === 'read');
  assert.deepEqual(names(), ['home', 'a']);
});

test('two that reveal names in one folder at once both arrive', async () => {
  const disk = new Disk();
  disk.add(at('a'), 'folder');
  disk.add(at('a/x'));
  disk.add(at('a/y'));
  const { controller, names } = await start(disk);
  await until(controller, () => names().includes('a'));
  const found = await Promise.all([controller.reveal(at('a/x')), controller.reveal(at('a/y')), controller.reveal(at('a/x'))]);
  assert.deepEqual(found.map((node) => node?.name), ['x', 'y', 'x']);
  assert.equal(disk.lists.filter((path) => path === at('a')).length, 1);
});
