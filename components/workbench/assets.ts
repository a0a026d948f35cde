/** Where the parts of the page are that are modules of their own, built apart from it; see scripts/build-editor.mjs. */
export type EditorAssets = {
  readonly firstText: string;
  readonly monaco: string;
  /** What `monaco` imports. */
  readonly parts: readonly string[];
  readonly style: string;
  readonly french: string;
  readonly worker: string;
  /** Colours as VS Code has them, and the WebAssembly that they need. */
  readonly textmate: string;
  readonly onig: string;
  /** Scripts that draw what members wrote, in frames without an origin. */
  readonly markdownFrame: string;
  readonly mermaidFrame: string;
  readonly pdfFrame: string;
};

/** The element of the page that holds them, as JSON: it is there before any script of the page runs. */
export const ASSETS_ELEMENT = 'editor-assets';

/** @throws Error in a page without an editor: a mistake in the code */
export function editorAssets(): EditorAssets {
  const text = document.getElementById(ASSETS_ELEMENT)?.textContent;
  if (!text) throw new Error('this page has no editor');
  return JSON.parse(text) as EditorAssets;
}
