/** The words of a page, in the pieces that it is drawn from. */
export type PageText = { readonly pieces: readonly string[]; readonly text: string; /** Where each piece begins in `text`. */ readonly starts: readonly number[] };
/** A part of one piece. */
export type PiecePart = { readonly piece: number; readonly from: number; readonly to: number };

/** One after the other; where a line ends there is a space. */
export function pageText(items: readonly { readonly str: string; readonly hasEOL: boolean }[]): PageText {
  const starts: number[] = [];
  let text = '';
  for (const { str, hasEOL } of items) {
    starts.push(text.length);
    text += hasEOL && !str.endsWith('-') ? `${str} ` : str;
  }
  return { pieces: items.map(({ str }) => str), text, starts };
}

/** Where `wanted` is in it, however it is written; every space stands for any white space. `most`: no more than so many. */
export function findIn({ text }: PageText, wanted: string, most: number): readonly number[] {
  const needle = folded(wanted.trim());
  const found: number[] = [];
  if (needle === '') return found;
  const hay = folded(text);
  for (let at = hay.indexOf(needle); at !== -1 && found.length < most; at = hay.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}

/** The pieces that a part of the text is drawn from. */
export function partsOf({ pieces, starts }: PageText, at: number, length: number): readonly PiecePart[] {
  const parts: PiecePart[] = [];
  let piece = Math.max(0, starts.findLastIndex((start) => start <= at));
  for (; piece < pieces.length; piece += 1) {
    const start = starts[piece] ?? 0;
    if (start >= at + length) break;
    const from = Math.max(0, at - start);
    const to = Math.min((pieces[piece] ?? '').length, at + length - start);
    if (to > from) parts.push({ piece, from, to });
  }
  return parts;
}

/** Of the same length: places in it are places in the text. */
function folded(text: string): string {
  return Array.from(text.replace(/\s/g, ' '), (character) => {
    const plain = character.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();
    return plain.length === character.length ? plain : character;
  }).join('');
}
