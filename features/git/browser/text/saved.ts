import type { Workbench } from '../../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../../shared/file-path.ts';

const SAVED_WITHIN_MS = 10_000;

/** What git is asked about lines is asked of the file on the disk: what is typed is saved first. Resolves with whether it is. */
export function whenSaved({ commands, editors }: Workbench, path: FilePath): Promise<boolean> {
  const isUnsaved = (): boolean => editors.opened.get().some((one) => one.path === path && one.unsaved);
  if (!isUnsaved()) return Promise.resolve(true);
  commands.run('editor.save');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), SAVED_WITHIN_MS);
  const unsubscribe = editors.opened.subscribe(() => !isUnsaved() && resolve(true));
  return promise.finally(() => {
    clearTimeout(timer);
    unsubscribe();
  });
}
