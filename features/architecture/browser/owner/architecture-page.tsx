'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronsDownUp, ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import type { MemberId, ModuleId } from '../../../../shared/ids.ts';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import type { SeenBy } from '../../contract.ts';
import { liveArchitectureOptions, liveSeenByOptions } from './api.ts';
import './architecture.css';
import { Details, SeenDetails } from './details.tsx';
import { createDragStore } from './drag.ts';
import { Face } from './face.tsx';
import { FilterBar } from './filter-bar.tsx';
import { matching, NO_FILTER, isFiltering } from './filter.ts';
import { createTie, graphSeenBy, type Graph } from './graph.ts';
import { DragGhost, PeopleTray } from './people-tray.tsx';
import { ProofDialog } from './proof-dialog.tsx';
import { keyOf, type Selection } from './selection.ts';
import { treeRows } from './tree-rows.ts';
import { TreeView } from './tree-view.tsx';
import { useGrant } from './use-grant.ts';

const loadPicture = () => import('./picture.tsx');
const Picture = dynamic(loadPicture, { ssr: false, loading: () => <div className="arch-canvas" /> });

/** With more projects than this, they begin closed. */
const OPEN_AT_FIRST = 12;
const OWNER = 'owner';
const NOBODY: readonly PersonView[] = [];

/** Everything at once, as it is now: in words, as a picture, and what is known of what is selected. */
export function ArchitecturePage() {
  const live = useQuery(liveArchitectureOptions());
  const [tie] = useState(createTie);
  // Its code comes while the data do; where it cannot, showing the picture says so.
  useEffect(() => void loadPicture().catch(() => undefined), []);
  const common = useTranslations('common');
  const graph = useMemo(() => (live.data === undefined ? null : tie(live.data)), [live.data, tie]);
  const [viewedId, setViewedId] = useState<MemberId | null>(null);
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />;
  if (graph === null) return <Skeleton rows={6} label={common('loading')} className="gap-6 p-5" />;
  const viewed = viewedId === null ? undefined : graph.persons.get(viewedId);
  return viewed === undefined ? (
    <Sheets key={OWNER} graph={graph} people={graph.people} seen={null} onView={setViewedId} />
  ) : (
    <SeenSheets key={viewed.id} person={viewed} people={graph.people} owners={graph} onView={setViewedId} />
  );
}

/** What that member sees and nothing else: made of what their own pages are given. */
function SeenSheets({ person, people, owners, onView }: { readonly person: PersonView; readonly people: readonly PersonView[]; readonly owners: Graph; readonly onView: (id: MemberId | null) => void }) {
  const live = useQuery(liveSeenByOptions(person.id));
  const common = useTranslations('common');
  const graph = useMemo(() => (live.data === undefined ? null : graphSeenBy(live.data)), [live.data]);
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />;
  if (graph === null || live.data === undefined) return <Skeleton rows={6} label={common('loading')} className="gap-6 p-5" />;
  return <Sheets graph={graph} people={people} seen={live.data} proofGraph={owners} onView={onView} />;
}

type SheetsProps = { readonly graph: Graph; readonly people: readonly PersonView[]; readonly seen: SeenBy | null; readonly proofGraph?: Graph; readonly onView: (id: MemberId | null) => void };

