'use client';
import { useTranslations } from 'use-intl';

import { MessagePage } from '../components/page/message-page.tsx';
import { Button } from '../components/ui/button.tsx';

export default function ErrorPage({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  const t = useTranslations();
  return (
    <MessagePage title={t('pages.errorTitle')} text={t('pages.errorText')} detail={error.digest === undefined ? undefined : t('pages.errorDetail', { digest: error.digest })}>
      <Button variant="primary" size="big" onPress={reset}>
        {t('common.tryAgain')}
      </Button>
    </MessagePage>
  );
}
