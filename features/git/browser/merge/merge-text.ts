import type { MergePiece } from '../../contract.ts';
import { diffLines } from '../text/line-diff.ts';

export type Side = 'ours' | 'base' | 'theirs';
/** How a conflict was settled. */
export type Choice = 'ours' | 'theirs' | 'both' | 'typed';
/** Lines from 1; `count` 0: before that line. */
export type Place = { readonly from: number; readonly count: number };

/** The text with one side of each conflict, and where the conflicts stand in it. */
export function withSide(pieces: readonly MergePiece[], side: Side): { readonly text: string; readonly places: readonly Place[] } {
  let text = '';
  const places: Place[] = [];
  for (const piece of pieces) {
    const part = piece.kind === 'merged' ? piece.text : piece[side];
    if (piece.kind === 'conflict') places.push({ from: countLines(text) + 1, count: countLines(part) });
    text += part;
  }
  return { text, places };
}

/** Where the conflicts stand in that side's own text, which has not what the others changed beside them. */
export function placesIn(own: string, pieces: readonly MergePiece[], side: Side): readonly Place[] {
  const { text, places } = withSide(pieces, side);
  const changes = diffLines(text.split('\n'), own.split('\n'));
  return places.map(({ from, count }) => {
    let shift = 0;
    for (const change of changes) {
      if (change.oldFrom + change.oldCount > from) break;
      shift += change.newCount - change.oldCount;
    }
    return { from: from + shift, count };
  });
}

export function countLines(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** What a conflict becomes: one side, or one after the other. */
export function settledText(piece: Extract<MergePiece, { kind: 'conflict' }>, choice: 'ours' | 'theirs' | 'both'): string {
  if (choice !== 'both') return piece[choice];
  const first = piece.ours === '' || piece.ours.endsWith('\n') || piece.theirs === '' ? piece.ours : `${piece.ours}\n`;
  return first + piece.theirs;
}