function Sheets({ graph, people, seen, proofGraph = graph, onView }: SheetsProps) {
  const t = useTranslations('architecture');
  const [filter, setFilter] = useState(NO_FILTER);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(graph.projects.length > OPEN_AT_FIRST ? [] : graph.projects.map(({ id }) => keyOf({ kind: 'project', id }))));
  const [isProving, setProving] = useState(false);
  const [drag] = useState(createDragStore);
  const granting = useGrant();
  const shown = useMemo(() => matching(graph, filter), [graph, filter]);
  const rows = useMemo(() => treeRows(graph, shown), [graph, shown]);
  const found = useMemo(() => (shown === null ? null : new Set(rows.map(({ key }) => key))), [rows, shown]);
  const expanded = useMemo(() => (found === null ? opened : new Set([...opened, ...found])), [found, opened]);
  // Tree and picture first: a hundred chips and choices are made once those stand.
  const choices = useDeferredValue(people, seen === null ? NOBODY : [seen.member]);
  const isOwnView = seen === null;

  const select = useCallback((next: Selection): void => {
    setSelection(next);
    setSelectedKey(keyOf(next));
    const project = next.kind === 'module' ? graph.modules.get(next.id)?.project : undefined;
    if (project !== undefined) setOpened((keys) => new Set([...keys, keyOf({ kind: 'project', id: project.id })]));
  }, [graph]);
  const selectModule = useCallback((id: ModuleId): void => select({ kind: 'module', id }), [select]);
  const selected = selection?.kind === 'module' ? (graph.modules.get(selection.id) ?? null) : null;

  return (
    <div className="arch">
      <h1 className="sr-only">{t('page')}</h1>
      <section className="sheet arch-side" aria-label={t('treeSheet')}>
        <div className="head">
          <h2>{t('page')}</h2>
          <IconButton size="mini" icon={ChevronsDownUp} label={t('collapse')} onPress={() => setOpened(new Set())} />
        </div>
        <FilterBar graph={graph} filter={filter} onChange={setFilter} />
        <TreeView
          rows={rows}
          expanded={expanded}
          onExpanded={setOpened}
          selectedKey={selectedKey}
          onSelect={(next, key) => {
            setSelection(next);
            setSelectedKey(key);
          }}
        />
        <output className="arch-sum">
          {isFiltering(filter) ? t('found', { count: shown?.size ?? 0 }) : t('sum', { projects: graph.projects.length, modules: graph.modules.size, members: graph.people.length })}
        </output>
      </section>

      <section className="sheet arch-middle" aria-label={t('picture')}>
        <div className="arch-head">
          <Select
            className="arch-as"
            label={t('viewAs.label')}
            value={(seen?.member.id ?? OWNER) as string}
            onChange={(id) => onView(people.find((person) => person.id === id && person.role !== 'owner')?.id ?? null)}
            options={[{ value: OWNER, label: t('viewAs.owner') }, ...choices.filter(({ role }) => role !== 'owner').map(({ id, name }) => ({ value: id as string, label: name }))]}
          />
          <span className="flex-1 max-phone:hidden" />
          <Legend />
          <Button icon={ShieldCheck} onPress={() => setProving(true)}>
            {t('prove.open')}
          </Button>
        </div>
        {seen !== null && (
          <output className="arch-banner">
            <Face person={seen.member} />
            <span className="min-w-0 flex-1">
              <b>{t('viewAs.banner', { name: seen.member.name })}</b> {t('viewAs.text', { modules: graph.modules.size, projects: graph.projects.length })}
            </span>
            <Button onPress={() => onView(null)}>{t('viewAs.back')}</Button>
          </output>
        )}
        <Picture graph={graph} selectedId={selected?.id ?? null} matching={shown} drag={drag} onSelect={selectModule} />
        {isOwnView && <PeopleTray people={choices} selected={selected} drag={drag} moduleOf={(id) => graph.modules.get(id as ModuleId) ?? null} onGrant={(asked) => granting.mutate(asked)} />}
      </section>

      <aside className="sheet arch-aside" aria-label={t('detailsSheet')}>
        {seen !== null && selection === null ? (
          <SeenDetails seen={seen} />
        ) : (
          <Details graph={graph} selection={selection} isOwnView={isOwnView} onSelect={select} onGrant={(asked) => granting.mutate(asked)} onViewAs={({ id }) => onView(id)} />
        )}
      </aside>
      <DragGhost drag={drag} persons={graph.persons} />
      {isProving && <ProofDialog graph={proofGraph} memberId={seen?.member.id ?? null} onClose={() => setProving(false)} />}
    </div>
  );
}

function Legend() {
  const t = useTranslations('architecture');
  return (
    <span className="arch-legend" aria-hidden>
      <span>
        <i className="dot" />
        {t('access.write')}
      </span>
      <span>
        <i className="dot ring" />
        {t('access.read')}
      </span>
      <span>
        <svg width="22" height="8">
          <path d="M0 4h14" stroke="var(--color-edge)" strokeWidth="1.5" />
          <path d="M14 .5 21 4l-7 3.5z" fill="var(--color-edge)" />
        </svg>
        {t('mayCall')}
      </span>
    </span>
  );
}
