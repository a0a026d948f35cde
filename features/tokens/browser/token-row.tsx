'use client';
import { KeyRound } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import { KindTile } from '../../../components/module/kind-tile.tsx';
import { Button } from '../../../components/ui/button.tsx';
import type { TokenView } from '../contract.ts';
import type { ModuleName } from './api.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const FAR_DAYS = 100;

/** @param props.modules null: not known yet */
export function TokenRow({ token, modules, nowMs, onRevoke }: { readonly token: TokenView; readonly modules: readonly ModuleName[] | null; readonly nowMs: number; readonly onRevoke: () => void }) {
  const t = useTranslations('tokens');
  const moment = useMoment();
  const formats = useFormats();
  const used = token.lastUsedAtMs === null ? t('never') : t('from', { moment: moment(token.lastUsedAtMs, nowMs), address: token.lastUsedAddress });
  const days = Math.max(0, Math.floor((token.expiresAtMs - nowMs) / DAY_MS));
  return (
    <tr>
      <td>
        <span className="flex min-w-0 items-center gap-2.5 py-1.5">
          <KeyRound className="flex-none text-ink-3" aria-hidden />
          <span className="min-w-0">
            <span className="block truncate font-semibold">{token.name}</span>
            <span className="block text-small text-ink-2 phone:hidden">
              {token.moduleIds === null ? t(`all.${token.scope}`) : t(`some.${token.scope}`)}, {used}
            </span>
          </span>
        </span>
      </td>
      <td className="text-small text-ink-2 max-phone:hidden">
        {token.moduleIds === null ? t(`all.${token.scope}`) : <Reach moduleIds={token.moduleIds} scope={token.scope} modules={modules} />}
      </td>
      <td className="text-ink-2 max-phone:hidden">{used}</td>
      <td className={days < SOON_DAYS ? 'text-warning' : 'text-ink-2'}>{days < FAR_DAYS ? t('inDays', { days }) : formats.date(token.expiresAtMs, nowMs)}</td>
      <td>
        <Button variant="quiet" aria-label={t('revokeNamed', { name: token.name })} onPress={onRevoke}>
          {t('revoke')}
        </Button>
      </td>
    </tr>
  );
}

function Reach({ moduleIds, scope, modules }: { readonly moduleIds: readonly string[]; readonly scope: TokenView['scope']; readonly modules: readonly ModuleName[] | null }) {
  const t = useTranslations('tokens');
  const reached = (modules ?? []).filter(({ id }) => moduleIds.includes(id));
  const lost = modules === null ? 0 : moduleIds.length - reached.length;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1">
      {t(`some.${scope}`)}
      {reached.map(({ id, name, kind }) => (
        <span key={id} className="inline-flex items-center gap-1.5">
          <KindTile kind={kind} size="small" />
          {name}
        </span>
      ))}
      {lost > 0 && <span className="text-ink-3">{t('unreachable', { count: lost })}</span>}
    </span>
  );
}
