'use client';

import { ExternalLink } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../components/ui/button.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useSize } from '../../../components/workbench/shell/use-size.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { portsSession } from './ports-session.ts';
import { usePreview } from './preview.ts';

/** Says that a program began to listen, with the one thing one would do then. */
export function PortAnnouncements() {
  const t = useTranslations('ports');
  const session = portsSession.use();
  const preview = usePreview();
  const latest = useRef({ t, preview });
  useEffect(() => {
    latest.current = { t, preview };
  });
  useEffect(
    () =>
      session.opened.subscribe(({ port, program, reachable }) => {
        if (!reachable) return;
        const { t: words, preview: actions } = latest.current;
        showToast({
          title: words('opened', { port: String(port) }),
          text: program === '' ? undefined : words('openedBy', { program }),
          action: { label: words('openPreview'), run: () => void actions.open(port) },
        });
      }),
    [session],
  );
  return null;
}

/** The shortcut "Preview :5173" in the top bar, for the highest port: development servers listen there. */
export function PreviewButton() {
  const t = useTranslations('ports');
  const ports = useStore(portsSession.use().ports);
  const preview = usePreview();
  const port = ports?.findLast(({ reachable }) => reachable)?.port;
  const size = useSize();
  if (port === undefined) return null;
  if (size === 'phone') return <IconButton icon={ExternalLink} label={t('preview', { port: String(port) })} onPress={() => void preview.open(port)} />;
  return (
    <Button size="mini" icon={ExternalLink} className="h-[26px]" onPress={() => void preview.open(port)}>
      {t('preview', { port: String(port) })}
    </Button>
  );
}
