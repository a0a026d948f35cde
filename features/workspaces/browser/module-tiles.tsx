import { useTranslations } from 'use-intl';

import { KindTile } from '../../../components/module/kind-tile.tsx';
import type { HeldModule } from '../../../shared/workspaces.ts';

const SHOWN_MODULES = 6;

/** What a workspace has in it: a tile and a name for each module, after the name of its project. */
export function ModuleTiles({ modules }: { readonly modules: readonly HeldModule[] }) {
  const t = useTranslations('workspaces');
  if (modules.length === 0) return null;
  const whole = modules.map(({ projectSlug, slug }) => `${projectSlug} / ${slug}`).join(', ');
  return (
    <ul className="flex w-full flex-wrap items-center gap-x-2 gap-y-1 text-small text-ink-2" title={modules.length > SHOWN_MODULES ? whole : undefined}>
      {modules.slice(0, SHOWN_MODULES).map(({ moduleId, projectSlug, slug, kind }, index) => (
        <li key={moduleId} className="flex min-w-0 items-center gap-1.5">
          {projectSlug !== modules[index - 1]?.projectSlug && <span className="text-ink-3">{projectSlug} /</span>}
          <KindTile kind={kind} size="small" />
          <span className="truncate">{slug}</span>
        </li>
      ))}
      {modules.length > SHOWN_MODULES && <li className="text-ink-3">{t('moreModules', { count: modules.length - SHOWN_MODULES })}</li>}
    </ul>
  );
}
