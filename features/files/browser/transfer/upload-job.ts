import { Store } from '../../../../components/workbench/store.ts';
import { AtelierError, type ErrorCode } from '../../../../shared/errors.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { MAX_UPLOAD_PARTS, RelativePath, type UploadFile, type UploadPlace, type UploadResult } from '../../contract.ts';
import type { Send } from './send-body.ts';
import { aboutEntry, bodyOfFiles, bodyOfPart, PART_BYTES, unitsOf, type Ready, type Unit } from './upload-body.ts';
import { NOTHING_YET, type UploadEntry, type UploadFailure, type UploadState } from './upload-state.ts';

export type UploadDeps = {
  readonly entries: AsyncIterable<UploadEntry>;
  readonly look: (files: readonly UploadFile[]) => Promise<readonly UploadPlace[]>;
  readonly forget: (files: readonly UploadFile[]) => Promise<void>;
  readonly send: Send;
  /** Resolves when there is a connection. */
  readonly whenOpen: (signal: AbortSignal) => Promise<void>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Requests at once: a browser has few connections to one server, and others need them too. */
const AT_ONCE = 3;
/** After these the same is tried again, once there is a connection. */
const PASSES_BY = new Set<ErrorCode>(['unavailable', 'upstream_failed', 'timeout', 'internal', 'not_running', 'not_signed_in', 'too_many_requests']);
/** Failures in a row, although there is a connection, after which it is given up. */
const MAX_FAILURES = 20;
const LONGEST_PAUSE_MS = 8_000;

/** One upload, from what was dropped to the last file. Lives outside React; ends by itself or by `cancel()`. */
export class UploadJob {
  readonly state = new Store<UploadState>(NOTHING_YET);
  /** Resolves when it is over, however. */
  readonly over: Promise<void>;
  private readonly deps: UploadDeps;
  private readonly stop = new AbortController();
  private readonly answered = Promise.withResolvers<'replace' | 'skip'>();
  /** How much of what is being sent has gone out. */
  private readonly onTheWay = new Map<Unit, number>();
  private settledBytes = 0;
  private failuresInARow = 0;
  private waiting = 0;
  private begun: readonly UploadFile[] = [];

  constructor(deps: UploadDeps) {
    this.deps = deps;
    this.over = this.run();
  }

  /** What to do with files whose names are taken. */
  answer(choice: 'replace' | 'skip'): void {
    this.answered.resolve(choice);
  }

  /** What is there stays; what was begun is forgotten. */
  cancel(): void {
    if (this.state.get().phase === 'over') return;
    this.stop.abort();
    this.change({ phase: 'over', cancelled: true });
    if (this.begun.length > 0) void this.deps.forget(this.begun.slice(0, MAX_UPLOAD_PARTS)).catch(() => undefined); // it is forgotten after a day in any case
  }

  private async run(): Promise<void> {
    try {
      const units = unitsOf(await this.plan(await this.gather()));
      this.change({ phase: 'sending' });
      const left = [...units];
      const work = async (): Promise<void> => {
        for (let unit = left.shift(); unit !== undefined && !this.stop.signal.aborted; unit = left.shift()) await this.carry(unit, left);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } catch (error) {
      if (!this.stop.signal.aborted) this.fail([{ path: '', code: fromWireError(error).code }]);
    }
    if (!this.stop.signal.aborted) this.change({ phase: 'over' });
  }

  private async gather(): Promise<UploadEntry[]> {
    const entries: UploadEntry[] = [];
    let bytes = 0;
    for await (const entry of this.deps.entries) {
      if (this.stop.signal.aborted) return [];
      entries.push(entry);
      bytes += entry.file?.size ?? 0;
      if (entries.length % 500 === 0) this.change({ files: entries.length, bytes });
    }
    const names = [...new Set(entries.map(({ path }) => path.split('/')[0] ?? path))];
    this.change({ files: entries.length, bytes, names, phase: 'looking' });
    return entries;
  }

  /** Leaves out what is there already, and asks about what else is there. */
  private async plan(entries: readonly UploadEntry[]): Promise<Ready[]> {
    const ready: Ready[] = [];
    const taken: Ready[] = [];
    const { yes: possible = [], no: impossible = [] } = Object.groupBy(entries, ({ path }) => (RelativePath.safeParse(path).success ? 'yes' : 'no'));
    this.fail(impossible.map(({ path }) => ({ path, code: 'invalid_input' })));
    for (let at = 0; at < possible.length; at += MAX_UPLOAD_PARTS) {
      const some = possible.slice(at, at + MAX_UPLOAD_PARTS);
      const places = await this.patiently(() => this.deps.look(some.map((entry) => aboutEntry(entry))));
      for (const [index, entry] of some.entries()) {
        const place = places[index];
        if (place === undefined) throw new AtelierError('internal');
        const file: Ready = { ...entry, about: aboutEntry(entry), replace: false, receivedBytes: place.receivedBytes };
        if (place.state === 'same' || (place.state === 'folder' && entry.file === null)) this.done([file]);
        else if (place.state === 'folder' || (place.state === 'other' && entry.file === null)) this.fail([{ path: entry.path, code: 'already_exists' }]);
        else (place.state === 'other' ? taken : ready).push(file);
      }
    }
    if (taken.length === 0) return ready;
    this.change({ phase: 'asking', taken: taken.map(({ path }) => path) });
    const choice = await Promise.race([this.answered.promise, aborted(this.stop.signal)]);
    if (choice === 'replace') return [...ready, ...taken.map((file) => ({ ...file, replace: true }))];
    this.change({ skipped: taken.length });
    return ready;
  }

  /** @param left what the others would take next: nothing of it is tried when there is no hope */
  private async carry(unit: Unit, left: Unit[]): Promise<void> {
    try {
      await (unit.kind === 'together' ? this.carryTogether(unit) : this.carryLong(unit));
    } catch (error) {
      if (this.stop.signal.aborted) return;
      const { code } = fromWireError(error);
      const units = [unit, ...left.splice(0)];
      this.fail(units.flatMap((one) => (one.kind === 'long' ? [one.file] : one.files)).map(({ path }) => ({ path, code })));
    } finally {
      this.onTheWay.delete(unit);
    }
  }

  private async carryTogether(unit: Extract<Unit, { kind: 'together' }>): Promise<void> {
    let { files } = unit;
    const results = await this.patiently(
      async () => (files.length === 0 ? [] : this.sendOf(unit, bodyOfFiles(files))),
      async () => {
        files = await this.readable(files);
      },
    );
    this.onTheWay.delete(unit);
    this.settle(files, results);
  }

  private async carryLong(unit: Extract<Unit, { kind: 'long' }>): Promise<void> {
    const { file } = unit;
    const { about } = file;
    this.begun = [...this.begun, about];
    let offset = file.receivedBytes < about.sizeBytes ? file.receivedBytes : 0;
    while (!this.stop.signal.aborted) {
      const at = offset;
      let isGone = false;
      let isThere = false;
      const [result] = await this.patiently(
        async () => {
          if (isGone || isThere) return [];
          return this.sendOf(unit, bodyOfPart(file, { offset, lengthBytes: Math.min(PART_BYTES, about.sizeBytes - offset) }), offset);
        },
        async () => {
          isGone = (await this.readable([file])).length === 0;
          const place = (await this.deps.look([about]))[0];
          isThere = place?.state === 'same';
          offset = place?.receivedBytes ?? 0;
        },
      );
      if (isGone) return;
      if (isThere || result?.outcome === 'done') return this.doneLong(unit);
      if (result?.outcome === 'changed_since' || result?.outcome === 'conflict') offset = (await this.patiently(() => this.deps.look([about])))[0]?.receivedBytes ?? 0;
      else if (result?.outcome === 'part' && result.receivedBytes > at) offset = result.receivedBytes;
      else {
        this.fail([{ path: file.path, code: result === undefined || result.outcome === 'part' ? 'internal' : result.outcome }]);
        return;
      }
    }
  }

  private doneLong(unit: Extract<Unit, { kind: 'long' }>): void {
    this.onTheWay.delete(unit);
    this.begun = this.begun.filter((about) => about !== unit.file.about);
    this.done([unit.file]);
  }

  private sendOf(unit: Unit, body: Blob, before = 0): Promise<readonly UploadResult[]> {
    return this.deps.send(body, {
      signal: this.stop.signal,
      onProgress: (sentBytes) => {
        this.onTheWay.set(unit, before + sentBytes);
        this.count();
      },
    });
  }

  /** Does it until it is done: what comes of a bad line passes. `again` runs before each further try. @throws AtelierError */
  private async patiently<Result>(work: () => Promise<Result>, again: () => Promise<void> = async () => undefined): Promise<Result> {
    let isAgain = false;
    for (;;) {
      try {
        if (isAgain) await again();
        const result = await work();
        this.failuresInARow = 0;
        return result;
      } catch (error) {
        const failure = fromWireError(error);
        if (this.stop.signal.aborted || !PASSES_BY.has(failure.code) || this.failuresInARow >= MAX_FAILURES) throw failure;
        await this.calm();
      }
      isAgain = true;
    }
  }

  private async calm(): Promise<void> {
    this.failuresInARow += 1;
    this.waiting += 1;
    if (this.state.get().phase === 'sending') this.change({ phase: 'waiting' });
    try {
      const { signal } = this.stop;
      await this.deps.pause(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** this.failuresInARow) * (0.5 + Math.random() / 2), signal);
      await this.deps.whenOpen(signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && this.state.get().phase === 'waiting') this.change({ phase: 'sending' });
    }
  }

  /** What was changed or taken away on the member's computer since cannot be read: it is no matter of the line. */
  private async readable(files: readonly Ready[]): Promise<readonly Ready[]> {
    const found = await Promise.all(files.map(async ({ file }) => file === null || file.slice(0, 1).arrayBuffer().then(() => true, () => false)));
    this.fail(files.filter((_, at) => found[at] === false).map(({ path }) => ({ path, code: 'not_found' })));
    return files.filter((_, at) => found[at] === true);
  }

  private settle(files: readonly Ready[], results: readonly UploadResult[]): void {
    const done = files.filter((_, at) => results[at]?.outcome === 'done');
    this.fail(
      files.flatMap(({ path }, at): UploadFailure[] => {
        const outcome = results[at]?.outcome ?? 'internal';
        return outcome === 'done' ? [] : [{ path, code: outcome === 'part' ? 'internal' : outcome }];
      }),
    );
    this.done(done);
  }

  private done(files: readonly Ready[]): void {
    this.settledBytes += files.reduce((sum, { about }) => sum + about.sizeBytes, 0);
    this.change({ filesDone: this.state.get().filesDone + files.length });
    this.count();
  }

  private fail(failures: readonly UploadFailure[]): void {
    if (failures.length > 0) this.change({ failures: [...this.state.get().failures, ...failures] });
  }

  private count(): void {
    const onTheWay = [...this.onTheWay.values()].reduce((sum, sent) => sum + sent, 0);
    this.change({ bytesDone: Math.min(this.state.get().bytes, this.settledBytes + onTheWay) });
  }

  private change(part: Partial<UploadState>): void {
    this.state.update((state) => (state.cancelled ? state : { ...state, ...part }));
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new AtelierError('unavailable')), { once: true });
  });
}
