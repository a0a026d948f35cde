'use client';
import { useTranslations } from 'use-intl';

import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { displayName } from '../../../shared/display-name.ts';
import type { DiffLine, ProposalPart } from '../contract.ts';
import type { Choice } from './choices.ts';

const SIGNS = { add: '+', delete: '−', context: ' ' } as const;

/** One part, as it would change main, and what is decided about it; without `choose` it is only shown. */
export function PartCard({ part, number, choice, choose }: { readonly part: ProposalPart; readonly number: number; readonly choice: Choice; readonly choose: ((choice: Choice) => void) | null }) {
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
      {part.whole === null ? <Hunk lines={part.lines} label={label} /> : <p className="px-3 py-2.5 text-small text-ink-2">{t(`whole.${part.whole}`)}</p>}
    </article>
  );
}

function Hunk({ lines, label }: { readonly lines: readonly DiffLine[]; readonly label: string }) {
  const t = useTranslations('proposals');
  return (
    <ul className="hunk" aria-label={label}>
      {lines.map(({ kind, text, oldLine, newLine, isUnended }) => (
        <li key={`${oldLine ?? ''}:${newLine ?? ''}`} className={kind}>
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
        </li>
      ))}
    </ul>
  );
}

/** What would hide or turn the text shows as what it is; tabs stay tabs. */
function shown(text: string): string {
  return text.split('\t').map(displayName).join('\t');
}
