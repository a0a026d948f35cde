'use client';
import { useTranslations } from 'use-intl';

import { Avatar } from '../../../../components/ui/avatar.tsx';
import type { OwnerModuleView, PersonView } from '../../owner-contract.ts';

const SHOWN = 5;

/** Who has it, as faces; the names are read aloud. */
export function Faces({ grants, people }: { readonly grants: OwnerModuleView['grants']; readonly people: readonly PersonView[] }) {
  const t = useTranslations('projectsOwner.access');
  const ids = new Set(grants.map(({ memberId }) => memberId));
  const holders = people.filter(({ id }) => ids.has(id));
  return (
    <span className="flex items-center gap-1">
      <span className="sr-only">{t('holders', { names: holders.map(({ name }) => name).join(', ') || t('nobody') })}</span>
      {holders.slice(0, SHOWN).map(({ id, name }) => (
        <Avatar key={id} name={name} colourKey={id} />
      ))}
      {holders.length > SHOWN && <span className="count">{`+${holders.length - SHOWN}`}</span>}
    </span>
  );
}
