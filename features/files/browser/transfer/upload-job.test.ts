import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { MIB } from '../../../../shared/units.ts';
import type { UploadFile, UploadPlace, UploadResult } from '../../contract.ts';
import { bodyOfPart, unitsOf, type Ready } from './upload-body.ts';
import { UploadJob, type UploadDeps } from './upload-job.ts';
import type { UploadEntry } from './upload-state.ts';

/** What the agent would keep: whole files, and what it gathered of long ones. */
class Remote {
  readonly files = new Map<string, { sizeBytes: number; modifiedAtMs: number }>();
  readonly gathered = new Map<string, number>();
  readonly forgotten: string[] = [];
  requests = 0;
  /** Called with each request; what it throws is what the sender sees, before or after the request took effect. */
  before: (request: number) => void = () => undefined;
  after: (request: number) => void = () => undefined;

  look = async (files: readonly UploadFile[]): Promise<UploadPlace[]> =>
    files.map(({ path, sizeBytes, modifiedAtMs }) => {
      const there = this.files.get(path);
      if (there === undefined) return { state: 'free', receivedBytes: this.gathered.get(path) ?? 0 };
      return { state: there.sizeBytes === sizeBytes && there.modifiedAtMs === modifiedAtMs ? 'same' : 'other', receivedBytes: 0 };
    });

  send: UploadDeps['send'] = async (body, { onProgress }) => {
    this.requests += 1;
    const request = this.requests;
    await new Promise((resolve) => setImmediate(resolve));
    this.before(request);
    const bytes = new DataView(await body.arrayBuffer());
    onProgress(bytes.byteLength);
    const results: UploadResult[] = [];
    for (let at = 0; at < bytes.byteLength; ) {
      const length = bytes.getUint32(at);
      const head = JSON.parse(Buffer.from(bytes.buffer, at + 4, length).toString()) as UploadFile & { offset: number; lengthBytes: number; replace: boolean };
      at += 4 + length + head.lengthBytes;
      results.push(this.take(head));
    }
    this.after(request);
    return results;
  };

  private take({ path, sizeBytes, modifiedAtMs, offset, lengthBytes, replace }: UploadFile & { offset: number; lengthBytes: number; replace: boolean }): UploadResult {
    const there = this.files.get(path);
    if (there !== undefined && !replace && there.modifiedAtMs !== modifiedAtMs) return { outcome: 'already_exists', receivedBytes: 0 };
    if (offset > (this.gathered.get(path) ?? 0)) return { outcome: 'changed_since', receivedBytes: 0 };
    if (offset + lengthBytes < sizeBytes) {
      this.gathered.set(path, offset + lengthBytes);
      return { outcome: 'part', receivedBytes: offset + lengthBytes };
    }
    this.files.set(path, { sizeBytes, modifiedAtMs });
    return { outcome: 'done', receivedBytes: sizeBytes };
  }
}

const file = (path: string, content: string | number = path, lastModified = 1000): UploadEntry => ({ path, file: new File(typeof content === 'number' ? [new Uint8Array(content)] : [content], path.split('/').at(-1) ?? path, { lastModified }) });

function start(remote: Remote, entries: readonly UploadEntry[], deps: Partial<UploadDeps> = {}): UploadJob {
  return new UploadJob({
    entries: (async function* () {
      yield* entries;
    })(),
    look: remote.look,
    send: remote.send,
    forget: async (files) => void remote.forgotten.push(...files.map(({ path }) => path)),
    whenOpen: async () => undefined,
    pause: async () => undefined,
    ...deps,
  });
}

async function until(job: UploadJob, phase: string): Promise<void> {
  while (job.state.get().phase !== phase) await new Promise((resolve) => setImmediate(resolve));
}

test('10,000 files over a line that is cut again and again are all there, each once, in few requests', async () => {
  const remote = new Remote();
  let open = 0;
  remote.before = (request) => {
    if (request % 3 === 0) throw new AtelierError('unavailable');
  };
  // Cut after the agent had done it: nobody heard.
  remote.after = (request) => {
    if (request % 7 === 0) throw new AtelierError('unavailable');
  };
  const entries = Array.from({ length: 10_000 }, (_, index) => file(`folder/${index % 100}/f${index}`));
  const job = start(remote, entries, { whenOpen: async () => void (open += 1) });
  await job.over;
  const state = job.state.get();
  assert.deepEqual([state.phase, state.filesDone, state.failures.length, state.bytesDone], ['over', 10_000, 0, state.bytes]);
  assert.equal(remote.files.size, 10_000);
  assert.deepEqual(state.names, ['folder']);
  assert.ok(remote.requests < 120, String(remote.requests));
  assert.ok(open > 5);
});

