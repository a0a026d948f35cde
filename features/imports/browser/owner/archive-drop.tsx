'use client';
import { FileArchive, FolderUp } from 'lucide-react';
import { useState } from 'react';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { MAX_ARCHIVE_BYTES } from '../../contract.ts';
import { packFolder } from './pack-folder.ts';
import type { Uploads } from './use-upload.ts';

/** An archive, dropped or chosen; or a folder, which is packed here. */
export function ArchiveDrop({ upload }: { readonly upload: Uploads }) {
  const t = useTranslations('imports.source.archive');
  const formats = useFormats();
  const [problem, setProblem] = useState<string | null>(null);
  const limit = formats.size(MAX_ARCHIVE_BYTES);

  function send(name: string, archive: Blob): void {
    const isTooLarge = archive.size > MAX_ARCHIVE_BYTES;
    setProblem(isTooLarge ? t('tooLarge', { name, size: formats.size(archive.size), limit }) : null);
    if (!isTooLarge) upload.begin(name.slice(0, 200), archive);
  }

  function sendFolder(files: readonly File[]): void {
    const name = files[0]?.webkitRelativePath.split('/')[0] ?? '';
    if (name !== '') send(`${name}.tar`, packFolder(files));
  }

  return (
    <Card title={t('title')} hint={t('hint', { size: limit })}>
      <div className="flex flex-col gap-3 p-4">
        <DropZone
          className="imp-drop"
          getDropOperation={() => 'copy'}
          onDrop={async ({ items }) => {
            const dropped = items.find((item) => item.kind === 'file');
            if (dropped !== undefined) send(dropped.name, await dropped.getFile());
          }}
        >
          {({ isDropTarget }) => (
            <>
              <Text slot="label" className="text-ink-2">
                {isDropTarget ? t('dropNow') : t('drop')}
              </Text>
              <div className="flex flex-wrap justify-center gap-2">
                <FileTrigger
                  onSelect={(files) => {
                    const file = files?.item(0);
                    if (file) send(file.name, file);
                  }}
                >
                  <Button icon={FileArchive}>{t('choose')}</Button>
                </FileTrigger>
                <FileTrigger acceptDirectory onSelect={(files) => sendFolder([...(files ?? [])])}>
                  <Button variant="quiet" icon={FolderUp}>
                    {t('folder')}
                  </Button>
                </FileTrigger>
              </div>
            </>
          )}
        </DropZone>
        <p className="text-small text-ink-3">{t('history')}</p>
        {problem !== null && (
          <Notice tone="failed" isLive className="rounded-(--radius-control)">
            {problem}
          </Notice>
        )}
        {upload.error !== null && <ErrorNotice error={upload.error} />}
      </div>
    </Card>
  );
}
