import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath, joinPath, parentPath } from '../../../../shared/file-path.ts';
import { until } from '#tests/harness/until.ts';
import { MAX_DOCUMENT_BYTES } from '../../contract.ts';
import { FileDocuments, type FileDocumentsDeps } from './file-documents.ts';

const HOME = FilePath.parse('/home/ws');
const PATH = joinPath(HOME, '.config/atelier/settings.json');

/** A disk of a few files, asked as the agent is. */
function disk() {
  const files = new Map<string, string>();
  const folders = new Set<string>([HOME]);
  let version = 0;
  let tell: (event: { type: 'changed'; path: FilePath; etag: string }) => void = () => undefined;
  const etags = new Map<string, string>();
  const write = (path: FilePath, text: string): string => {
    version += 1;
    files.set(path, text);
    etags.set(path, `"${version}"`);
    tell({ type: 'changed', path, etag: `"${version}"` });
    return `"${version}"`;
  };
  const pathOf = (url: string): FilePath => FilePath.parse(decodeURIComponent(url.slice(url.indexOf('path=') + 5)));
  const answer = (status: number, body: unknown, etag = ''): Response => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { etag } });
  const statOf = (path: FilePath) => ({ path, kind: 'file' as const, sizeBytes: files.get(path)?.length ?? 0, modifiedAtMs: 0, readOnly: false, etag: etags.get(path) ?? '' });
  const deps = {
    connection: { resuming: async function* (open: (signal: AbortSignal) => Promise<AsyncIterable<unknown>>, { signal }: { signal: AbortSignal }) { yield* await open(signal); } },
    client: {
      stat: ({ path }: { path: FilePath }) => (files.has(path) ? Promise.resolve(statOf(path)) : Promise.reject(new AtelierError('not_found'))),
      createFolder: ({ folder, name }: { folder: FilePath; name: string }) => {
        if (!folders.has(folder)) return Promise.reject(new AtelierError('not_found'));
        folders.add(joinPath(folder, name));
        return Promise.resolve(statOf(folder));
      },
      watch: ({ paths }: { paths: readonly FilePath[] }) =>
        Promise.resolve((async function* () {
          const queue: unknown[] = [{ type: 'ready' }, ...paths.map((path) => ({ type: 'deleted', path }))];
          let wake: () => void = () => undefined;
          tell = (event) => (queue.push(event), wake());
          for (;;) {
            while (queue.length > 0) yield queue.shift();
            await new Promise<void>((resolve) => (wake = resolve));
          }
        })()),
    },
    urlOf: (endpoint: string) => `http://agent/${endpoint}`,
    fetch: (url: string, init?: RequestInit) => {
      const path = pathOf(url);
      const headers = new Headers(init?.headers);
      if (init?.method !== 'PUT') return Promise.resolve(files.has(path) ? answer(200, files.get(path), etags.get(path)) : answer(404, { code: 'not_found' }));
      if (!folders.has(parentPath(path))) return Promise.resolve(answer(404, { code: 'not_found' }));
      const holds = headers.get('if-none-match') === '*' ? !files.has(path) : headers.get('if-match') === etags.get(path);
      return Promise.resolve(holds ? answer(200, '', write(path, typeof init.body === 'string' ? init.body : '')) : answer(412, { code: 'changed_since' }));
    },
    onError: (error: unknown) => assert.fail(String(error)),
  } as unknown as FileDocumentsDeps;
  return { deps, files, folders, write };
}

test('a file that is not there yet is made with its folders, and followed as it changes', async () => {
  const { deps, files, write } = disk();
  const documents = new FileDocuments(deps);
  documents.follow([PATH]);
  await until('it is known that there is none', () => documents.current.get().get(PATH)?.etag === null);
  await documents.change(PATH, (text) => `${text}{}`);
  assert.equal(files.get(PATH), '{}');
  write(PATH, '{"a":1}');
  await until('the change is seen', () => documents.current.get().get(PATH)?.text === '{"a":1}');
  documents.dispose();
});

test('a program that writes at the same moment loses nothing', async () => {
  const { deps, files, folders, write } = disk();
  folders.add(parentPath(PATH));
  const documents = new FileDocuments(deps);
  write(PATH, 'a');
  let isFirst = true;
  await documents.change(PATH, (text) => {
    if (isFirst) write(PATH, 'ab');
    isFirst = false;
    return `${text}c`;
  });
  assert.equal(files.get(PATH), 'abc');
  documents.dispose();
});

test('what another program writes before the answer to one’s own is here is what holds', async () => {
  const { deps, files, folders, write } = disk();
  folders.add(parentPath(PATH));
  const put = deps.fetch;
  const late = new FileDocuments({
    ...deps,
    fetch: async (url, init) => {
      const answer = await put(url, init);
      if (init?.method === 'PUT') write(PATH, 'newer');
      return answer;
    },
  });
  await late.change(PATH, () => 'mine');
  assert.equal(files.get(PATH), 'newer');
  assert.equal(late.current.get().get(PATH)?.text, 'newer');
  late.dispose();
});

test('a file that is too large is said to be, and neither read nor written over', async () => {
  const { deps, files, folders, write } = disk();
  folders.add(parentPath(PATH));
  const documents = new FileDocuments(deps);
  write(PATH, 'x'.repeat(MAX_DOCUMENT_BYTES + 1));
  documents.follow([PATH]);
  await until('it is said', () => documents.current.get().get(PATH)?.tooLarge === true);
  assert.equal(documents.current.get().get(PATH)?.text, '');
  await assert.rejects(documents.change(PATH, () => '{}'), { code: 'too_large' });
  assert.equal(files.get(PATH)?.length, MAX_DOCUMENT_BYTES + 1);
  documents.dispose();
});
