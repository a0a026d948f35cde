import type { editor } from 'monaco-editor/editor';

/** What is on the page before the workbench is: a file's text in Monaco, where the workbench will have it. */
export type FirstText = {
  /** The answer with the file's content, which can be read once; null when there was none. */
  readonly answer: Promise<FirstAnswer | null>;
  /** Soon, whatever comes of it: null when there was nothing to show. The workbench takes it out of the page's body. */
  readonly shown: Promise<ShownText | null>;
};

export type FirstAnswer = { readonly url: string; readonly response: Response };

export type ShownText = {
  readonly element: HTMLElement;
  readonly editor: editor.IStandaloneCodeEditor;
  readonly model: editor.ITextModel;
  readonly path: string;
  readonly text: string;
};

declare global {
  /** The page's own modules and the script that was there before them meet here: they are bundled apart. */
  var atelierFirstText: FirstText | undefined;
}

/** How far the editor's text is from the window's edges, in pixels. */
export type Place = { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };

const EDGES = ['top', 'right', 'bottom', 'left'] as const;
const PHONE = '(max-width: 719.98px)';

const placeKey = (workspace: string): string => `atelier:editor-place:${workspace}`;

export function keepPlace(workspace: string, place: Place): void {
  localStorage.setItem(placeKey(workspace), JSON.stringify(place));
}

/** null when it was never seen: the stylesheet has it where the sheets are as large as they come. */
export function keptPlace(workspace: string): Place | null {
  const place = stored(localStorage, placeKey(workspace));
  return EDGES.every((edge) => typeof member(place, edge) === 'number') ? (place as Place) : null;
}

/** Where one was in the file, as features/editor/browser/model/editor-memory.ts keeps it; checked by Monaco itself. */
export function keptViewState(workspace: string, path: string): editor.ICodeEditorViewState | null {
  const key = `atelier:editors:${workspace}`;
  const kept = stored(sessionStorage, key) ?? stored(localStorage, key);
  return (member(member(kept, 'viewStates'), path) ?? null) as editor.ICodeEditorViewState | null;
}

/** A phone shows the files first. */
export function isPhone(): boolean {
  return matchMedia(PHONE).matches;
}

/** Not where the panel covers the editor. */
export function showsEditorFirst(workspace: string): boolean {
  return member(stored(localStorage, `atelier:layout:${workspace}`), 'panelMaximised') !== true;
}

function stored(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null; // not ours
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
