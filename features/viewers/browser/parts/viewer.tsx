'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import type { AtelierError } from '../../../../shared/errors.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { MAX_TEXT_BYTES } from '../../../files/contract.ts';
import '../viewers.css';
import type { FileBytes } from '../file/file-bytes.ts';
import { useFile } from '../file/use-file.ts';

/** A viewer's file, or what stands in its place until there is one. */
export function WithFile({ path, children }: { readonly path: FilePath; readonly children: (file: FileBytes) => ReactNode }) {
  const opened = useFile(path);
  if (opened.phase === 'loading') return <Loading path={path} />;
  if (opened.phase === 'failed') return <Refused path={path} error={opened.error} />;
  return children(opened.file);
}

export function Loading({ path }: { readonly path: FilePath }) {
  const t = useTranslations('viewers');
  return (
    <div className="p-4">
      <Skeleton rows={6} label={t('loading', { name: displayName(baseName(path)) })} />
    </div>
  );
}

/** What cannot be shown and why; as text it may be readable. */
export function Refused({ path, error }: { readonly path: FilePath; readonly error: AtelierError }) {
  const t = useTranslations('viewers');
  const errorText = useErrorText();
  const formats = useFormats();
  const { files, capabilities } = useWorkbench();
  const name = displayName(baseName(path));
  if (error.code === 'forbidden' && !capabilities.has('transfer')) {
    return (
      <Panel title={t('noTransfer', { name })} text={t('noTransferText', { size: formats.size(MAX_TEXT_BYTES) })}>
        <Button className="mt-2" onPress={() => files.open.emit({ path, preview: false, viewer: 'text' })}>
          {t('asText')}
        </Button>
      </Panel>
    );
  }
  const { what, why } = errorText(error);
  return <Panel title={`${name}: ${what}`} text={why} />;
}

export function Panel({ title, text, children }: { readonly title: string; readonly text?: string; readonly children?: ReactNode }) {
  return (
    <div className="viewer-panel">
      <EmptyState title={title} text={text}>
        {children}
      </EmptyState>
    </div>
  );
}

/** A line of tools above what is shown. */
export function Tools({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="viewer-tools" role="toolbar" aria-label={label}>
      {children}
    </div>
  );
}
