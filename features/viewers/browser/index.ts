import { lazy } from 'react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { FileViewer } from '../../../components/workbench/editors/editors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { imageType } from './image/image-types.ts';
import { liveTexts } from './live-texts.ts';
import { isMedia } from './media/media-types.ts';

const named = (pattern: RegExp, byDefault: boolean): FileViewer['accepts'] => (path) => (pattern.test(path) ? { byDefault } : null);
const isMarkdown = (path: FilePath | null): path is FilePath => path !== null && /\.(md|markdown|mdown|mkd)$/i.test(path);

/** Each is fetched when a file of its kind is opened. A drawing that is a text opens as a picture, its text is one step away. */
const VIEWERS: readonly FileViewer[] = [
  { id: 'image', titleKey: 'viewers.image.title', accepts: (path) => (imageType(path) === null ? null : { byDefault: true }), View: lazy(() => import('./image/image-view.tsx')) },
  { id: 'pdf', titleKey: 'viewers.pdf.viewer', accepts: named(/\.pdf$/i, true), View: lazy(() => import('./pdf/pdf-view.tsx')) },
  { id: 'media', titleKey: 'viewers.media.title', accepts: (path) => (isMedia(path) ? { byDefault: true } : null), View: lazy(() => import('./media/media-view.tsx')) },
  { id: 'table', titleKey: 'viewers.table.title', accepts: named(/\.(csv|tsv|tab)$/i, true), View: lazy(() => import('./table/table-view.tsx')) },
  { id: 'markdown', titleKey: 'viewers.markdown.viewer', accepts: (path) => (isMarkdown(path) ? { byDefault: false } : null), View: lazy(() => import('./markdown/markdown-view.tsx')) },
  { id: 'large', titleKey: 'viewers.large.title', accepts: () => ({ byDefault: false }), insteadOf: ['too_large'], View: lazy(() => import('./large/large-view.tsx')) },
  { id: 'hex', titleKey: 'viewers.hex.title', accepts: () => ({ byDefault: false }), insteadOf: ['binary'], View: lazy(() => import('./hex/hex-view.tsx')) },
];

/** Files that are better seen than read. */
export const viewersContribution: Contribution = {
  name: 'viewers',
  activate: (workbench) => {
    const stop = liveTexts.activate(workbench);
    const remove = workbench.editors.viewers.add(...VIEWERS);
    return () => {
      remove();
      stop();
    };
  },
  commands: ({ files }) => {
    const preview = (beside: boolean) => (): void => {
      const path = files.active.get();
      if (isMarkdown(path)) files.open.emit({ path, preview: false, viewer: 'markdown', beside });
    };
    const isText = (): boolean => isMarkdown(files.active.get());
    const hex = (): void => {
      const path = files.active.get();
      if (path !== null) files.open.emit({ path, preview: false, viewer: 'hex' });
    };
    return [
      { id: 'viewers.preview', titleKey: 'viewers.commands.preview', keybinding: 'Ctrl+Shift+V', enabled: isText, run: preview(false) },
      { id: 'viewers.previewBeside', titleKey: 'viewers.commands.previewBeside', keybinding: 'Ctrl+K V', enabled: isText, run: preview(true) },
      { id: 'viewers.hex', titleKey: 'viewers.commands.hex', enabled: () => files.active.get() !== null, run: hex },
    ];
  },
};
