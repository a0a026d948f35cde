'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { LANGUAGE_NAMES, LANGUAGES } from '../../../../components/i18n/language.ts';
import { useFormats } from '../../../../components/i18n/provider.tsx';
import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { RadioCards } from '../../../../components/ui/radio-cards.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { Role } from '../../../../shared/actor.ts';
import type { ModuleId } from '../../../../shared/ids.ts';
import { Hours, INVITATION_DAYS, STRICTEST_LIMITS } from '../../../../shared/members.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { GrantAccess } from '../../../../shared/projects.ts';
import { Email } from '../../contract.ts';
import { api } from './api.ts';
import { GrantPicker } from './grant-picker.tsx';
import { LimitsFields } from './limits-fields.tsx';
import { ShownLink } from './shown-link.tsx';

const ROLES: readonly Role[] = ['developer', 'stagiaire', 'owner'];
const DAYS = ['1', '3', String(INVITATION_DAYS), '14', '30'];

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('team.invite');
  const common = useTranslations('common');
  const inviting = useMutation(api.query.team.invite.mutationOptions());
  const made = inviting.data;
  return (
    <Dialog title={made === undefined ? t('title') : t('madeTitle', { email: made.invitation.email })} widthPx={600} isOpen isDismissable={made === undefined && !inviting.isPending} onClose={onClose} closeLabel={common('close')}>
      {made === undefined ? <InviteForm inviting={inviting} onClose={onClose} /> : <ShownLink link={made} email={made.invitation.email} onClose={onClose} />}
    </Dialog>
  );
}

type Inviting = { readonly mutate: (input: Parameters<typeof api.client.team.invite>[0]) => void; readonly isPending: boolean; readonly error: Error | null; readonly reset: () => void };

function InviteForm({ inviting, onClose }: { readonly inviting: Inviting; readonly onClose: () => void }) {
  const t = useTranslations('team.invite');
  const formats = useFormats();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const [language, setLanguage] = useState(formats.language);
  const [days, setDays] = useState(String(INVITATION_DAYS));
  const [limits, setLimits] = useState(STRICTEST_LIMITS);
  const [granted, setGranted] = useState<ReadonlyMap<ModuleId, GrantAccess>>(new Map());
  const [isEmailWrong, setEmailWrong] = useState(false);
  const refusal = inviting.error === null ? null : fromWireError(inviting.error);
  const isTaken = refusal?.code === 'already_exists';
  const areHoursWrong = role === 'stagiaire' && limits.hours !== null && !Hours.safeParse(limits.hours).success;

  function submit(): void {
    const parsed = Email.safeParse(email);
    setEmailWrong(!parsed.success);
    if (!parsed.success || areHoursWrong || inviting.isPending) return;
    const grants = [...granted].map(([moduleId, access]) => ({ moduleId, access }));
    inviting.mutate({ email: parsed.data, role, language, days: Number(days), limits: role === 'stagiaire' ? limits : null, grants });
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <DialogBody className="flex flex-col gap-4.5 pt-4!">
        <TextField
          label={t('email')}
          type="email"
          isVerbatim
          autoFocus
          autoComplete="off"
          value={email}
          onChange={(text) => {
            setEmail(text);
            setEmailWrong(false);
            if (isTaken) inviting.reset();
          }}
          error={isEmailWrong ? t('emailWrong') : isTaken ? t('taken') : null}
        />
        <RadioCards label={t('role')} value={role} onChange={setRole} cards={ROLES.map((value) => ({ value, title: t(`roles.${value}.name`), text: t(`roles.${value}.text`) }))} />
        <div className="flex flex-wrap items-start gap-x-4 gap-y-4">
          <SegmentedControl label={t('language')} showLabel segments={LANGUAGES.toReversed().map((value) => ({ value, label: LANGUAGE_NAMES[value] }))} value={language} onChange={setLanguage} />
          <Select className="w-40" label={t('valid')} value={days} onChange={setDays} options={DAYS.map((value) => ({ value, label: t('days', { count: Number(value) }) }))} />
        </div>
        {role !== 'owner' && <GrantPicker granted={granted} isProposing={role === 'stagiaire'} onChange={setGranted} />}
        {role === 'stagiaire' && (
          <fieldset className="min-w-0">
            <legend className="label mb-3">{t('limits')}</legend>
            <LimitsFields limits={limits} onChange={setLimits} />
          </fieldset>
        )}
        {refusal !== null && !isTaken && <ErrorNotice error={refusal} />}
      </DialogBody>
      <CancelFooter onCancel={onClose}>
        <Button type="submit" variant="primary" isDisabled={areHoursWrong} isPending={inviting.isPending}>
          {t('submit')}
        </Button>
      </CancelFooter>
    </form>
  );
}
