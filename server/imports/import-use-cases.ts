import type { Readable } from 'node:stream';

import { AtelierError } from '../../shared/errors.ts';
import { ImportId, ModuleId, ProjectId } from '../../shared/ids.ts';
import { covers, IMPORT_DRAFT_DAYS, MAX_HISTORY_BYTES, type ImportedModule, type ImportPlan, type ImportView, type LeftOver, type ModulePreview, type PlannedFigures, type PlannedModule, type TreeEntry } from '../../shared/imports.ts';
import { DAY_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Repositories } from '../git/repositories.ts';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Projects } from '../projects/create-projects.ts';
import { requireSlug, type Asking } from '../projects/use-case.ts';
import type { ImageBuilder } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { nextUid } from '../workspaces/uid-counter.ts';
import { ImportRecords, type ImportRecord } from './import-records.ts';
import type { ImportJobs, JobPlace } from './jobs.ts';
import { propose } from './propose.ts';
import { SourceReader } from './source-reader.ts';
import type { SourceTree } from './source-tree.ts';
import { describeSource } from './staged-source.ts';

export type ImportDeps = {
  readonly storage: Pick<Storage, 'imports' | 'projects' | 'modules' | 'members' | 'settings'>;
  readonly projects: Pick<Projects, 'projects' | 'modules'>;
  readonly repositories: Repositories;
  /** Of its own folder: a source is nobody's module before it is imported. */
  readonly staged: Repositories;
  readonly jobs: ImportJobs;
  readonly images: Pick<ImageBuilder, 'ensure'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
};

/** Each has two processors' work for minutes. */
const MAX_RUNNING = 3;

export type ImportAsk = Asking & { readonly importId: ImportId };

/** Bringing projects in, for owners. What takes time goes on in the background; `watch` of the records tells. */
export class ImportUseCases {
  readonly #deps: ImportDeps;
  readonly #records: ImportRecords;
  readonly #sources: SourceReader;
  readonly #running = new Map<ImportId, { readonly abort: AbortController; readonly done: Promise<void> }>();

  constructor(deps: ImportDeps) {
    this.#deps = deps;
    this.#records = new ImportRecords(deps.storage.imports);
    this.#sources = new SourceReader(deps.staged);
  }

