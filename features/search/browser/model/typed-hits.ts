import type { editor } from 'monaco-editor/editor';

import { MAX_PREVIEW, type Hit, type SearchQuery } from '../../contract.ts';

/** Of one text so many at most. */
const MAX_TYPED = 5000;
/** What parts words, as the editor has it. */
const SEPARATORS = '`~!@#$%^&*()-=+[{]}\\|;:\'",.<>/?';
/** So much of a long line stands before what was found in it. */
const LEAD = 40;

/** Whether the editor's expressions can say the same as the search's: not all that Rust's can, JavaScript's can. */
export function isForTheEditor({ isRegex, text }: SearchQuery): boolean {
  if (!isRegex) return true;
  try {
    return new RegExp(text, 'gu').global;
  } catch {
    return false;
  }
}

/** What the search would find in a text that is not on the disk. Where in the file, nobody can say: nothing is replaced in it before it is saved. */
export function typedHits(model: Pick<editor.ITextModel, 'findMatches' | 'getLineContent'>, { text, isRegex, matchCase, wholeWord }: SearchQuery): Hit[] {
  return model.findMatches(text, false, isRegex, matchCase, wholeWord ? SEPARATORS : null, false, MAX_TYPED).map(({ range }, index) => {
    const { startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn } = range;
    const whole = model.getLineContent(line);
    const end = endLine === line ? endColumn - 1 : whole.length;
    const begin = whole.length > MAX_PREVIEW ? Math.max(0, Math.min(column - 1 - LEAD, whole.length - MAX_PREVIEW)) : 0;
    const preview = whole.slice(begin, begin + MAX_PREVIEW);
    return { line, column, endLine, endColumn, preview, from: column - 1 - begin, to: Math.min(end - begin, preview.length), ...(preview.length < whole.length ? { isCut: true } : {}), at: index, bytes: 0 };
  });
}
