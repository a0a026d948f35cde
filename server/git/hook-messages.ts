import type { Readable } from 'node:stream';

import { AtelierError } from '../../shared/errors.ts';
import { MIB } from '../../shared/units.ts';
import type { RefChange } from './repositories.ts';

/** What the hooks in `hooks/` say: a heading, a line for each ref as git gives them, an empty line. */
export type HookMessage =
  | { readonly hook: 'pre-receive'; readonly quarantine: string; readonly refs: readonly RefChange[] }
  | { readonly hook: 'post-receive'; readonly refs: readonly RefChange[] };

const MAX_BYTES = 4 * MIB;
const HEADING = /^(pre-receive|post-receive)(?: (.*))?$/;
const REF_LINE = /^([0-9a-f]{40}) ([0-9a-f]{40}) (refs\/\S+)$/;

/**
 * The messages as they come. Their writers are our own scripts; the refs in them are a client's.
 * @throws AtelierError too_large, invalid_input
 */
export async function* hookMessages(from: Readable): AsyncGenerator<HookMessage, void, undefined> {
  let text = '';
  for await (const chunk of from.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_BYTES });
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      yield parse(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function parse(text: string): HookMessage {
  const [first = '', ...lines] = text.split('\n');
  const [, hook, quarantine = ''] = HEADING.exec(first) ?? [];
  const refs = lines.map((line) => {
    const [, before, after, ref] = REF_LINE.exec(line) ?? [];
    if (before === undefined || after === undefined || ref === undefined) throw new AtelierError('invalid_input');
    return { before, after, ref };
  });
  if (hook === 'pre-receive') return { hook, quarantine, refs };
  if (hook === 'post-receive') return { hook, refs };
  throw new AtelierError('invalid_input');
}
