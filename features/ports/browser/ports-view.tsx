'use client';

import { Copy, ExternalLink } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ListeningPort } from '../contract.ts';
import { portsSession } from './ports-session.ts';
import { usePreview } from './preview.ts';
import { ShareMenu } from './share-menu.tsx';
import { nameOf, useSharing, type Sharing } from './sharing.ts';

/** The programs that listen in the workspace, in the side panel and in the panel below. */
export function PortsView() {
  const t = useTranslations('ports');
  const ports = useStore(portsSession.use().ports);
  const sharing = useSharing({ isNeeded: ports !== null && ports.length > 0 });
  if (ports === null) {
    return (
      <div className="p-3">
        <Skeleton rows={2} label={t('list')} />
      </div>
    );
  }
  if (ports.length === 0) {
    return (
      <div className="grid flex-1 place-items-center p-6">
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      </div>
    );
  }
  return (
    <ul aria-label={t('list')} className="@container flex flex-col gap-px overflow-auto p-1">
      {ports.map((port) => (
        <PortRow key={port.port} port={port} sharing={sharing} />
      ))}
    </ul>
  );
}

function PortRow({ port: { port, program, reachable }, sharing }: { readonly port: ListeningPort; readonly sharing: Sharing }) {
  const t = useTranslations('ports');
  const preview = usePreview();
  const shared = sharing.modules.filter((module) => module.port === port);
  return (
    <li className="flex min-h-8 items-center gap-3 rounded-mark px-2 py-1 hover:bg-hover">
      <span className="led tone-running" aria-hidden />
      <span className="w-12 flex-none font-semibold tabular-nums">{port}</span>
      <span className="min-w-0 flex-1 truncate text-ink-2" title={program}>
        {program === '' ? t('unknownProgram') : program}
        {shared.map((module) => (
          <span key={module.moduleId} className="ml-2 font-mono text-small text-ink-3">
            {nameOf(module)}
          </span>
        ))}
      </span>
      {reachable ? (
        <span className="flex flex-none items-center gap-1">
          <ShareMenu port={port} sharing={sharing} />
          <IconButton size="mini" icon={Copy} label={t('copyAddressOf', { port: String(port) })} tip={t('copyAddress')} onPress={() => void preview.copy(port)} />
          <Button size="mini" icon={ExternalLink} aria-label={t('openPreviewOf', { port: String(port) })} onPress={() => void preview.open(port)}>
            <span className="hidden @sm:inline">{t('openPreview')}</span>
          </Button>
        </span>
      ) : (
        <span className="text-small text-ink-3">{t('unreachable')}</span>
      )}
    </li>
  );
}
