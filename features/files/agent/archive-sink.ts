import type { Readable } from 'node:stream';

/** What stands in an archive. `content` is as long as `sizeBytes`. */
export type Entry = { readonly name: string; readonly modified: Date; readonly mode: number } & (
  | { readonly kind: 'file'; readonly sizeBytes: number; readonly content: Buffer | AsyncIterable<Buffer>; readonly close: () => void }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: Buffer }
);

/** One after the other: the next is asked for when the one before is on its way. */
export type Sink = { readonly output: Readable; add(entry: Entry): Promise<void>; end(): void | Promise<void> };
