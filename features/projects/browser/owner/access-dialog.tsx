'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { OwnerModuleView, Overview, PersonView } from '../../owner-contract.ts';
import { api } from './api.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

const FILTER_FROM = 8;
const SHOWN = 60;

/** Who has a module, and which modules' running service it may call. Each choice counts at once. */
export function AccessDialog({ module, overview, onClose }: { readonly module: OwnerModuleView; readonly overview: Overview; readonly onClose: () => void }) {
  const t = useTranslations('projectsOwner.access');
  const common = useTranslations('common');
  return (
    <Dialog title={t('title', { name: `${module.projectSlug} / ${module.slug}` })} widthPx={640} isOpen onClose={onClose} closeLabel={common('close')}>
      <DialogBody className="flex flex-col gap-6 pt-4! pb-5!">
        <People module={module} people={overview.people} />
        <MayCall module={module} overview={overview} />
      </DialogBody>
    </Dialog>
  );
}

function People({ module, people }: { readonly module: OwnerModuleView; readonly people: readonly PersonView[] }) {
  const t = useTranslations('projectsOwner.access');
  const [filter, setFilter] = useState('');
  const shown = people.filter(({ name }) => matches(name, filter)).slice(0, SHOWN);
  return (
    <section aria-label={t('people')}>
      <h3 className="font-semibold">{t('people')}</h3>
      <p className="mb-2 text-small text-ink-3">{t('peopleHint')}</p>
      {people.length >= FILTER_FROM && <TextField className="mb-2" label={t('filter')} hideLabel placeholder={t('filter')} value={filter} onChange={setFilter} />}
      {shown.map((person) => (
        <PersonRow key={person.id} module={module} person={person} />
      ))}
    </section>
  );
}

function PersonRow({ module, person }: { readonly module: OwnerModuleView; readonly person: PersonView }) {
  const t = useTranslations('projectsOwner.access');
  const roles = useTranslations('projectsOwner.role');
  const { grants } = api.client.projects;
  const setting = useCommand(grants.set);
  const removing = useCommand(grants.remove);
  const grant = module.grants.find(({ memberId }) => memberId === person.id);
  const pair = { memberId: person.id, moduleId: module.id };
  const [asked, setAsked] = useState<{ readonly access: 'none' | 'read' | 'write'; readonly before: number | null } | null>(null);
  const revision = grant?.revision ?? null;
  // What was chosen shows until the live view knows, or it was refused.
  const isWaiting = (setting.isPending || removing.isPending) && asked !== null && asked.before === revision;
  const value = isWaiting ? asked.access : (grant?.access ?? 'none');

  function choose(access: 'none' | 'read' | 'write'): void {
    if (isWaiting) return;
    setAsked({ access, before: revision });
    if (access !== 'none') setting.mutate({ ...pair, access, revision });
    else if (revision !== null) removing.mutate({ ...pair, revision });
  }

  const writes = person.role === 'stagiaire' ? t('propose') : t('write');
  return (
    <div className="access-row">
      <Avatar name={person.name} colourKey={person.id} />
      <span className="min-w-0 truncate" title={person.name}>
        {person.name}
      </span>
      <Badge tone={person.role}>{roles(person.role)}</Badge>
      <span className="flex-1" />
      <SegmentedControl
        label={t('of', { name: person.name })}
        value={value}
        onChange={choose}
        segments={[{ value: 'none', label: t('none') }, { value: 'read', label: t('read') }, { value: 'write', label: writes }]}
      />
    </div>
  );
}

function MayCall({ module, overview }: { readonly module: OwnerModuleView; readonly overview: Overview }) {
  const t = useTranslations('projectsOwner.access');
  const [filter, setFilter] = useState('');
  const others = overview.projects
    .filter(({ state }) => state === 'live')
    .flatMap(({ modules }) => modules)
    .filter(({ id, state }) => id !== module.id && state === 'live');
  // Those of its own project first: they are what it calls most.
  const sorted = others.toSorted((a, b) => Number(b.projectId === module.projectId) - Number(a.projectId === module.projectId));
  const shown = sorted.filter(({ projectSlug, slug }) => matches(`${projectSlug} / ${slug}`, filter)).slice(0, SHOWN);
  return (
    <section aria-label={t('mayCall')}>
      <h3 className="font-semibold">{t('mayCall')}</h3>
      <p className="mb-2 text-small text-ink-3">{t('mayCallHint')}</p>
      {others.length === 0 && <p className="text-ink-2">{t('nothingToCall')}</p>}
      {others.length >= FILTER_FROM && <TextField className="mb-2" label={t('filterModules')} hideLabel placeholder={t('filterModules')} value={filter} onChange={setFilter} />}
      {shown.map((other) => (
        <ReachRow key={other.id} module={module} other={other} />
      ))}
      {sorted.length > SHOWN && filter === '' && <p className="mt-2 text-small text-ink-3">{t('filterForMore', { count: sorted.length - SHOWN })}</p>}
    </section>
  );
}

function ReachRow({ module, other }: { readonly module: OwnerModuleView; readonly other: OwnerModuleView }) {
  const { reaches } = api.client.projects;
  const setting = useCommand(reaches.set);
  const removing = useCommand(reaches.remove);
  const isReached = module.reaches.includes(other.id);
  const name = `${other.projectSlug} / ${other.slug}`;
  const reach = { fromModuleId: module.id, toModuleId: other.id };
  const isPending = setting.isPending || removing.isPending;
  return (
    <div className="access-row">
      <KindTile kind={other.kind} />
      <span className="min-w-0 truncate" title={name}>
        {name}
      </span>
      <code className="hidden min-w-0 truncate text-ink-3 phone:inline">{`${other.slug}.${other.projectSlug}.internal`}</code>
      <span className="flex-1" />
      <Switch aria-label={name} isSelected={isPending ? !isReached : isReached} isDisabled={isPending} onChange={(isOn) => (isOn ? setting.mutate(reach) : removing.mutate(reach))} />
    </div>
  );
}

function matches(name: string, filter: string): boolean {
  return name.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase());
}
