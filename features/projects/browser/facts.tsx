'use client';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import type { ModuleFacts, ModuleView } from '../contract.ts';
import { languageShares } from './languages.ts';

/** "Python 91 %, SQL 6 %, 18.4 MB"; what an empty repository is instead. */
export function FactsLine({ facts }: { readonly facts: ModuleFacts }) {
  const t = useTranslations('projects');
  const formats = useFormats();
  if (!facts.hasCommits) return <span className="text-ink-3">{t('module.noCommits')}</span>;
  const languages = languageShares(facts.languages).map(({ name, part }) => `${name} ${formats.percent(part)}`);
  return <span className="text-ink-2">{[...languages, formats.size(facts.sizeBytes)].join(', ')}</span>;
}

/** The last commit: its words, by whom and when. */
export function LastCommit({ facts, nowMs }: { readonly facts: ModuleFacts; readonly nowMs: number }) {
  const t = useTranslations('projects');
  const moment = useMoment();
  const { lastCommit } = facts;
  if (lastCommit === null) return null;
  return (
    <span className="flex min-w-0 flex-wrap gap-x-2">
      <span className="min-w-0 truncate" title={lastCommit.subject}>
        {lastCommit.subject}
      </span>
      <span className="text-ink-3">{t('module.by', { name: lastCommit.authorName, moment: moment(lastCommit.atMs, nowMs) })}</span>
    </span>
  );
}

/** The newest commit of several modules; null where there is none. */
export function newestFacts(modules: readonly ModuleView[]): ModuleFacts | null {
  const facts = modules.map((module) => module.facts).filter(({ lastCommit }) => lastCommit !== null);
  return facts.toSorted((a, b) => (b.lastCommit?.atMs ?? 0) - (a.lastCommit?.atMs ?? 0))[0] ?? null;
}
