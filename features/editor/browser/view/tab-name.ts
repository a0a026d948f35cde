import { useTranslations } from 'use-intl';

import type { EditorInput } from '../../../../components/workbench/editors/editors.ts';
import type { TextRef } from '../../../../components/workbench/editors/text-sources.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { diffOf, fileOf } from '../groups/tab.ts';
import { untitledNumber } from '../model/untitled.ts';

/** What a file is called: its name, or which untitled text it is. */
export function useFileName(): (path: FilePath) => string {
  const t = useTranslations('editor');
  return (path) => {
    const number = untitledNumber(path);
    return number === null ? displayName(baseName(path)) : t('untitled', { number });
  };
}

/** What tabs say. */
export function useTabName(): (input: EditorInput) => string {
  const kinds = useStore(useWorkbench().editors.kinds);
  const fileName = useFileName();
  const refLabel = useRefLabel();
  return (input) => {
    const file = fileOf(input);
    if (file !== null) return fileName(file.path);
    const diff = diffOf(input);
    if (diff !== null) {
      const { left, right, title } = diff;
      if (title !== undefined) return displayName(title);
      if (left.path !== right.path) return `${fileName(left.path)} ↔ ${fileName(right.path)}`;
      return `${fileName(right.path)} (${refLabel(left)} ↔ ${refLabel(right)})`;
    }
    return kinds.find(({ kind }) => kind === input.kind)?.title(input.params) ?? input.kind;
  };
}

/** What stands above one side of a comparison. */
export function useRefLabel(): (ref: TextRef) => string {
  const t = useTranslations('editor.diff.sources');
  const texts = useStore(useWorkbench().editors.texts);
  return (ref) => {
    if (ref.source === 'file' || ref.source === 'saved' || ref.source === 'clipboard') return t(ref.source);
    return displayName(texts.find(({ source }) => source === ref.source)?.label(ref) ?? ref.source);
  };
}
