'use client';
import { CircleAlert } from 'lucide-react';

import { Notice } from '../../../components/ui/notice.tsx';
import { useProblemText } from './use-problem-text.ts';

/** Why something was refused, in the dialog where it was asked. */
export function ProblemNotice({ error, className = '' }: { readonly error: unknown; readonly className?: string }) {
  const { what, more } = useProblemText()(error);
  return (
    <Notice tone="failed" icon={CircleAlert} isLive className={`rounded-(--radius-control) ${className}`}>
      <strong className="font-semibold">{what}</strong> {more}
    </Notice>
  );
}
