import { setTimeout as delay } from 'node:timers/promises';

import type { ArchitectureChange, ArchitectureParts, WorkspaceNode } from '../../shared/architecture.ts';
import type { Overview } from '../../shared/owner-projects.ts';
import type { SharedService } from '../../shared/services.ts';
import type { WorkspaceView } from '../../shared/workspaces.ts';
import { Sent } from './changes.ts';

/** Each list is read at most this often for one follower, however much changes. */
const EVERY_MS = 250;

type Live<View> = (signal: AbortSignal) => AsyncGenerator<View>;

/** The owner's live lists, as their own pages follow them. */
export type FeedSources = { readonly overview: Live<Overview>; readonly workspaces: Live<WorkspaceView[]>; readonly services: Live<SharedService[]> };

type Newest = { overview: Overview | null; workspaces: readonly WorkspaceView[]; services: readonly SharedService[] };

/**
 * Everything that is live: the whole once, then what changes, until the signal. Projects and members are waited for;
 * what runs may come a moment later.
 */
export async function* followArchitecture(sources: FeedSources, signal: AbortSignal | undefined): AsyncGenerator<ArchitectureChange> {
  const over = new AbortController();
  const ending = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const newest: Newest = { overview: null, workspaces: [], services: [] };
  const sent = new Sent();
  let wake = Promise.withResolvers<void>();
  const take = async <View>(live: Live<View>, keep: (view: View) => void): Promise<void> => {
    for await (const view of live(ending)) {
      keep(view);
      wake.resolve();
      await delay(EVERY_MS, undefined, { signal: ending, ref: false }).catch(() => undefined);
    }
  };
  const taking = [
    take(sources.overview, (view) => (newest.overview = view)),
    take(sources.workspaces, (view) => (newest.workspaces = view)),
    take(sources.services, (view) => (newest.services = view)),
  ];
  // One list that breaks ends the whole: the browser opens it again.
  const ended = Promise.race(taking);
  ended.catch(() => undefined);
  try {
    while (!ending.aborted) {
      await Promise.race([wake.promise, ended]);
      if (ending.aborted) return;
      wake = Promise.withResolvers();
      const change = newest.overview === null ? null : sent.changeTo(partsOf({ ...newest, overview: newest.overview }));
      if (change !== null) yield change;
    }
  } finally {
    over.abort();
    await Promise.allSettled(taking);
  }
}

/** Of the lists, what is live: what was archived or put away is nobody's. */
export function partsOf({ overview, workspaces, services }: { overview: Overview; workspaces: readonly WorkspaceView[]; services: readonly SharedService[] }): ArchitectureParts {
  const projects = overview.projects.filter(({ state }) => state === 'live');
  const modules = projects.flatMap((project) => project.modules.filter(({ state }) => state === 'live'));
  const liveIds = new Set(modules.map(({ id }) => id));
  return {
    projects: projects.map(({ id, slug, title }) => ({ id, slug, title })),
    modules: modules.map(({ id, projectId, slug, kind, description, facts }) => ({ id, projectId, slug, kind, description, facts })),
    people: overview.people,
    grants: modules.flatMap(({ grants }) => grants),
    reaches: modules.flatMap(({ id, reaches }) => reaches.filter((toModuleId) => liveIds.has(toModuleId)).map((toModuleId) => ({ fromModuleId: id, toModuleId }))),
    workspaces: workspaces.filter(({ state }) => state.phase !== 'trashed').map(workspaceNode),
    services: services.filter(({ moduleId }) => liveIds.has(moduleId)),
  };
}

function workspaceNode({ id, name, memberId, memberName, state, usage, modules }: WorkspaceView): WorkspaceNode {
  const cpuPercent = usage === null ? null : Math.round(usage.cpuPercent);
  return { id, name, memberId, memberName, phase: state.phase, cpuPercent, moduleIds: modules.map(({ moduleId }) => moduleId) };
}