test('a long file goes on from what has come, and is not sent twice', async () => {
  const remote = new Remote();
  let sent = 0;
  remote.before = () => undefined;
  remote.after = (request) => {
    if (request === 2) throw new AtelierError('unavailable');
  };
  const send: UploadDeps['send'] = (body, about) => {
    sent += body.size;
    return remote.send(body, about);
  };
  const job = start(remote, [file('long', 20 * MIB)], { send });
  await job.over;
  assert.equal(job.state.get().filesDone, 1);
  assert.equal(remote.files.get('long')?.sizeBytes, 20 * MIB);
  assert.ok(sent < 20 * MIB + 10_000, String(sent));
});

test('what is there already is not sent; what else has the name is asked about, kept or replaced', async () => {
  for (const choice of ['skip', 'replace'] as const) {
    const remote = new Remote();
    remote.files.set('same', { sizeBytes: 4, modifiedAtMs: 1000 });
    remote.files.set('other', { sizeBytes: 1, modifiedAtMs: 5 });
    const job = start(remote, [file('same'), file('other'), file('new')]);
    await until(job, 'asking');
    assert.deepEqual(job.state.get().taken, ['other']);
    job.answer(choice);
    await job.over;
    assert.equal(remote.files.get('other')?.sizeBytes, choice === 'replace' ? 5 : 1);
    assert.deepEqual([job.state.get().filesDone, job.state.get().skipped], choice === 'replace' ? [3, 0] : [2, 1]);
  }
});

test('a full disk ends it, and says of every file that is not there that it is not', async () => {
  const remote = new Remote();
  remote.before = (request) => {
    if (request === 3) throw new AtelierError('disk_full');
  };
  const job = start(remote, Array.from({ length: 2000 }, (_, index) => file(`f${index}`)));
  await job.over;
  const { failures, filesDone } = job.state.get();
  assert.equal(failures.length + filesDone, 2000);
  assert.equal(remote.files.size, filesDone);
  assert.ok(failures.every(({ code }) => code === 'disk_full'));
});

test('a name that cannot be, and a file that went from the computer, fail alone', async () => {
  const remote = new Remote();
  let isFirst = true;
  remote.before = () => {
    if (!isFirst) return;
    isFirst = false;
    throw new AtelierError('unavailable');
  };
  const gone = { path: 'gone', file: Object.assign(new File(['x'], 'gone'), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) }) } as unknown as UploadEntry;
  const job = start(remote, [file('ok'), file('../up'), file(`${'n'.repeat(300)}`)]);
  await job.over;
  assert.deepEqual(job.state.get().failures.map(({ code }) => code), ['invalid_input', 'invalid_input']);
  assert.equal(job.state.get().filesDone, 1);
  isFirst = true;
  const other = start(remote, [gone], { send: async () => Promise.reject(new AtelierError('unavailable')) });
  await other.over;
  assert.deepEqual(other.state.get().failures.map(({ code }) => code), ['not_found']);
});

test('cancelled, it stops at once, and what was gathered is forgotten', async () => {
  const remote = new Remote();
  const job = start(remote, [file('long', 30 * MIB)]);
  while (remote.gathered.size === 0) await new Promise((resolve) => setImmediate(resolve));
  job.cancel();
  await job.over;
  assert.deepEqual([job.state.get().cancelled, job.state.get().phase], [true, 'over']);
  assert.deepEqual(remote.forgotten, ['long']);
  assert.equal(remote.files.size, 0);
});

test('short files go together, long ones alone and after them', () => {
  const ready = (path: string, sizeBytes: number): Ready => ({ path, file: null, about: { path, sizeBytes, modifiedAtMs: 0 }, replace: false, receivedBytes: 0 });
  const units = unitsOf([ready('big', 10 * MIB), ...Array.from({ length: 600 }, (_, index) => ready(`s${index}`, 10)), ready('m1', 3 * MIB), ready('m2', 3 * MIB)]);
  assert.deepEqual(units.map((unit) => (unit.kind === 'long' ? unit.file.path : unit.files.length)), [250, 250, 101, 1, 'big']);
});

test('a part is announced with its length, and reads only its bytes', async () => {
  const about = { path: 'a', sizeBytes: 6, modifiedAtMs: 1 };
  const body = Buffer.from(await bodyOfPart({ path: 'a', file: new File(['abcdef'], 'a'), about, replace: true, receivedBytes: 0 }, { offset: 2, lengthBytes: 3 }).arrayBuffer());
  const length = body.readUInt32BE();
  assert.deepEqual(JSON.parse(body.subarray(4, 4 + length).toString()), { ...about, replace: true, offset: 2, lengthBytes: 3 });
  assert.equal(body.subarray(4 + length).toString(), 'cde');
});
