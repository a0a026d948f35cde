import type { Writable } from 'node:stream';

import type { AgentKernel } from './feature.ts';

/** One line of JSON an event, as pino writes them; errors by name and message, never with a request's content. */
export function createLog(out: Writable): AgentKernel['log'] {
  const write = (level: number, fields: object, message: string): void => {
    out.write(`${JSON.stringify({ level, time: Date.now(), ...plain(fields), msg: message })}\n`);
  };
  return {
    info: (fields, message) => write(30, fields, message),
    warn: (fields, message) => write(40, fields, message),
    error: (fields, message) => write(50, fields, message),
  };
}

function plain(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? { type: value.name, message: value.message, stack: value.stack } : value]),
  );
}
