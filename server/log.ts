import { pino, type DestinationStream, type Logger } from 'pino';

import type { LogLevel } from './config.ts';

export type Log = Logger;

/** Where secrets could slip in when a request or a configuration is logged whole. */
const SECRET_PATHS = ['cookie', 'authorization', 'set-cookie', 'x-atelier-actor', 'password', 'secret', 'token', 'setupCode'].flatMap((name) => [
  `["${name}"]`,
  `*["${name}"]`,
  `*.headers["${name}"]`,
  `headers["${name}"]`,
]);

/** Structured lines on stderr (stdout is for people); no secret, no file's content, no keystroke. */
export function createLog(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 2, sync: true })): Log {
  return pino({ level, base: null, redact: { paths: SECRET_PATHS, censor: '[secret]' } }, destination);
}
