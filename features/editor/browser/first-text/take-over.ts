import type { editor } from 'monaco-editor/editor';

import type { FileModel } from '../model/file-model.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import { keepPlace, type ShownText } from './handover.ts';

/** The editor that was there before the workbench. Whoever takes it moves it or disposes of it. */
export type FirstEditor = {
  /** From the page's body into its place in the workbench. */
  moveTo(place: HTMLElement): editor.IStandaloneCodeEditor;
  dispose(): void;
};

/** A page has at most one, and each half of it is given away at most once. */
const given = { model: false, editor: false };

/** The text that is on the page already, when it is this one; whoever gets it disposes of it. */
export async function firstTextBuffer(initial: { readonly path: string; readonly text: string }): Promise<MonacoBuffer | null> {
  const first = await globalThis.atelierFirstText?.shown;
  if (!first || given.model || first.path !== initial.path || first.text !== initial.text) return null;
  given.model = true;
  return new MonacoBuffer(first.model);
}

/** Resolves when `model` has something to show instead: what is on the page stays until then. */
export async function takeFirstEditor(model: FileModel): Promise<FirstEditor | null> {
  const first = await globalThis.atelierFirstText?.shown;
  if (!first || given.editor) return null;
  given.editor = true;
  await loaded(model);
  return {
    moveTo: (place) => {
      place.append(first.element);
      first.element.removeAttribute('style');
      first.element.inert = false;
      dropModel(first);
      return first.editor;
    },
    dispose: () => remove(first),
  };
}

/** Where no file is shown after all. */
export async function removeFirstText(): Promise<void> {
  const first = await globalThis.atelierFirstText?.shown;
  if (!first || given.editor) return;
  given.editor = true;
  remove(first);
}

/** Remembers where the text is, for the next time the page is opened. */
export function keepPlaceOf(element: HTMLElement, workspace: string): void {
  const { top, right, bottom, left, width, height } = element.getBoundingClientRect();
  if (width > 0 && height > 0) keepPlace(workspace, { top, right: innerWidth - right, bottom: innerHeight - bottom, left });
}

function remove(first: ShownText): void {
  first.editor.dispose();
  first.element.remove();
  dropModel(first);
}

/** Another text was read meanwhile, or the file is not shown as text. */
function dropModel(first: ShownText): void {
  if (given.model) return;
  given.model = true;
  first.model.dispose();
}

async function loaded(model: FileModel): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (model.state.get().phase !== 'loading') resolve();
  };
  const stop = model.state.subscribe(look);
  look();
  await promise;
  stop();
}
