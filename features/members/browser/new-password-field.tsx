'use client';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { PasswordField } from '../../../components/ui/text-field.tsx';
import { judgePassword } from './password-rule.ts';

/** A password to be chosen: the rule is shown before, and where one stands while typing. */
export function NewPasswordField(props: { readonly label: string; readonly name: string; readonly size?: 'normal' | 'big'; readonly showError: boolean; readonly onChange?: () => void }) {
  const t = useTranslations('members.passwordRule');
  const common = useTranslations('common');
  const [password, setPassword] = useState('');
  const verdict = judgePassword(password);
  return (
    <PasswordField
      label={props.label}
      name={props.name}
      size={props.size}
      autoComplete="new-password"
      showLabel={common('showPassword')}
      hideLabelText={common('hidePassword')}
      onChange={(text) => {
        setPassword(text);
        props.onChange?.();
      }}
      error={verdict.state === 'tooLong' || (props.showError && verdict.state !== 'enough') ? words(verdict, t) : null}
      hint={
        verdict.state === 'enough' ? (
          <span className="flex items-center gap-1.5 ink-running">
            <Check className="size-3.5" aria-hidden />
            {words(verdict, t)}
          </span>
        ) : (
          words(verdict, t)
        )
      }
    />
  );
}

type Words = ReturnType<typeof useTranslations<'members.passwordRule'>>;

function words({ state, count }: ReturnType<typeof judgePassword>, t: Words): string {
  switch (state) {
    case 'empty':
      return t('atLeast', { count });
    case 'short':
      return t('short', { count });
    case 'enough':
      return t('enough', { count });
    case 'tooLong':
      return t('tooLong', { count });
  }
}
