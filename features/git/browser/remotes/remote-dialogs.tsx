'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { FormDialog } from '../../../../components/page/form-dialog.tsx';
import { PasswordField, TextField } from '../../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../../shared/procedures.ts';
import { KeyText } from '../../../../shared/remotes.ts';
import { RemoteName, RemoteUrl } from '../../../remotes/contract.ts';
import type { Refused, Remotes } from './use-remotes.ts';

/** A name, and where it is. */
export function RemoteDialog({ remotes, onClose }: { readonly remotes: Remotes; readonly onClose: () => void }) {
  const t = useTranslations('branches.remotes');
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [isAsked, setAsked] = useState(false);
  const adding = useMutation({ mutationFn: remotes.add, onSuccess: onClose });
  const isTaken = adding.error !== null && fromWireError(adding.error).code === 'already_exists';
  const submit = (): void => {
    setAsked(true);
    if (RemoteName.safeParse(name).success && RemoteUrl.safeParse(url).success) adding.mutate({ name, url });
  };
  return (
    <FormDialog title={t('addTitle')} submitLabel={t('addNow')} isPending={adding.isPending} error={isTaken ? null : adding.error} onClose={onClose} onSubmit={submit}>
      <TextField autoFocus label={t('name')} isVerbatim value={name} onChange={setName} error={isTaken ? t('nameTaken') : isAsked && !RemoteName.safeParse(name).success ? t('nameWrong') : null} />
      <TextField label={t('url')} isVerbatim value={url} placeholder="https://github.com/…" onChange={setUrl} hint={t('urlHint')} error={isAsked && !RemoteUrl.safeParse(url).success ? t('urlWrong') : null} />
    </FormDialog>
  );
}

export function NameDialog({ remotes, name, onClose }: { readonly remotes: Remotes; readonly name: string; readonly onClose: () => void }) {
  const t = useTranslations('branches.remotes');
  const [to, setTo] = useState(name);
  const renaming = useMutation({ mutationFn: () => remotes.rename(name, to), onSuccess: onClose });
  const isTaken = renaming.error !== null && fromWireError(renaming.error).code === 'already_exists';
  const isWrong = !RemoteName.safeParse(to).success;
  return (
    <FormDialog title={t('renameTitle', { name })} submitLabel={t('renameNow')} isPending={renaming.isPending} error={isTaken ? null : renaming.error} onClose={onClose} onSubmit={() => (to === name ? onClose() : isWrong ? undefined : renaming.mutate())}>
      <TextField autoFocus label={t('name')} isVerbatim value={to} onChange={setTo} error={isTaken ? t('nameTaken') : isWrong && to !== '' ? t('nameWrong') : null} />
    </FormDialog>
  );
}

/** Who the member is there, and what proves it. Kept on the server of Atelier, not in the workspace. */
export function KeyDialog({ remotes, refused }: { readonly remotes: Remotes; readonly refused: Refused }) {
  const t = useTranslations('branches.remotes');
  const [userName, setUserName] = useState(remotes.keyOf(refused.remote)?.userName ?? '');
  const [secret, setSecret] = useState('');
  const [isAsked, setAsked] = useState(false);
  const saving = useMutation({ mutationFn: (key: KeyText) => remotes.saveKey(refused, key) });
  const place = (refused.remote.place ?? '').replace(/^https?:\/\//, '');
  const submit = (): void => {
    setAsked(true);
    const key = KeyText.safeParse({ userName, secret });
    if (key.success) saving.mutate(key.data);
  };
  return (
    <FormDialog title={t('keyTitle', { place })} submitLabel={t(refused.act === null ? 'keyNow' : 'keyAndGo')} isPending={saving.isPending} error={saving.error} onClose={() => remotes.askKey(null)} onSubmit={submit}>
      {refused.act !== null && <p>{t('keyWanted', { place })}</p>}
      <TextField autoFocus label={t('userName')} isVerbatim autoComplete="off" value={userName} onChange={setUserName} error={isAsked && userName === '' ? t('missing') : null} />
      <PasswordField label={t('secret')} autoComplete="off" showLabel={t('show')} hideLabelText={t('hide')} value={secret} onChange={setSecret} error={isAsked && secret === '' ? t('missing') : null} />
      <p className="text-small text-ink-2">{t('keyText', { place })}</p>
    </FormDialog>
  );
}
