'use client';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../../../components/page/error-notice.tsx';
import { Avatar } from '../../../../../components/ui/avatar.tsx';
import { EmptyState } from '../../../../../components/ui/empty-state.tsx';
import { KeyCap } from '../../../../../components/ui/key-cap.tsx';
import { Skeleton } from '../../../../../components/ui/skeleton.tsx';
import type { TeamView } from '../../../../../shared/members.ts';
import { liveOverviewOptions } from '../api.ts';
import './grants.css';
import { cellKey, matrixOf, moved, type Column, type Matrix, type Place } from './matrix-model.ts';
import { useSetGrant } from './use-set-grant.ts';
import { useWindow } from './use-window.ts';

const ROW_PX = 48;
const COLUMN_PX = 78;
const NAMES_PX = 176;
const HEAD_PX = 88;
const ACCESS_KEYS: Readonly<Record<string, 'none' | 'read' | 'write'>> = { n: 'none', delete: 'none', backspace: 'none', r: 'read', w: 'write' };
const CHOICES = [['none', 'N'], ['read', 'R'], ['write', 'W']] as const;

/** Who has which module, all at once: members down, modules across. */
export function GrantsTab({ team }: { readonly team: TeamView }) {
  const t = useTranslations('team.grants');
  const common = useTranslations('common');
  const live = useQuery(liveOverviewOptions());
  const matrix = useMemo(() => (live.data === undefined ? null : matrixOf(live.data)), [live.data]);
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} className="mt-5" />;
  if (matrix === null) return <Skeleton rows={4} label={common('loading')} className="mt-5 gap-6" />;
  if (matrix.columns.length === 0) {
    return (
      <section className="card mt-5 px-4 py-16" aria-label={t('title')}>
        <EmptyState title={t('empty')} text={t('emptyText')} />
      </section>
    );
  }
  return <Grid matrix={matrix} team={team} />;
}

