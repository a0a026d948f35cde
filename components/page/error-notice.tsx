'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../i18n/error-text.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/icon.ts';

/** What went wrong, why, what is safe, and the button that repairs; where it happened. */
export function ErrorNotice({ error, onRetry, className }: { readonly error: unknown; readonly onRetry?: () => void; readonly className?: string }) {
  const common = useTranslations('common');
  const { what, why, safe } = useErrorText()(error);
  return (
    <div className={classes('notice tone-failed rounded-(--radius-control)', className)} role="alert">
      <CircleAlert className="self-start mt-0.5" aria-hidden />
      <span className="min-w-0 flex-1">
        <strong className="font-semibold">{what}</strong> {why} {safe}
      </span>
      {onRetry && (
        <Button size="mini" onPress={onRetry}>
          {common('tryAgain')}
        </Button>
      )}
    </div>
  );
}
