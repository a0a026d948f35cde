'use client';
import { Box, Check, CircleAlert, Clock, FolderClosed, FolderInput, GitPullRequestArrow, KeyRound, Laptop, Mail, Terminal, User, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import type { Icon } from '../../../../components/ui/icon.ts';
import { useNow } from '../../../../components/ui/use-now.ts';
import { isAuditAction, sentenceKey } from '../../actions.ts';
import type { AuditRecordView } from '../../contract.ts';
import { useDetailWords } from './detail-words.ts';
import { LogPiece } from './log-piece.tsx';
import { byDay, inPieces, shortDetails } from './log-records.ts';
import { RecordDetails } from './record-details.tsx';
import { figure } from './use-counts.ts';

const COLUMNS = 7;

export type LogTableProps = { readonly records: readonly AuditRecordView[]; /** Of all that the filters let through; null: not known. */ readonly total: { readonly count: number; readonly isWhole: boolean } | null; readonly hasMore: boolean; readonly isLoading: boolean; readonly onMore: () => void };

/** A row opens by a click anywhere on it, or by its sentence, which is a button. */
export function LogTable({ records, total, hasMore, isLoading, onMore }: LogTableProps) {
  const t = useTranslations('audit');
  const formats = useFormats();
  const nowMs = useNow(60_000);
  const [openNumber, setOpen] = useState<number | null>(null);
  const pieces = inPieces(byDay(records, (atMs) => formats.date(atMs, 0)));
  return (
    <>
      <table className="table" aria-label={t('table.title')} aria-rowcount={total?.isWhole === true ? total.count : -1}>
        <thead>
          <tr>
            <th className="w-[88px]">{t('table.when')}</th>
            <th className="w-[176px]">{t('table.who')}</th>
            <th>{t('table.what')}</th>
            <th className="w-[190px] max-phone:hidden">{t('table.on')}</th>
            <th className="w-[130px] max-wide:hidden">{t('table.from')}</th>
            <th className="w-[96px]">{t('table.outcome')}</th>
            <th className="w-[76px] max-phone:hidden">{t('table.record')}</th>
          </tr>
        </thead>
        {pieces.map((piece) => (
          <LogPiece key={piece.key} columns={COLUMNS}>
            {piece.lines.map((line) =>
              line.kind === 'day' ? (
                <tr key={line.key} className="is-day">
                  <th colSpan={COLUMNS} scope="rowgroup">
                    <DayName atMs={line.atMs} nowMs={nowMs} />
                  </th>
                </tr>
              ) : (
                <Row key={line.record.number} record={line.record} isOpen={line.record.number === openNumber} onToggle={() => setOpen(line.record.number === openNumber ? null : line.record.number)} />
              ),
            )}
          </LogPiece>
        ))}
      </table>
      <div className="audit-foot">
        <output>{!hasMore ? t('foot.all', { count: records.length }) : total === null ? t('foot.shown', { count: records.length }) : t('foot.shownOf', { count: records.length, total: figure(total.count, total.isWhole, formats) })}</output>
        {hasMore && <More isLoading={isLoading} onMore={onMore} />}
        <span className="flex-1" />
        <span>{t('foot.never')}</span>
      </div>
    </>
  );
}

function DayName({ atMs, nowMs }: { readonly atMs: number; readonly nowMs: number }) {
  const t = useTranslations('audit.day');
  const formats = useFormats();
  const { day } = formats.moment(atMs, nowMs);
  const date = formats.date(atMs, nowMs);
  return day === 'today' || day === 'yesterday' ? t(day, { date }) : date;
}

/** More comes by itself once it is scrolled to; the button does the same. */
function More({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => void }) {
  const t = useTranslations('audit.foot');
  const place = useRef<HTMLSpanElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    if (place.current === null || isLoading) return;
    const seen = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
    }, { rootMargin: '300px' });
    seen.observe(place.current);
    return () => seen.disconnect();
  }, [isLoading]);
  return (
    <span ref={place}>
      <Button size="mini" variant="quiet" isPending={isLoading} onPress={onMore}>
        {t('more')}
      </Button>
    </span>
  );
}

