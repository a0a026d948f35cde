'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../components/module/kind-tile.tsx';
import type { ProjectView } from '../contract.ts';
import { LastCommit, newestFacts } from './facts.tsx';

const SHOWN_MODULES = 8;

/** One project of a list: its modules, and what happened last. `end` is what can be done with it. */
export function ProjectRow({ project, nowMs, end }: { readonly project: ProjectView; readonly nowMs: number; readonly end?: ReactNode }) {
  const t = useTranslations('projects');
  const { slug, title, modules } = project;
  const facts = newestFacts(modules);
  return (
    <article className="project-row" aria-label={title}>
      <div className="min-w-0">
        <Link href={`/projects/${slug}`} className="text-lead font-semibold text-ink!" title={title}>
          {title}
        </Link>
        {title !== slug && <span className="mono ml-2 text-ink-3">{slug}</span>}
        <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-small text-ink-2">
          {modules.slice(0, SHOWN_MODULES).map(({ id, kind, slug: name }) => (
            <li key={id} className="flex items-center gap-1.5">
              <KindTile kind={kind} size="small" />
              {name}
            </li>
          ))}
          {modules.length > SHOWN_MODULES && <li className="text-ink-3">{t('more', { count: modules.length - SHOWN_MODULES })}</li>}
          {modules.length === 0 && <li className="text-ink-3">{t('noModules')}</li>}
        </ul>
      </div>
      <div className="min-w-0 text-small">{facts !== null && <LastCommit facts={facts} nowMs={nowMs} />}</div>
      {end !== undefined && <div className="ends flex items-center gap-2 phone:justify-end">{end}</div>}
    </article>
  );
}
