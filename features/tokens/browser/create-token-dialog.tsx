'use client';
import { useMutation, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../components/module/kind-tile.tsx';
import { CancelFooter } from '../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Checkbox } from '../../../components/ui/choice.tsx';
import { Dialog, DialogBody } from '../../../components/ui/dialog.tsx';
import { RadioCards } from '../../../components/ui/radio-cards.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { Select } from '../../../components/ui/select.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import { NewToken, TOKEN_DAY_CHOICES, TokenName, type TokenScope, type TokenView } from '../contract.ts';
import { api, type ModuleName } from './api.ts';

type Props = {
  readonly taken: readonly string[];
  readonly modules: UseQueryResult<readonly ModuleName[]>;
  readonly onClose: () => void;
  readonly onMade: (made: { readonly token: TokenView; readonly secret: string }) => void;
};

export function CreateTokenDialog(props: Props) {
  const t = useTranslations('tokens.create');
  const common = useTranslations('common');
  return (
    <Dialog title={t('title')} isOpen onClose={props.onClose} closeLabel={common('close')} widthPx={560}>
      <CreateTokenForm {...props} />
    </Dialog>
  );
}

const [, , DEFAULT_DAYS] = TOKEN_DAY_CHOICES;
const YEAR_DAYS = 366;

function CreateTokenForm({ taken, modules, onClose, onMade }: Props) {
  const t = useTranslations('tokens.create');
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('write');
  const [reach, setReach] = useState<'all' | 'some'>('all');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState<number>(DEFAULT_DAYS);
  const [isAsked, setAsked] = useState(false);
  const creating = useMutation({
    mutationFn: (wanted: NewToken) => api.client.tokens.create(wanted),
    onSuccess(made) {
      onMade(made);
      onClose();
    },
  });
  const isRefusedName = creating.error !== null && fromWireError(creating.error).code === 'already_exists';
  const nameError = useNameError({ name, isAsked, taken: isRefusedName && creating.variables ? [...taken, creating.variables.name] : taken });

  function submit(): void {
    setAsked(true);
    const wanted = NewToken.safeParse({ name, scope, moduleIds: reach === 'all' ? null : chosen, days });
    if (wanted.success && !taken.includes(wanted.data.name) && !creating.isPending) creating.mutate(wanted.data);
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
        <TextField autoFocus label={t('name')} autoComplete="off" value={name} onChange={setName} hint={t('nameHint')} error={nameError} />
        <RadioCards
          label={t('scope')}
          cards={[
            { value: 'write', title: t('write'), text: t('writeText') },
            { value: 'read', title: t('read'), text: t('readText') },
          ]}
          value={scope}
          onChange={setScope}
        />
        <SegmentedControl
          label={t('modules')}
          showLabel
          segments={[
            { value: 'all', label: t('allModules') },
            { value: 'some', label: t('someModules') },
          ]}
          value={reach}
          onChange={setReach}
        />
        {reach === 'some' && <ModuleChoice modules={modules} chosen={chosen} onChange={setChosen} error={isAsked && chosen.length === 0 ? t('modulesMissing') : null} />}
        <Select
          label={t('days')}
          className="w-44"
          options={TOKEN_DAY_CHOICES.map((choice) => ({ value: String(choice), label: choice === YEAR_DAYS ? t('year') : t('dayChoice', { days: choice }) }))}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
        />
        {creating.isError && !isRefusedName && <ErrorNotice error={creating.error} />}
      </DialogBody>
      <CancelFooter onCancel={onClose}>
        <Button type="submit" variant="primary" isPending={creating.isPending}>
          {t('submit')}
        </Button>
      </CancelFooter>
    </form>
  );
}

function ModuleChoice({ modules, chosen, onChange, error }: { readonly modules: UseQueryResult<readonly ModuleName[]>; readonly chosen: readonly string[]; readonly onChange: (chosen: readonly string[]) => void; readonly error: string | null }) {
  const t = useTranslations('tokens.create');
  const common = useTranslations('common');
  if (modules.isPending) return <Skeleton label={common('loading')} rows={2} />;
  if (modules.isError) return <ErrorNotice error={modules.error} onRetry={() => void modules.refetch()} />;
  return (
    <fieldset aria-label={t('modules')} className="flex max-h-56 flex-col gap-1 overflow-y-auto">
      {modules.data.length === 0 && <p className="text-ink-2">{t('noModules')}</p>}
      {modules.data.map(({ id, name, kind }) => (
        <Checkbox key={id} isSelected={chosen.includes(id)} onChange={(isChosen) => onChange(isChosen ? [...chosen, id] : chosen.filter((other) => other !== id))}>
          <span className="inline-flex items-center gap-2">
            <KindTile kind={kind} size="small" />
            {name}
          </span>
        </Checkbox>
      ))}
      {error !== null && (
        <span className="text-small text-failed" role="alert">
          {error}
        </span>
      )}
    </fieldset>
  );
}

/** What is missing is said once it was asked; what is wrong at once. */
function useNameError({ name, isAsked, taken }: { readonly name: string; readonly isAsked: boolean; readonly taken: readonly string[] }): string | null {
  const t = useTranslations('tokens.create');
  if (name.trim() === '') return isAsked ? t('nameMissing') : null;
  const parsed = TokenName.safeParse(name);
  if (!parsed.success) return t('nameWrong');
  return taken.includes(parsed.data) ? t('nameTaken') : null;
}