function Row({ record, isOpen, onToggle }: { readonly record: AuditRecordView; readonly isOpen: boolean; readonly onToggle: () => void }) {
  const t = useTranslations('audit');
  const formats = useFormats();
  const { number, action } = record;
  const what = isAuditAction(action) ? t(`actions.${sentenceKey(action)}`) : action;
  const more = shortDetails(record, useDetailWords());
  return (
    <>
      <tr className={isOpen ? 'is-open' : undefined} onClick={onToggle}>
        <td className="faint">{formats.exactTime(record.atMs)}</td>
        <td>
          <Who record={record} />
        </td>
        <td className="what">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            {what}
            {more !== '' && <span className="faint"> {more}</span>}
          </button>
        </td>
        <td className="max-phone:hidden">
          <On record={record} />
        </td>
        <td className="faint truncate max-wide:hidden" title={record.address}>
          {record.address}
        </td>
        <td>
          <Outcome outcome={record.outcome} />
        </td>
        <td className="mono faint max-phone:hidden">{number}</td>
      </tr>
      {isOpen && (
        <tr className="is-more">
          <td colSpan={COLUMNS}>
            <RecordDetails record={record} />
          </td>
        </tr>
      )}
    </>
  );
}

function Who({ record: { actorId, actorName, address } }: { readonly record: AuditRecordView }) {
  const t = useTranslations('audit.who');
  if (actorId !== null) {
    const name = actorName ?? t('gone');
    return (
      <span className="flex items-center gap-2">
        <Avatar size="small" name={name} colourKey={actorId} />
        <span className="truncate">{name}</span>
      </span>
    );
  }
  const Sign = address === '' ? Clock : User;
  return (
    <span className="flex items-center gap-2 text-ink-2">
      <Sign className="size-3.5 flex-none" aria-hidden />
      {t(address === '' ? 'server' : 'unknown')}
    </span>
  );
}

const SIGNS: Readonly<Record<string, Icon>> = { m: User, w: Terminal, p: FolderClosed, r: Box, k: KeyRound, x: KeyRound, s: Laptop, i: Mail, q: GitPullRequestArrow, j: FolderInput };
const NAMELESS_KINDS: Readonly<Record<string, 'session' | 'invitation' | 'token' | 'key' | 'proposal' | 'import' | 'comment'>> = { s: 'session', i: 'invitation', k: 'token', x: 'key', q: 'proposal', j: 'import', c: 'comment' };

function On({ record: { target, targetName } }: { readonly record: AuditRecordView }) {
  const Sign = /^[a-z][0-9a-z]{12}/.test(target) ? SIGNS[target.charAt(0)] : undefined;
  const t = useTranslations('audit.target');
  // An id that is called nothing says only what kind of thing it was; the whole of it is in the record.
  const kind = targetName === null ? NAMELESS_KINDS[target.charAt(0)] : undefined;
  const name = targetName ?? (kind !== undefined && /^[a-z][0-9a-z]{12}$/.test(target) ? t(kind) : target);
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-ink-2" title={targetName ?? target}>
      {Sign && <Sign className="size-3.5 flex-none" aria-hidden />}
      <span className="truncate">{name}</span>
    </span>
  );
}

const OUTCOMES = { done: { sign: Check, tone: 'ink-running' }, refused: { sign: X, tone: 'ink-failed' }, failed: { sign: CircleAlert, tone: 'ink-warning' } } as const;

function Outcome({ outcome }: { readonly outcome: AuditRecordView['outcome'] }) {
  const t = useTranslations('audit.outcome');
  const { sign: Sign, tone } = OUTCOMES[outcome];
  return (
    <span className={`flex items-center gap-1.5 whitespace-nowrap ${tone}`}>
      <Sign className="size-3 flex-none" aria-hidden />
      {t(outcome)}
    </span>
  );
}
