'use client';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

const never = (): (() => void) => () => undefined;

/** On plain http elsewhere than on the machine itself the sign-in's cookie is refused: say so before anybody types. */
export function NotSecureHint() {
  const t = useTranslations('members.signIn');
  const isSecure = useSyncExternalStore(never, () => window.isSecureContext, () => true);
  const { port, hostname } = useSyncExternalStore(never, readLocation, () => NOWHERE);
  if (isSecure) return null;
  const local = `http://localhost:${port}`;
  return (
    <section className="notice tone-warning mt-4 flex-col items-start! rounded-(--radius-control)" aria-label={t('notSecureTitle')}>
      <strong className="font-semibold">{t('notSecureTitle')}</strong>
      <span>{t.rich('notSecureText', { local, code: (text) => <code>{text}</code> })}</span>
      <code className="max-w-full overflow-x-auto rounded-[4px] bg-inset px-2 py-1 whitespace-nowrap select-all">{`ssh -L ${port}:localhost:${port} ${hostname}`}</code>
    </section>
  );
}

type Place = { readonly port: string; readonly hostname: string };
const NOWHERE: Place = { port: '', hostname: '' };
let place: Place | null = null;

/** The same object each time: a store must not change by being read. */
function readLocation(): Place {
  place ??= { port: location.port === '' ? '80' : location.port, hostname: location.hostname };
  return place;
}
