'use client';
import { useMutation } from '@tanstack/react-query';

import { useErrorText } from '../i18n/error-text.ts';
import { showToast } from '../ui/toast.tsx';

/**
 * One thing an owner asks for; the live view shows what it changed. A refusal is told where no dialog stands
 * to tell it (`isQuiet` when one does).
 */
export function useCommand<Input, Answer>(call: (input: Input) => Promise<Answer>, { isQuiet = false, onDone }: { readonly isQuiet?: boolean; readonly onDone?: (answer: Answer) => void } = {}) {
  const errorText = useErrorText();
  return useMutation({
    mutationFn: call,
    onSuccess: (answer) => onDone?.(answer),
    onError(error) {
      if (isQuiet) return;
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
}
