import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

import { AtelierError } from '../../shared/errors.ts';
import { MIB, SECOND_MS } from '../../shared/units.ts';

export const MAX_BODY_BYTES = MIB;
export const BODY_TIMEOUT_MS = 30 * SECOND_MS;
/** Far more than any contract nests; schemas are checked recursively. */
export const MAX_DEPTH = 64;

/**
 * A request's JSON, bounded in size, time and depth before anything looks at it; `{}` for an empty body.
 * @throws AtelierError too_large, timeout, invalid_text: not UTF-8, invalid_input: not JSON, or cut off
 */
export async function readJson(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return {};
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) throw new AtelierError('invalid_input');
  if (!isUtf8(bytes)) throw new AtelierError('invalid_text');
  if (depthOf(bytes) > MAX_DEPTH) throw new AtelierError('invalid_input');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new AtelierError('invalid_input', {}, { cause: error });
  }
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new AtelierError('too_large', { maxBytes });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) reject(new AtelierError('too_large', { maxBytes }));
    else chunks.push(chunk);
  };
  const timer = setTimeout(() => reject(new AtelierError('timeout')), BODY_TIMEOUT_MS);
  request.on('data', onData);
  request.on('end', () => resolve(Buffer.concat(chunks)));
  for (const event of ['error', 'close'] as const) request.on(event, () => reject(new AtelierError('invalid_input')));
  return await promise.finally(() => {
    clearTimeout(timer);
    request.off('data', onData);
  });
}

/** How deep brackets nest, those in strings left out. */
function depthOf(json: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (inString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}
