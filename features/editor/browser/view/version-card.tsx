'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { type LineEdit, lineEdits } from '../model/minimal-edit.ts';

const CONTEXT_LINES = 1;
const MOST_LINES = 6;

type ShownLine = { readonly key: string; readonly sign: 'plus' | 'minus' | 'same'; readonly text: string };

/** The first change that one version made to the text both come from, and how much it changed in all. */
export function VersionCard({ head, base, text }: { readonly head: ReactNode; readonly base: string; readonly text: string }) {
  const t = useTranslations('editor.conflict');
  const before = base.split(/\r\n|\r|\n/);
  const edits = lineEdits(before, text.split(/\r\n|\r|\n/));
  const plus = edits.reduce((sum, edit) => sum + edit.lines.length, 0);
  const minus = edits.reduce((sum, edit) => sum + edit.end - edit.start, 0);
  const [first] = edits;
  return (
    <div className="version">
      <header>
        {head}
        <span className="ml-auto tabular-nums">
          <span className="text-git-added">+{plus}</span> <span className="text-git-deleted">−{minus}</span>
        </span>
      </header>
      <pre>
        {first === undefined ? (
          <span className="text-ink-3">{t('same')}</span>
        ) : (
          excerpt(before, first).map((line) => (
            <span key={line.key} className={line.sign}>
              {line.text === '' ? ' ' : line.text}
            </span>
          ))
        )}
      </pre>
    </div>
  );
}

function excerpt(before: readonly string[], edit: LineEdit): ShownLine[] {
  const line = (sign: ShownLine['sign']) => (text: string, index: number) => ({ key: `${sign}${index}`, sign, text });
  const lead = before.slice(Math.max(0, edit.start - CONTEXT_LINES), edit.start).map(line('same'));
  const changed = [...before.slice(edit.start, edit.end).slice(0, 2).map(line('minus')), ...edit.lines.slice(0, 3).map(line('plus'))];
  const follow = before.slice(edit.end, edit.end + CONTEXT_LINES).map((text) => ({ key: 'after', sign: 'same' as const, text }));
  return [...lead, ...changed, ...follow].slice(0, MOST_LINES);
}
