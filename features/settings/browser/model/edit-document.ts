import { applyEdits, modify } from 'jsonc-parser';

import { AtelierError } from '../../../../shared/errors.ts';
import { readArray, readObject } from '../../documents.ts';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } } as const;

/** The document with one value set, or taken away (undefined); comments and everything else stay. @throws AtelierError invalid_input: it cannot be read, so nothing is written over it */
export function withValue(text: string, path: readonly string[], value: unknown): string {
  if (readObject(text).problem !== null) throw new AtelierError('invalid_input');
  return edited(text, '{}', (present) => modify(present, [...path], value, FORMAT));
}

/** The list with one more at its end. @throws AtelierError invalid_input */
export function withItem(text: string, item: unknown): string {
  const { value } = readArray(text);
  if (value === null) throw new AtelierError('invalid_input');
  return edited(text, '[]', (present) => modify(present, [value.length], item, { ...FORMAT, isArrayInsertion: true }));
}

/** The list without those. @throws AtelierError invalid_input */
export function withoutItems(text: string, isOut: (item: unknown) => boolean): string {
  const { value } = readArray(text);
  if (value === null) throw new AtelierError('invalid_input');
  const indexes = value.flatMap((item, index) => (isOut(item) ? [index] : [])).toReversed();
  return indexes.reduce((present, index) => edited(present, '[]', (list) => modify(list, [index], undefined, FORMAT)), text);
}

function edited(text: string, empty: string, edits: (present: string) => ReturnType<typeof modify>): string {
  const isEmpty = text.trim() === '';
  const present = isEmpty ? empty : text;
  const next = applyEdits(present, edits(present));
  return next.endsWith('\n') ? next : `${next}\n`;
}