function Grid({ matrix, team }: { readonly matrix: Matrix; readonly team: TeamView }) {
  const t = useTranslations('team.grants');
  const { people, columns, groups, cells } = matrix;
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const [isOpen, setOpen] = useState(false);
  const setting = useSetGrant();
  const shown = useWindow(scroller, { count: people.length, sizePx: ROW_PX, headPx: HEAD_PX }, { count: columns.length, sizePx: COLUMN_PX, headPx: NAMES_PX });
  const place = { row: Math.min(at.row, people.length - 1), column: Math.min(at.column, columns.length - 1) };
  const person = people[place.row];
  const column = columns[place.column];
  const cell = person === undefined || column === undefined ? undefined : cells.get(cellKey(person.id, column.id));
  const canSet = person !== undefined && person.role !== 'owner';

  function set(access: 'none' | 'read' | 'write'): void {
    setOpen(false);
    if (person === undefined || column === undefined || !canSet) return;
    setting.mutate({ memberId: person.id, memberName: person.name, moduleId: column.id, access, revision: cell?.revision ?? null });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const access = ACCESS_KEYS[event.key.toLowerCase()];
    const next = moved(place, event.key, { rows: people.length, columns: columns.length });
    if (access !== undefined) set(access);
    else if (event.key === 'Enter' || event.key === ' ') setOpen(canSet && !isOpen);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else if (next !== null) {
      setOpen(false);
      setAt(next);
      shown.reveal(next.row, next.column);
    } else return;
    event.preventDefault();
  }

  const totalPx = columns.length * COLUMN_PX;
  const idOf = ({ row, column: of }: Place): string => `grant-${row}-${of}`;
  // A table of which one cell is chosen with the arrows: ARIA's grid.
  const grid = { role: 'grid', tabIndex: 0, 'aria-activedescendant': idOf(place), onKeyDown, onBlur: () => setOpen(false) } as const;
  return (
    <section className="card mt-5 overflow-hidden" aria-label={t('title')}>
      <div ref={scroller} className="grants-grid">
        <table
          {...grid}
          aria-label={t('title')}
          aria-rowcount={people.length + 1}
          aria-colcount={columns.length + 1}
          className="space no-ring"
          style={{ width: NAMES_PX + totalPx, height: HEAD_PX + people.length * ROW_PX }}
        >
          <thead className="heads" style={{ height: HEAD_PX, width: NAMES_PX + totalPx }}>
          <tr aria-rowindex={1}>
            <th aria-colindex={1} className="corner" style={{ width: NAMES_PX }}>
              <span className="sr-only">{t('member')}</span>
            </th>
            {groups.map(({ slug, from, count }) => (
              <td key={slug} className="project" aria-hidden style={{ left: NAMES_PX + from * COLUMN_PX, width: count * COLUMN_PX }}>
                {slug}
              </td>
            ))}
            {shown.columns.map((index) => {
              const head = columns[index];
              return head === undefined ? null : <ModuleHead key={head.id} column={head} index={index} leftPx={NAMES_PX + index * COLUMN_PX} />;
            })}
          </tr>
          </thead>
          <tbody>
          {shown.rows.map((row) => {
            const member = people[row];
            if (member === undefined) return null;
            return (
              <tr key={member.id} aria-rowindex={row + 2} className="line" style={{ top: HEAD_PX + row * ROW_PX, height: ROW_PX, width: NAMES_PX + totalPx }}>
                <th scope="row" aria-colindex={1} className="member" style={{ width: NAMES_PX }}>
                  <Avatar name={member.name} colourKey={member.id} />
                  <span className="truncate" title={member.name}>
                    {member.name}
                  </span>
                </th>
                {shown.columns.map((index) => {
                  const module = columns[index];
                  if (module === undefined) return null;
                  const held = cells.get(cellKey(member.id, module.id));
                  const here = { row, column: index };
                  const access = member.role === 'owner' ? 'everything' : (held?.access ?? 'none');
                  const isActive = place.row === here.row && place.column === here.column;
                  return (
                    <td
                      key={module.id}
                      id={idOf(here)}
                      aria-colindex={index + 2}
                      aria-selected={isActive}
                      aria-label={t('cell', { name: member.name, module: `${module.projectSlug} ${module.slug}`, access: t(`access.${access}`) })}
                      className={`at ${module.isFirst ? 'first' : ''}`}
                      style={{ left: NAMES_PX + index * COLUMN_PX, width: COLUMN_PX }}
                      onMouseDown={() => {
                        setOpen(member.role !== 'owner' && !(isActive && isOpen));
                        setAt(here);
                      }}
                    >
                      <CellBox access={access} isActive={isActive} />
                    </td>
                  );
                })}
              </tr>
            );
          })}
          </tbody>
        </table>
          {isOpen && person !== undefined && column !== undefined && (
            <div
              role="menu"
              aria-label={t('cell', { name: person.name, module: `${column.projectSlug} ${column.slug}`, access: t(`access.${cell?.access ?? 'none'}`) })}
              className="menu pop"
              style={{ left: Math.max(NAMES_PX, NAMES_PX + place.column * COLUMN_PX - 60), top: HEAD_PX + (place.row + 1) * ROW_PX - 4 }}
            >
              {CHOICES.map(([access, key]) => {
                const isNow = (cell?.access === 'propose' ? 'write' : (cell?.access ?? 'none')) === access;
                return (
                  <button
                    key={access}
                    type="button"
                    role="menuitemradio"
                    aria-checked={isNow}
                    tabIndex={-1}
                    className="item"
                    // Before the grid loses its focus.
                    onMouseDown={(event) => {
                      event.preventDefault();
                      event.stopPropagation();
                      set(access);
                    }}
                  >
                    <Check className={isNow ? '' : 'invisible'} aria-hidden />
                    {t(`access.${access === 'write' && person.role === 'stagiaire' ? 'propose' : access}`)}
                    <KeyCap keys={key} />
                  </button>
                );
              })}
              <p className="px-2 pt-1 pb-1.5 text-small text-ink-3">{t('soon', { name: person.name, running: team.members.find(({ id }) => id === person.id)?.runningWorkspaces ?? 0 })}</p>
            </div>
          )}
      </div>
      <Legend />
    </section>
  );
}

function ModuleHead({ column: { slug, kind, isFirst, projectSlug }, index, leftPx }: { readonly column: Column; readonly index: number; readonly leftPx: number }) {
  return (
    <th scope="col" aria-colindex={index + 2} aria-label={`${projectSlug} ${slug}`} className={`module ${isFirst ? 'first' : ''}`} style={{ left: leftPx, width: COLUMN_PX }}>
      <KindTile kind={kind} />
      <span className="max-w-full truncate" title={slug}>
        {slug}
      </span>
    </th>
  );
}

function CellBox({ access, isActive }: { readonly access: 'none' | 'read' | 'write' | 'propose' | 'everything'; readonly isActive: boolean }) {
  const t = useTranslations('team.grants.access');
  return (
    <span className={`grant-cell ${access} ${isActive ? 'active' : ''}`} aria-hidden>
      {access === 'everything' ? <Check className="size-3.5" /> : access === 'none' ? '' : t(access)}
    </span>
  );
}

function Legend() {
  const t = useTranslations('team.grants');
  return (
    <div className="grants-legend">
      {(['write', 'read', 'propose', 'none'] as const).map((access) => (
        <span key={access}>
          <CellBox access={access} isActive={false} />
          {t(`legend.${access}`)}
        </span>
      ))}
      <span className="ml-auto text-ink-3">{t('keys')}</span>
    </div>
  );
}
