'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
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
  const errorText = useErrorText();
  const grant = module.grants.find(({ memberId }) => memberId === person.id);
  const revision = grant?.revision ?? null;
  const [asked, setAsked] = useState<{ readonly choice: Choice; readonly before: number | null } | null>(null);
  const pair = { memberId: person.id, moduleId: module.id };
  const { grants } = api.client.projects;
  const setting = useMutation({
    mutationFn: async (choice: Choice): Promise<void> => {
      if (choice !== 'none') await grants.set({ ...pair, access: choice, revision });
      else if (revision !== null) await grants.remove({ ...pair, revision });
    },
    onError(error) {
      setAsked(null);
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
  const shown = asked !== null && asked.before === revision ? asked.choice : (grant?.access ?? 'none');
  const words = (choice: Choice): string => (choice === 'write' && person.role === 'stagiaire' ? t('propose') : t(choice));
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
