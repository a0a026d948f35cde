import type { DiffLine, ProposalPart, ReviewComment } from '../contract.ts';

export type Thread = { readonly first: ReviewComment; readonly answers: readonly ReviewComment[] };
/** One side of a line of a part. */
export type LineKey = `${string} ${'old' | 'new'} ${number}`;

export type Placed = {
  /** Of the whole. */
  readonly general: readonly Thread[];
  readonly onLines: ReadonlyMap<LineKey, readonly Thread[]>;
  /** About lines that are not there any more. */
  readonly outdated: readonly Thread[];
};

/** Where a line can be spoken of: a deleted one as it was, others as they would be. */
export function placeOf({ kind, oldLine, newLine }: DiffLine): { readonly side: 'old' | 'new'; readonly line: number } | null {
  const side = kind === 'delete' ? 'old' : 'new';
  const line = side === 'old' ? oldLine : newLine;
  return line === null ? null : { side, line };
}

export function keyOf(partId: string, { side, line }: { readonly side: 'old' | 'new'; readonly line: number }): LineKey {
  return `${partId} ${side} ${line}`;
}

/** Threads by the lines that they are about: a line that moved takes them along as long as it says the same. */
export function placeComments(conversation: readonly ReviewComment[], parts: readonly ProposalPart[]): Placed {
  const general: Thread[] = [];
  const outdated: Thread[] = [];
  const onLines = new Map<LineKey, Thread[]>();
  for (const first of conversation) {
    if (first.replyTo !== null) continue;
    const thread = { first, answers: conversation.filter(({ replyTo }) => replyTo === first.id) };
    const key = first.place === null ? null : nearest(first.place, parts);
    if (first.place === null) general.push(thread);
    else if (key === null) outdated.push(thread);
    else onLines.set(key, [...(onLines.get(key) ?? []), thread]);
  }
  return { general, onLines, outdated };
}

function nearest(place: NonNullable<ReviewComment['place']>, parts: readonly ProposalPart[]): LineKey | null {
  let best: { readonly key: LineKey; readonly distance: number } | null = null;
  for (const part of parts) {
    if (part.path !== place.path) continue;
    for (const line of part.lines) {
      const at = placeOf(line);
      if (at?.side !== place.side || line.text.slice(0, place.lineText.length) !== place.lineText) continue;
      const distance = Math.abs(at.line - place.line);
      if (best === null || distance < best.distance) best = { key: keyOf(part.id, at), distance };
    }
  }
  return best?.key ?? null;
}
