import { AtelierError } from '../shared/errors.ts';

const MAX_DEPTH = 64;
/** What a client may send in oRPC's peer protocol: a request (no `t`), an event of a stream, an abort. */
const REQUEST_TYPES: readonly unknown[] = [undefined, 1, 3, 4];

/**
 * Refuses a frame that is no message of the protocol before the library sees it (abuse case A40).
 * @throws AtelierError invalid_text (not JSON), invalid_input (no message of the protocol, too deep, `__proto__`)
 */
export function checkRpcFrame(text: string): void {
  const message = parse(text);
  if (!isRecord(message)) throw new AtelierError('invalid_input');
  const { i: id, t: type, p: payload } = message;
  if (typeof id !== 'string' || id.length > 64 || !REQUEST_TYPES.includes(type)) throw new AtelierError('invalid_input');
  if (type === undefined || type === 1) checkRequest(payload);
  if (type === 3 && !isRecord(payload)) throw new AtelierError('invalid_input');
  checkShape(message);
}

function checkRequest(payload: unknown): void {
  if (!isRecord(payload)) throw new AtelierError('invalid_input');
  const { u: url, h: headers, m: method } = payload;
  if (typeof url !== 'string' || !url.startsWith('/') || url.length > 2000) throw new AtelierError('invalid_input');
  if (headers !== undefined && !isRecord(headers)) throw new AtelierError('invalid_input');
  if (method !== undefined && typeof method !== 'string') throw new AtelierError('invalid_input');
}

/** Level by level, without recursion: the nesting is the sender's. */
function checkShape(message: unknown): void {
  let level: unknown[] = [message];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new AtelierError('invalid_input');
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) throw new AtelierError('invalid_input');
      for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AtelierError('invalid_text');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
