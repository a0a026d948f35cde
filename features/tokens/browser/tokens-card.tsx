'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Card } from '../../../components/page/card.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import type { TokenView } from '../contract.ts';
import { liveTokensOptions, modulesOptions } from './api.ts';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { NewSecret } from './new-secret.tsx';
import { RevokeTokenDialog } from './revoke-token-dialog.tsx';
import { TokenRow } from './token-row.tsx';

type Made = { readonly token: TokenView; readonly secret: string };

/** A member's tokens for git, live. Absent for whom none are allowed. */
export function TokensCard() {
  const t = useTranslations('tokens');
  const common = useTranslations('common');
  const list = useQuery(liveTokensOptions());
  const modules = useQuery(modulesOptions());
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const nowMs = useNow(60_000);
  if (list.data?.allowed === false) return null;
  const tokens = list.data?.tokens ?? [];
  return (
    <Card
      className="mt-5"
      title={t('title')}
      hint={t('hint')}
      aside={
        <Button variant="primary" icon={Plus} isDisabled={!list.data} onPress={() => setCreating(true)}>
          {t('new')}
        </Button>
      }
    >
      {list.isError && <ErrorNotice className="m-4" error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && (
        <div className="p-4">
          <Skeleton label={common('loading')} />
        </div>
      )}
      {made !== null && <NewSecret token={made.token} secret={made.secret} modules={modules.data ?? []} nowMs={nowMs} onDone={() => setMade(null)} />}
      {list.data && tokens.length === 0 && <p className="p-4 text-ink-2">{t('none')}</p>}
      {tokens.length > 0 && (
        <table className="table" aria-label={t('title')}>
          <thead>
            <tr>
              <th>{t('name')}</th>
              <th className="max-phone:hidden">{t('may')}</th>
              <th className="max-phone:hidden">{t('lastUsed')}</th>
              <th>{t('ends')}</th>
              <th>
                <span className="sr-only">{t('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} modules={modules.data ?? null} nowMs={nowMs} onRevoke={() => setRevoking(token)} />
            ))}
          </tbody>
        </table>
      )}
      {isCreating && <CreateTokenDialog taken={tokens.map(({ name }) => name)} modules={modules} onClose={() => setCreating(false)} onMade={setMade} />}
      {revoking !== null && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  );
}
