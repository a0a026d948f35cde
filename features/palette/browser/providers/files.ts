import { File, FileClock } from 'lucide-react';

import type { QuickAccess, QuickItem } from '../../../../components/workbench/prompts/quick-access.ts';
import { excludedGlobs } from '../../../../components/workbench/settings/exclude-settings.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import type { Root } from '../../../../shared/agent-protocol.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { fileQuery, matchFile, splitPlace } from '../../../../shared/file-match.ts';
import { baseName, type FilePath } from '../../../../shared/file-path.ts';
import { filesContract } from '../../../files/contract.ts';
import { searchContract, type FoundFiles } from '../../../search/contract.ts';
import { words } from '../words.ts';

/** Without a query, so many of the files that were open last. */
const MOST_RECENT = 50;
/** With one, so many of them stand before the others. */
const RECENT_FOUND = 8;

/** No prefix: files by parts of their names, those that were open lately first; `name:12` opens there. */
export function fileAccess(workbench: Workbench): QuickAccess {
  const client = workbench.connection.procedures('search', searchContract);
  const roots = rootsOf(workbench);
  return {
    prefix: '',
    titleKey: 'palette.goToFile',
    placeholderKey: 'palette.typeFile',
    emptyKey: 'palette.noFile',
    helpKey: 'palette.help.files',
    find: async (typed, { show, signal }) => {
      const { t } = words(workbench);
      const place = splitPlace(typed.trim());
      const query = whole(place.text, await roots());
      const recent = recentFiles(workbench, query, await roots());
      const item = items({ workbench, place, roots: await roots() });
      const shown = recent.map((path) => item(path, t('palette.openedRecently'), query));
      // What was open is known here and shows at once.
      show(shown, { busy: true });
      const known = new Set<string>(recent);
      const stream = await client.files({ query, exclude: excludedGlobs(workbench.settings) }, { signal });
      for await (const found of stream) {
        if (signal.aborted) return;
        const others = found.paths.filter((path) => !known.has(path)).map((path) => item(path, t('palette.files'), query));
        show([...shown, ...others], { note: note(t, query, found), busy: !found.isComplete });
      }
    },
  };
}

function note(t: ReturnType<typeof words>['t'], query: string, { matched, total }: FoundFiles): string {
  return query === '' ? t('palette.fileTotal', { total }) : t('palette.fileCount', { found: matched, total });
}

/** A path as terminals print it finds by what is shown of it. */
function whole(query: string, roots: readonly Root[]): string {
  const root = roots.find(({ path }) => query.startsWith(`${path}/`));
  return root === undefined ? query : shownPath(query, roots);
}

function recentFiles(workbench: Workbench, text: string, roots: readonly Root[]): readonly FilePath[] {
  const active = workbench.files.active.get();
  const recent = workbench.files.recent.get();
  // The file in front is the last that one wants to go to.
  const ordered = recent[0] === active ? [...recent.slice(1, 2), ...recent.slice(0, 1), ...recent.slice(2)] : recent;
  if (text === '') return ordered.slice(0, MOST_RECENT);
  const query = fileQuery(text);
  return ordered
    .flatMap((path) => {
      const match = matchFile(query, shownPath(path, roots));
      return match === null ? [] : [{ path, score: match.score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, RECENT_FOUND)
    .map(({ path }) => path);
}

function items({ workbench, place, roots }: { readonly workbench: Workbench; readonly place: ReturnType<typeof splitPlace>; readonly roots: readonly Root[] }): (path: FilePath, group: string, query: string) => QuickItem {
  const { t } = words(workbench);
  const opened = new Map(workbench.editors.opened.get().map((editor) => [editor.path, editor]));
  const { line, column } = place;
  return (path, group, query) => {
    const shown = shownPath(path, roots);
    const name = displayName(baseName(path));
    const editor = opened.get(path);
    const isReadOnly = roots.some((root) => root.readOnly && path.startsWith(`${root.path}/`));
    const end = editor?.unsaved === true ? t('palette.unsaved') : editor === undefined ? (isReadOnly ? t('palette.readOnly') : undefined) : t('palette.open');
    const open = (beside: boolean) => () => {
      workbench.files.open.emit({ path, preview: false, ...(line === undefined ? {} : { line, column: column ?? 1 }), ...(beside ? { beside } : {}) });
      workbench.layout.showEditor();
    };
    return {
      id: path,
      label: name,
      // Of two hundred some fifteen are drawn: what only drawing needs waits for it.
      get detail() {
        return shown.split('/').slice(0, -1).map(displayName).join(' / ');
      },
      icon: editor === undefined ? File : FileClock,
      group,
      end,
      get found() {
        return name === baseName(path) ? (matchFile(fileQuery(query), shown)?.found ?? []) : [];
      },
      run: open(false),
      runBeside: open(true),
    };
  };
}

/** Without what all have in common: `shop/api/src/main.py`, of the home `~/notes.md`. */
export function shownPath(path: string, roots: readonly Root[]): string {
  const root = roots.find((known) => path.startsWith(`${known.path}/`));
  if (root === undefined) return path.slice(1);
  if (root.kind === 'home') return `~${path.slice(root.path.length)}`;
  return path.slice(root.path.split('/').slice(0, -2).join('/').length + 1);
}

/** Asked once: they are those of the container. A refusal is asked again. */
function rootsOf(workbench: Workbench): () => Promise<readonly Root[]> {
  let asked: Promise<readonly Root[]> | null = null;
  return () => (asked ??= workbench.connection.procedures('files', filesContract).roots().catch((error: unknown) => {
    asked = null;
    throw error;
  }));
}
