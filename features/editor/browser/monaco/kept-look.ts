import type { editor } from 'monaco-editor/editor';

/** How a text looked that this browser showed last, by the ending of its name: for the text that is there before the settings are. */
export type KeptLook = {
  readonly options: editor.IEditorOptions & editor.IGlobalEditorOptions;
  readonly indentation: { readonly detects: boolean; readonly insertSpaces: boolean; readonly tabSize: number };
};

/** Its name in the browser's storage, to be made the member's own. */
export const KEPT_LOOKS = 'atelier:text-looks';

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

const MAX_ENDINGS = 40;

/** Keeps what holds for a text of that name; the ending that was kept first goes where there are too many. */
export function keepLook(key: string, { name, look, storage }: { readonly name: string; readonly look: KeptLook; readonly storage: Kept }): void {
  const known = read(key, storage);
  const ending = endingOf(name);
  const text = JSON.stringify(look);
  if (JSON.stringify(known.get(ending)) === text) return;
  known.delete(ending);
  known.set(ending, look);
  storage.setItem(key, JSON.stringify([...known].slice(-MAX_ENDINGS)));
}

/** null: none was kept, and the look's own holds. */
export function keptLook(key: string, { name, storage }: { readonly name: string; readonly storage: Pick<Kept, 'getItem'> }): KeptLook | null {
  return read(key, storage).get(endingOf(name)) ?? null;
}

/** As the text itself uses it where that is wanted, else as is given. */
export function indent(model: editor.ITextModel, { detects, insertSpaces, tabSize }: KeptLook['indentation']): void {
  if (detects) model.detectIndentation(insertSpaces, tabSize);
  else model.updateOptions({ insertSpaces, tabSize, indentSize: 'tabSize' });
}

function endingOf(name: string): string {
  return /\.[^./]{1,20}$/.exec(name)?.[0] ?? '';
}

function read(key: string, storage: Pick<Kept, 'getItem'>): Map<string, KeptLook> {
  try {
    const entries = JSON.parse(storage.getItem(key) ?? '[]') as readonly (readonly [string, KeptLook])[];
    return new Map(entries.filter(([, look]) => typeof look.options === 'object' && typeof look.indentation === 'object'));
  } catch {
    return new Map(); // of another version
  }
}
