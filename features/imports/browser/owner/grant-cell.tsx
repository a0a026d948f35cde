'use client';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { OwnerModuleView, PersonView } from '../../../projects/owner-contract.ts';
import { api } from './api.ts';

const CHOICES = ['none', 'read', 'write'] as const;
type Choice = (typeof CHOICES)[number];

/** What one person may with one module. What was chosen shows until the live view knows, or it was refused. */
export function GrantCell({ module, person }: { readonly module: OwnerModuleView; readonly person: PersonView }) {
  const t = useTranslations('imports.grant');
  const split = useTranslations('imports.split');
  const words = useChoiceWords(person);
  const revision = grantOf(module, person)?.revision ?? null;
  const [asked, setAsked] = useState<{ readonly choice: Choice; readonly before: number | null } | null>(null);
  const setting = useGranting((choice: Choice) => grant({ module, person, choice }), () => setAsked(null));
  const shown = asked !== null && asked.before === revision ? asked.choice : (grantOf(module, person)?.access ?? 'none');
  const of = t('of', { person: person.name, module: split('to', { project: module.projectSlug, module: module.slug }) });
  return (
    <MenuTrigger>
      <Button variant={shown === 'none' ? 'quiet' : 'tonal'} size="mini" isPending={setting.isPending} aria-label={`${of}: ${words(shown)}`}>
        {words(shown)}
      </Button>
      <Menu aria-label={of} placement="bottom start">
        {CHOICES.map((choice) => (
          <MenuItem
            key={choice}
            onAction={() => {
              setAsked({ choice, before: revision });
              setting.mutate(choice);
            }}
          >
            {words(choice)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

/** The same for all of the modules at once. */
export function GrantAll({ modules, person }: { readonly modules: readonly OwnerModuleView[]; readonly person: PersonView }) {
  const t = useTranslations('imports.grant');
  const words = useChoiceWords(person);
  const setting = useGranting(async (choice: Choice) => {
    for (const module of modules) await grant({ module, person, choice });
  });
  const label = t('all', { person: person.name });
  return (
    <MenuTrigger>
      <IconButton size="mini" icon={ChevronDown} label={label} isPending={setting.isPending} />
      <Menu aria-label={label}>
        {CHOICES.map((choice) => (
          <MenuItem key={choice} onAction={() => setting.mutate(choice)}>
            {words(choice)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

function useChoiceWords({ role }: PersonView): (choice: Choice) => string {
  const t = useTranslations('imports.grant');
  return (choice) => (choice === 'write' && role === 'stagiaire' ? t('propose') : t(choice));
}

function useGranting(call: (choice: Choice) => Promise<void>, onRefused?: () => void) {
  const errorText = useErrorText();
  return useMutation({
    mutationFn: call,
    onError(error) {
      onRefused?.();
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
}

function grantOf({ grants }: OwnerModuleView, { id }: PersonView) {
  return grants.find(({ memberId }) => memberId === id);
}

async function grant({ module, person, choice }: { readonly module: OwnerModuleView; readonly person: PersonView; readonly choice: Choice }): Promise<void> {
  const pair = { memberId: person.id, moduleId: module.id };
  const revision = grantOf(module, person)?.revision ?? null;
  const { grants } = api.client.projects;
  if (choice !== 'none') await grants.set({ ...pair, access: choice, revision });
  else if (revision !== null) await grants.remove({ ...pair, revision });
}
