import { Transform } from 'node:stream';

import { AtelierError } from '#shared/errors.ts';

/** Passes bytes on until there are more than `maxBytes` of them; then it breaks with `too_large`. Whoever reads it is told how it broke. */
export function bounded(maxBytes: number): Transform {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new AtelierError('too_large', { maxBytes }));
      else done(null, chunk);
    },
  });
  // It may break before anybody reads it: an error that nobody listens to would end the process.
  return stream.on('error', () => undefined);
}
