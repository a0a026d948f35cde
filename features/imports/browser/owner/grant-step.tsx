'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Button, LinkButton } from '../../../../components/ui/button.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import type { OwnerModuleView, PersonView } from '../../../projects/owner-contract.ts';
import type { ImportView } from '../../contract.ts';
import { api, liveOverviewOptions } from './api.ts';
import { FlowBar } from './flow-bar.tsx';
import { GrantAll, GrantCell } from './grant-cell.tsx';

/** Who gets the new modules; each choice counts at once. */
export function GrantStep({ view, onLeave }: { readonly view: ImportView; readonly onLeave: () => void }) {
  const t = useTranslations('imports.grant');
  const common = useTranslations('common');
  const router = useRouter();
  const overview = useQuery(liveOverviewOptions());
  const made = new Set(view.modules.flatMap(({ moduleId }) => (moduleId === null ? [] : [moduleId])));
  const modules = (overview.data?.projects ?? []).flatMap((project) => project.modules).filter(({ id }) => made.has(id));
  const people = (overview.data?.people ?? []).toSorted((a, b) => Number(a.role === 'owner') - Number(b.role === 'owner') || a.name.localeCompare(b.name));
  const finishing = useMutation({
    mutationFn: () => api.client.imports.discard({ importId: view.id }),
    onSuccess() {
      onLeave();
      router.push('/projects');
    },
  });
  return (
    <>
      <FlowBar step="grant" />
      <div className="imp-column">
        <h2 className="text-lead">{t('title', { count: made.size })}</h2>
        <p className="mt-1 mb-4 text-ink-2">{t('text')}</p>
        {overview.isError && <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />}
        {overview.isPending && <Skeleton rows={4} label={common('loading')} className="gap-6" />}
        {overview.isSuccess && <GrantTable modules={modules} people={people} />}
        {overview.isSuccess && people.every(({ role }) => role === 'owner') && <p className="mt-3 text-ink-2">{t('nobody')}</p>}
        {finishing.isError && <ErrorNotice className="mt-4" error={finishing.error} />}
        <div className="mt-5 flex justify-end gap-2">
          <LinkButton variant="quiet" href="/team">
            {t('team')}
          </LinkButton>
          <Button variant="primary" isPending={finishing.isPending} onPress={() => finishing.mutate()}>
            {t('finish')}
          </Button>
        </div>
      </div>
    </>
  );
}

function GrantTable({ modules, people }: { readonly modules: readonly OwnerModuleView[]; readonly people: readonly PersonView[] }) {
  const t = useTranslations('imports.grant');
  const split = useTranslations('imports.split');
  return (
    <section className="card imp-grants" aria-label={t('table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('module')}</th>
            {people.map((person) => (
              <th key={person.id} scope="col">
                <span className="flex items-center gap-1.5">
                  <Avatar name={person.name} colourKey={person.id} size="small" />
                  <span className="max-w-32 truncate" title={person.name}>
                    {person.name}
                  </span>
                  <GrantAll modules={modules} person={person} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {modules.map((module) => (
            <tr key={module.id}>
              <th scope="row">
                <span className="flex items-center gap-2">
                  <KindTile kind={module.kind} />
                  {split('to', { project: module.projectSlug, module: module.slug })}
                </span>
              </th>
              {people.map((person) => (
                <td key={person.id}>
                  <GrantCell module={module} person={person} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
