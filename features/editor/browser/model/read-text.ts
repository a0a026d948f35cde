import { decodeAs, decodeText, PROBE_BYTES, startsBinary, type Decoded, type Encoding } from './text-codec.ts';

/** Smaller ones are read at once. */
const STREAM_ABOVE_BYTES = 1_000_000;

export type ReadText = { readonly decoded: Decoded; readonly sizeBytes: number };

/**
 * An answer's body as text. A large one is decoded while the rest is on its way: the page would only wait, and be
 * busy afterwards. `encoding`: somebody chose it. @throws what the body's stream throws
 */
export async function readText(response: Response, encoding?: Encoding): Promise<ReadText> {
  if (encoding !== undefined) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { decoded: decodeAs(bytes, encoding), sizeBytes: bytes.length };
  }
  if (response.body !== null && Number(response.headers.get('content-length') ?? 0) > STREAM_ABOVE_BYTES) return await readStream(response.body);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { decoded: decodeText(bytes), sizeBytes: bytes.length };
}

/** The same for a body of any size, wherever it is cut into pieces. */
export async function readStream(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ReadText> {
  const reader = body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  const next = async (): Promise<Uint8Array<ArrayBuffer> | null> => {
    const { value } = await reader.read();
    if (value === undefined) return null;
    pieces.push(value);
    sizeBytes += value.length;
    return value;
  };
  while (sizeBytes < PROBE_BYTES && (await next()) !== null);
  const head = joined(pieces, sizeBytes);
  if (startsBinary(head) && !isUtf16(head)) {
    while ((await next()) !== null); // its size is said
    return { decoded: { kind: 'binary' }, sizeBytes };
  }
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const utf8 = new Utf8Parts();
  utf8.add(hasMark ? head.subarray(3) : head);
  for (let piece = await next(); piece !== null; piece = await next()) utf8.add(piece);
  const text = utf8.end();
  // Not UTF-8 after all: read in another way, from its bytes.
  if (text === null) return { decoded: decodeText(joined(pieces, sizeBytes)), sizeBytes };
  return { decoded: { kind: 'text', text, encoding: hasMark ? 'utf-8-bom' : 'utf-8' }, sizeBytes };
}

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** Gives up for good at the first byte that is none of UTF-8. */
class Utf8Parts {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private readonly parts: string[] = [];
  private isValid = true;

  add(bytes: Uint8Array<ArrayBuffer>): void {
    this.decode(() => this.decoder.decode(bytes, { stream: true }));
  }

  /** @returns null when not all of it was UTF-8 */
  end(): string | null {
    this.decode(() => this.decoder.decode());
    return this.isValid ? this.parts.join('') : null;
  }

  private decode(next: () => string): void {
    if (!this.isValid) return;
    try {
      this.parts.push(next());
    } catch {
      this.isValid = false;
    }
  }
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const all = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