  async list(): Promise<ImportView[]> {
    return (await this.#records.all()).map(({ view }) => view);
  }

  /** Begins to fetch. @throws AtelierError too_many_requests: as many as may run do */
  async fromUrl(asking: Asking, source: { readonly url: string; readonly username?: string | undefined; readonly password?: string | undefined }): Promise<ImportView> {
    const address = URL.parse(source.url);
    if (address === null) throw new AtelierError('invalid_input', { field: 'url' });
    const { host, pathname } = address;
    const record = await this.#begin(asking, { from: `${host}${pathname}`, phase: 'fetching' });
    void this.#inBackground(record.id, (place) => this.#stage(record, (take) => this.#deps.jobs.fetch(place, source, take)));
    return record.view;
  }

  async upload(asking: Asking, name: string): Promise<ImportView> {
    return (await this.#begin(asking, { from: name, phase: 'waiting' })).view;
  }

  /** Takes the archive that `upload` announced; resolves when it has been read and looked at. @throws AtelierError not_found, conflict, and what the archive is refused for */
  async receive(ask: ImportAsk, archive: Readable): Promise<void> {
    const record = await this.#records.get(ask.importId);
    const member = await this.#deps.storage.members.get(ask.actor.memberId);
    if (member === null) throw new AtelierError('not_found');
    await this.#records.change(record.id, { phase: 'fetching' }, ({ phase }) => phase === 'waiting');
    await this.#inBackground(record.id, (place) => this.#stage(record, (take) => this.#deps.jobs.unpack(place, { archive, author: member }, take)));
    const { view } = await this.#records.get(ask.importId);
    if (view.phase === 'failed') throw new AtelierError(view.problem === 'too_large' ? 'too_large' : 'invalid_input', { reason: view.detail });
  }

  async folder(importId: ImportId, path: string): Promise<TreeEntry[]> {
    return (await this.#tree(importId)).folder(path);
  }

  async find(importId: ImportId, text: string): Promise<TreeEntry[]> {
    return (await this.#tree(importId)).find(text);
  }

  async propose(importId: ImportId): Promise<ImportPlan> {
    const { view } = await this.#records.get(importId);
    return propose(await this.#tree(importId), nameOf(view.from));
  }

  async savePlan(importId: ImportId, plan: ImportPlan): Promise<ImportView> {
    const { view } = await this.#records.get(importId);
    return this.#records.change(importId, { plan: withMade(view, plan) }, isPlanned);
  }

  async preview(importId: ImportId, module: PlannedModule, leftOut: readonly string[]): Promise<ModulePreview> {
    return this.#sources.preview(await this.#staged(importId), module, leftOut);
  }

  async figures(importId: ImportId, plan: ImportPlan): Promise<PlannedFigures[]> {
    return this.#sources.figures(await this.#staged(importId), plan);
  }

  async leftOver(importId: ImportId, plan: ImportPlan): Promise<LeftOver> {
    return (await this.#tree(importId)).leftOver(plan);
  }

  /**
   * After a failure the plan is what is still to be made: what was made stays.
   * @throws AtelierError conflict: not ready; invalid_input (which module, why); already_exists; not_found (a path)
   */
  async run(ask: ImportAsk, plan: ImportPlan): Promise<ImportView> {
    const record = await this.#records.get(ask.importId);
    return audited(this.#deps.audit, { ...ask, action: 'import.run', target: ask.importId, details: { from: record.view.from, modules: plan.modules.length } }, async () => {
      if (!isPlanned(record.view)) throw new AtelierError('conflict', { phase: record.view.phase });
      await this.#check(plan, record);
      const made = record.view.modules.filter(({ state }) => state === 'done');
      const toMake = plan.modules.map(({ projectSlug, slug, kind }): ImportedModule => ({ projectSlug, slug, kind, state: 'waiting', moduleId: null, problem: null }));
      const view = await this.#records.change(record.id, { phase: 'importing', problem: null, detail: '', plan: withMade(record.view, plan), modules: [...made, ...toMake] }, isPlanned);
      void this.#inBackground(record.id, (place) => this.#importAll(ask, { record, plan, place }));
      return view;
    });
  }

  /** Ends what runs and forgets the source. Modules that are done stay. */
  async discard(ask: ImportAsk): Promise<void> {
    const { stagedId, view } = await this.#records.get(ask.importId);
    await audited(this.#deps.audit, { ...ask, action: 'import.discard', target: ask.importId, details: { from: view.from } }, async () => {
      await this.#stop(ask.importId);
      await this.#forget(stagedId);
      await this.#records.remove(ask.importId);
    });
  }

  watch(listener: () => void): () => void {
    return this.#records.watch(listener);
  }

  /** What a former process left half-way cannot go on; what lay too long as a draft goes. Call it once at the start. */
  async recover(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    for (const { id, stagedId, view } of await this.#records.all()) {
      if (view.startedAtMs + IMPORT_DRAFT_DAYS * DAY_MS < nowMs) {
        await this.#forget(stagedId);
        await this.#records.remove(id);
      } else if (view.phase === 'importing') await this.#records.change(id, { phase: 'failed', problem: 'unavailable', modules: view.modules.map((module) => (module.state === 'done' ? module : { ...module, state: 'failed', problem: 'unavailable' })) });
      else if (view.phase === 'fetching' || view.phase === 'waiting') await this.#records.change(id, { phase: 'failed', problem: 'unavailable' });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)));
  }

  /** @throws AtelierError too_many_requests */
  async #begin({ actor, caller }: Asking, about: Pick<ImportView, 'from' | 'phase'>): Promise<ImportRecord> {
    const id = ImportId.parse(newId('j'));
    return audited(this.#deps.audit, { actor, caller, action: 'import.start', target: id, details: { from: about.from } }, async () => {
      if (this.#running.size >= MAX_RUNNING) throw new AtelierError('too_many_requests', { running: this.#running.size });
      const stagedId = ModuleId.parse(newId('r'));
      const view: ImportView = { id, ...about, detail: '', problem: null, source: null, plan: null, modules: [], startedAtMs: this.#deps.clock.now() };
      return this.#records.insert({ id, stagedId, view }, actor.memberId);
    });
  }

  /** Gets the bundle into the staged repository and looks at it. */
  async #stage(record: ImportRecord, produce: (take: (bundle: Readable) => Promise<void>) => Promise<void>): Promise<void> {
    const { staged } = this.#deps;
    await staged.create(record.stagedId);
    await produce((bundle) => staged.receiveBundle(record.stagedId, bundle, { maxBytes: MAX_HISTORY_BYTES }));
    const source = await describeSource(staged, record.stagedId);
    const plan = propose(await this.#sources.tree(record.stagedId), nameOf(record.view.from));
    await this.#records.change(record.id, { phase: 'ready', source, plan, detail: '' });
  }

  async #importAll(ask: ImportAsk, { record, plan, place }: { record: ImportRecord; plan: ImportPlan; place: JobPlace }): Promise<void> {
    const first = (await this.#records.get(record.id)).view.modules.length - plan.modules.length;
    for (const [at, module] of plan.modules.entries()) {
      const index = first + at;
      if (place.signal.aborted) return;
      await this.#records.changeModule(record.id, index, { state: 'running' });
      try {
        const moduleId = await this.#importOne(ask, { record, plan, place, module });
        await this.#records.changeModule(record.id, index, { state: 'done', moduleId });
      } catch (error) {
        if (place.signal.aborted) return;
        this.#deps.log.warn({ err: error, importId: record.id }, 'a module could not be imported');
        await this.#records.changeModule(record.id, index, { state: 'failed', problem: error instanceof AtelierError ? String(error.details['reason'] ?? error.code) : 'internal' });
      }
    }
    const { view } = await this.#records.get(record.id);
    const failed = view.modules.find(({ state }) => state === 'failed');
    await this.#records.change(record.id, failed === undefined ? { phase: 'done', detail: '' } : { phase: 'failed', problem: failed.problem });
    if (failed === undefined) await this.#forget(record.stagedId);
  }

  async #importOne(ask: ImportAsk, { record, plan, place, module }: { record: ImportRecord; plan: ImportPlan; place: JobPlace; module: PlannedModule }): Promise<ModuleId> {
    const { projects, repositories, staged, jobs } = this.#deps;
    const projectId = await this.#project(ask, module.projectSlug);
    const leftOut = plan.leftOut.filter((path) => module.paths.some((taken) => covers(taken, path)));
    const split = { sourceFolder: staged.folder(record.stagedId), paths: module.paths, root: module.root, leftOut, keepOldHashes: plan.keepOldHashes };
    const made = await projects.modules.createFilled(ask, { projectId, slug: module.slug, kind: module.kind, description: '' }, (moduleId) =>
      jobs.split(place, split, (bundle) => repositories.receiveBundle(moduleId, bundle, { maxBytes: MAX_HISTORY_BYTES })),
    );
    return ModuleId.parse(made.id);
  }

  async #project(asking: Asking, slug: string): Promise<ProjectId> {
    const [present] = await this.#deps.storage.projects.find({ slugKey: slug });
    return ProjectId.parse((present ?? (await this.#deps.projects.projects.create(asking, { slug }))).id);
  }

  /** Everything that can be wrong with a plan, before anything is made of it. */
  async #check(plan: ImportPlan, record: ImportRecord): Promise<void> {
    const { storage } = this.#deps;
    const tree = await this.#tree(record.id);
    const names = new Set<string>();
    for (const { projectSlug, slug, paths, root } of plan.modules) {
      const name = `${requireSlug(projectSlug)}/${requireSlug(slug)}`;
      if (names.has(name)) throw new AtelierError('already_exists', { module: name });
      names.add(name);
      const [project] = await storage.projects.find({ slugKey: projectSlug });
      if (project !== undefined && (await storage.modules.find({ slugKey: `${project.id}/${slug}` })).length > 0) throw new AtelierError('already_exists', { module: name });
      if (paths.some((path) => !covers(root, path))) throw new AtelierError('invalid_input', { module: name, field: 'root' });
      const missing = paths.find((path) => tree.under(path).length === 0);
      if (missing !== undefined) throw new AtelierError('not_found', { module: name, path: missing.slice(0, 300) });
    }
  }

  async #tree(importId: ImportId): Promise<SourceTree> {
    return this.#sources.tree(await this.#staged(importId));
  }

  /** @throws AtelierError not_found; conflict: nothing is staged */
  async #staged(importId: ImportId): Promise<ModuleId> {
    const { stagedId, view } = await this.#records.get(importId);
    if (view.source === null || view.phase === 'done') throw new AtelierError('conflict', { phase: view.phase });
    return stagedId;
  }

  async #forget(stagedId: ModuleId): Promise<void> {
    this.#sources.forget(stagedId);
    await this.#deps.staged.remove(stagedId);
  }

  /** Never rejects: what fails is told in the record. */
  async #inBackground(id: ImportId, work: (place: JobPlace) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const running = { abort, done: this.#work(id, abort.signal, work) };
    this.#running.set(id, running);
    await running.done;
    // It may have been run again as soon as the record said that it failed.
    if (this.#running.get(id) === running) this.#running.delete(id);
  }

  async #work(importId: ImportId, signal: AbortSignal, work: (place: JobPlace) => Promise<void>): Promise<void> {
    const { images, storage, log } = this.#deps;
    try {
      const { reference } = await images.ensure({ folder: 'base', packages: [] }, () => undefined);
      const uid = await nextUid(storage.settings);
      await work({ importId, image: reference, uid, signal, onLine: (line) => this.#records.tellDetail(importId, line) });
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof AtelierError ? error : new AtelierError('internal', {}, { cause: error });
      if (problem.code === 'internal') log.error({ err: error, importId }, 'an import failed');
      const detail = String(problem.details['line'] ?? problem.details['reason'] ?? '');
      await this.#records.change(importId, { phase: 'failed', problem: problem.code, detail }).catch((cause: unknown) => log.error({ err: cause, importId }, 'an import could not be noted as failed'));
    }
  }

  async #stop(id: ImportId): Promise<void> {
    const running = this.#running.get(id);
    running?.abort.abort(new AtelierError('unavailable'));
    await running?.done;
  }
}

/** A plan can be changed and run: the source is there, and nothing is under way. */
function isPlanned({ phase, source }: ImportView): boolean {
  return phase === 'ready' || (phase === 'failed' && source !== null);
}

/** A plan of what is still to be made, with what was made before it: the source's folders are shown with where they went. */
function withMade({ plan: before, modules }: ImportView, plan: ImportPlan): ImportPlan {
  const nameOfModule = ({ projectSlug, slug }: { readonly projectSlug: string; readonly slug: string }): string => `${projectSlug}/${slug}`;
  const asked = new Set(plan.modules.map(nameOfModule));
  const made = new Set(modules.filter(({ state }) => state === 'done').map(nameOfModule));
  const kept = (before?.modules ?? []).filter((module) => made.has(nameOfModule(module)) && !asked.has(nameOfModule(module)));
  return { ...plan, modules: [...kept, ...plan.modules] };
}

/** What a source would be called: the last part of its address or the archive's name, endings left aside. */
function nameOf(from: string): string {
  const last = from.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return last.replace(/\.(git|zip|tar(\.\w+)?|tgz|bundle)$/i, '');
}
