import type { IncomingMessage } from 'node:http';

import { AtelierError } from '#shared/errors.ts';
import { KIB, MIB } from '#shared/units.ts';

export const MAX_BODY_BYTES = 16 * KIB;
/** What is too long is read and thrown away up to here, so that whoever sends it also gets the answer. */
const MAX_DRAINED_BYTES = 4 * MIB;

/**
 * A small form or JSON object, as its fields; values are whatever was sent.
 * @throws AtelierError invalid_input: too long, of another type, not UTF-8, not an object, or cut off
 */
export async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const text = await readText(request);
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  if (type !== 'application/json') throw new AtelierError('invalid_input');
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new AtelierError('invalid_input');
  return { ...value };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_DRAINED_BYTES) break;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch (error) {
    // The other side went away in the middle: nobody reads the answer, and nothing of ours is broken.
    throw new AtelierError('invalid_input', {}, { cause: error });
  }
  if (bytes > MAX_BODY_BYTES) throw new AtelierError('invalid_input', { maxBytes: MAX_BODY_BYTES });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new AtelierError('invalid_input', {}, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AtelierError('invalid_input', {}, { cause: error });
  }
}
