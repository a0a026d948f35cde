import type { MemberId, ModuleId } from '../../shared/ids.ts';
import type { AuditDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { recordId } from './chain.ts';

const SCAN_PAGE = 500;
/** Counting ends here: who has that many narrows the search, and a scan must not keep the server from its other work. */
export const COUNT_MAX = 20_000;
const ID = /^[mwpr][0-9a-z]{12}$/;
const PAIR = /^([mwpr][0-9a-z]{12})[^0-9a-z]{1,4}([mwpr][0-9a-z]{12})$/;

export type AuditQuery = {
  readonly actorId?: MemberId | undefined;
  readonly subject?: string | undefined;
  readonly target?: string | undefined;
  readonly moduleId?: ModuleId | undefined;
  readonly outcome?: AuditDocument['outcome'] | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly text?: string | undefined;
};

/** A record with the names that its ids have now. */
export type NamedRecord = Omit<Stored<AuditDocument>, 'id' | 'revision'> & { readonly actorName: string | null; readonly targetName: string | null; readonly names: Readonly<Record<string, string>> };

export type AuditCounts = { readonly all: number; readonly refused: number; readonly failed: number; readonly isWhole: boolean };

export type AuditReaderDeps = Pick<Storage, 'audit' | 'members' | 'workspaces' | 'projects' | 'modules'>;

/** Reads the log for the owner. Records are scanned by number, a page at a time: memory does not grow with the log. */
export class AuditReader {
  readonly #storage: AuditReaderDeps;

  constructor(storage: AuditReaderDeps) {
    this.#storage = storage;
  }

  /** Newest first, below `before`. `next`: the number to go on below; null at the end of what `sinceMs` allows. */
  async list(query: AuditQuery, { before, limit }: { before: number | null; limit: number }): Promise<{ records: NamedRecord[]; next: number | null }> {
    const records: NamedRecord[] = [];
    const names = new Names(this.#storage);
    for await (const page of this.#pages(before === null ? null : recordId(before), 'descending')) {
      for (const record of page) {
        if (query.sinceMs !== undefined && record.atMs < query.sinceMs) return { records, next: null };
        const named = await names.of(record);
        if (!matches(named, query)) continue;
        records.push(named);
        if (records.length === limit) return { records, next: record.number };
      }
    }
    return { records, next: null };
  }

  /** How many records the filters let through, of every outcome; `isWhole` is false where counting ended before the log did. */
  async count({ outcome: _every, ...query }: AuditQuery): Promise<AuditCounts> {
    const counts = { all: 0, refused: 0, failed: 0 };
    const names = new Names(this.#storage);
    let scanned = 0;
    for await (const page of this.#pages(null, 'descending')) {
      for (const record of page) {
        if (query.sinceMs !== undefined && record.atMs < query.sinceMs) return { ...counts, isWhole: true };
        // Names are looked up for what is searched in them alone.
        if (!(query.text === undefined ? matches({ ...record, ...NAMELESS }, query) : matches(await names.of(record), query))) continue;
        counts.all += 1;
        if (record.outcome !== 'done') counts[record.outcome] += 1;
      }
      scanned += page.length;
      if (page.length === SCAN_PAGE && scanned >= COUNT_MAX) return { ...counts, isWhole: false };
    }
    return { ...counts, isWhole: true };
  }

  /** Oldest first, in parts. */
  async *all(query: AuditQuery, signal: AbortSignal | undefined): AsyncGenerator<NamedRecord[]> {
    const names = new Names(this.#storage);
    for await (const page of this.#pages(null, 'ascending', signal)) {
      const named = await Promise.all(page.map((record) => names.of(record)));
      const part = named.filter((record) => matches(record, query));
      if (part.length > 0) yield part;
    }
  }

  /** From a record on, without it; the last one is not full. */
  async *#pages(after: string | null, order: 'ascending' | 'descending', signal?: AbortSignal): AsyncGenerator<Stored<AuditDocument>[], void, undefined> {
    for (let from = after; signal?.aborted !== true; ) {
      const page: Stored<AuditDocument>[] = await this.#storage.audit.page({ from, order, limit: SCAN_PAGE });
      yield page;
      if (page.length < SCAN_PAGE) return;
      from = page.at(-1)?.id ?? null;
    }
  }
}

const NAMELESS = { actorName: null, targetName: null, names: {} };

/** What ids are called, each looked up once. */
class Names {
  readonly #storage: AuditReaderDeps;
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(storage: AuditReaderDeps) {
    this.#storage = storage;
  }

  async of({ id: _id, revision: _revision, ...record }: Stored<AuditDocument>): Promise<NamedRecord> {
    const [actorName, targetName, details] = await Promise.all([
      record.actorId === null ? null : this.#name(record.actorId),
      this.#name(record.target),
      Promise.all(Object.values(record.details).map(async (value) => [String(value), await this.#name(String(value))] as const)),
    ]);
    const names = Object.fromEntries(details.flatMap(([id, name]) => (name === null ? [] : [[id, name]])));
    return { ...record, actorName, targetName, names };
  }

  /** Of the two that a grant or a way is between, both: `<id>/<id>` or `<id>-<id>`. */
  async #name(text: string): Promise<string | null> {
    const pair = PAIR.exec(text);
    if (pair === null) return this.#one(text);
    const names = await Promise.all(pair.slice(1).map(async (id) => await this.#one(id)));
    return names.some((name) => name === null) ? null : names.join(', ');
  }

  async #one(id: string): Promise<string | null> {
    // Nothing is kept of what is no id: an export reads every record there is.
    if (!ID.test(id)) return null;
    const known = this.#known.get(id) ?? this.#find(id);
    this.#known.set(id, known);
    return known;
  }

  async #find(id: string): Promise<string | null> {
    const { members, workspaces, projects, modules } = this.#storage;
    switch (id.charAt(0)) {
      case 'm':
        return (await members.get(id))?.name ?? null;
      case 'w':
        return (await workspaces.get(id))?.name ?? null;
      case 'p':
        return (await projects.get(id))?.slug ?? null;
      default: {
        const module = await modules.get(id);
        if (module === null) return null;
        return `${(await projects.get(module.projectId))?.slug ?? ''}/${module.slug}`;
      }
    }
  }
}

function matches(record: NamedRecord, query: AuditQuery): boolean {
  if (query.actorId !== undefined && record.actorId !== query.actorId) return false;
  if (query.subject !== undefined && !record.action.startsWith(`${query.subject}.`)) return false;
  if (query.target !== undefined && record.target !== query.target) return false;
  if (query.moduleId !== undefined && !record.target.includes(query.moduleId) && !Object.values(record.details).includes(query.moduleId)) return false;
  if (query.outcome !== undefined && record.outcome !== query.outcome) return false;
  if (query.untilMs !== undefined && record.atMs > query.untilMs) return false;
  if (query.sinceMs !== undefined && record.atMs < query.sinceMs) return false;
  if (query.text === undefined || query.text === '') return true;
  const { actorName, action, target, targetName, address, details, names } = record;
  const haystack = [actorName, action, target, targetName, address, ...Object.values(details), ...Object.values(names)].join('\n').toLowerCase();
  return haystack.includes(query.text.toLowerCase());
}
