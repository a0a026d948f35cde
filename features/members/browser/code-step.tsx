'use client';
import { useId, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { TextField } from '../../../components/ui/text-field.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { SignInProblem } from './sign-in-problem.tsx';

export type CodeStepProps = {
  /** Of the last code that was tried; another key shows another try. */
  readonly problem: { readonly error: unknown; readonly key: number } | null;
  readonly isPending: boolean;
  readonly onCode: (code: string) => void;
  readonly onBack: () => void;
};

/** The second step of signing in. */
export function CodeStep({ problem, isPending, onCode, onBack }: CodeStepProps) {
  const t = useTranslations('members.signIn');
  const [isMissing, setMissing] = useState(false);
  const problemId = useId();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const code = formText(event.currentTarget)('code').trim();
    setMissing(code === '');
    if (code !== '' && !isPending) onCode(code);
  }

  return (
    <EntryFrame title={t('codeTitle')} footer={<span>{t('codeLost')}</span>}>
      <p className="mt-1.5 text-ink-2">{t('codeIntro')}</p>
      <form className="mt-5" method="post" noValidate aria-describedby={problemId} onSubmit={submit}>
        <TextField label={t('code')} name="code" size="big" inputClassName="font-mono tracking-[.12em]" isVerbatim autoFocus autoComplete="one-time-code" error={isMissing ? t('codeMissing') : null} onChange={() => setMissing(false)} />
        <div id={problemId} aria-live="polite" className="empty:-mt-4">
          {problem !== null && !isPending && <SignInProblem key={problem.key} error={problem.error} />}
        </div>
        <Button type="submit" variant="primary" size="big" isPending={isPending}>
          {t('codeSubmit')}
        </Button>
        <Button variant="quiet" size="big" onPress={onBack}>
          {t('codeBack')}
        </Button>
      </form>
    </EntryFrame>
  );
}
