'use client';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { displayName } from '../../../shared/display-name.ts';
import type { ProposalId } from '../../../shared/ids.ts';
import type { DiffLine, ProposalPart } from '../contract.ts';
import { api } from './api.ts';
import type { Choice } from './choices.ts';
import { keyOf, placeOf, type LineKey, type Placed } from './placing.ts';
import { Composer, Thread } from './thread.tsx';

const SIGNS = { add: '+', delete: '−', context: ' ' } as const;

/** What is said of which line, and what it is said of. */
export type Talk = { readonly placed: Placed; readonly proposalId: ProposalId; readonly head: string };

type PartProps = { readonly part: ProposalPart; readonly number: number; readonly choice: Choice; readonly choose: ((choice: Choice) => void) | null; readonly talk: Talk };

/** One part, as it would change the target, and what is decided about it; without `choose` it is only shown. */
export function PartCard({ part, number, choice, choose, talk }: PartProps) {
  const t = useTranslations('proposals');
  const path = displayName(part.path);
  const label = t('partOf', { number, path });
  return (
    <article className="part" aria-label={label}>
      <header>
        <h3 className="text-small font-semibold">{t('part', { number })}</h3>
        <span className="mono min-w-0 truncate text-small text-ink-2" title={path}>
          {path}
        </span>
        {part.change !== 'modified' && <span className="text-small text-ink-3">{part.from === null ? t(`change.${part.change}`) : t('from', { path: displayName(part.from) })}</span>}
        {part.additions > 0 && <span className="text-small text-diff-add-gutter">+{part.additions}</span>}
        {part.deletions > 0 && <span className="text-small text-diff-del-gutter">−{part.deletions}</span>}
        <span className="flex-1" />
        {choose !== null && (
          <span data-choice={choice}>
            <SegmentedControl
              label={label}
              segments={[
                { value: 'accept', label: t('accept') },
                { value: 'return', label: t('return') },
              ]}
              value={choice}
              onChange={choose}
            />
          </span>
        )}
      </header>
      {part.whole === null ? <Hunk part={part} label={label} talk={talk} /> : <p className="px-3 py-2.5 text-small text-ink-2">{t(`whole.${part.whole}`)}</p>}
    </article>
  );
}

function Hunk({ part, label, talk }: { readonly part: ProposalPart; readonly label: string; readonly talk: Talk }) {
  const [saying, setSaying] = useState<LineKey | null>(null);
  return (
    <ul className="hunk" aria-label={label}>
      {part.lines.map((line) => (
        <Line key={`${line.oldLine ?? ''}:${line.newLine ?? ''}`} line={line} part={part} talk={talk} saying={saying} onSay={setSaying} />
      ))}
    </ul>
  );
}

type LineProps = { readonly line: DiffLine; readonly part: ProposalPart; readonly talk: Talk; readonly saying: LineKey | null; readonly onSay: (key: LineKey | null) => void };

const MAX_LINE_TEXT = 2000;

function Line({ line, part, talk, saying, onSay }: LineProps) {
  const t = useTranslations('proposals');
  const { kind, text, oldLine, newLine, isUnended } = line;
  const place = placeOf(line);
  const key = place === null ? null : keyOf(part.id, place);
  const threads = key === null ? [] : (talk.placed.onLines.get(key) ?? []);
  return (
    <li>
      <div className={`row ${kind}`}>
        <span className="line" data-line={oldLine ?? ''} aria-hidden />
        <span className="line" data-line={newLine ?? ''} aria-hidden />
        <span className="sign">
          <span aria-hidden>{SIGNS[kind]}</span>
          {kind !== 'context' && <span className="sr-only">{t(kind === 'add' ? 'added' : 'removed')}</span>}
        </span>
        <span className="text">
          {shown(text)}
          {isUnended && <span className="ml-3 text-ink-3 italic">{t('unended')}</span>}
        </span>
        {place !== null && (
          <button type="button" className="say" aria-label={t('talk.sayOn', { line: place.line })} onClick={() => onSay(key)}>
            <MessageSquarePlus className="size-3.5" aria-hidden />
          </button>
        )}
      </div>
      {threads.map((thread) => (
        <Thread key={thread.first.id} thread={thread} proposalId={talk.proposalId} />
      ))}
      {place !== null && key === saying && (
        <div className="thread">
          <Composer
            label={t('talk.sayOn', { line: place.line })}
            submit={t('talk.send')}
            autoFocus
            onDone={() => onSay(null)}
            send={(said) => api.client.proposals.comment({ proposalId: talk.proposalId, text: said, place: { path: part.path, ...place, lineText: text.slice(0, MAX_LINE_TEXT), head: talk.head } })}
          />
        </div>
      )}
    </li>
  );
}

/** What would hide or turn the text shows as what it is; tabs stay tabs. */
function shown(text: string): string {
  return text.split('\t').map(displayName).join('\t');
}
