import { join } from 'node:path';
import { pino } from 'pino';

import { createImageBuilder } from '#server/runtimes/docker/create-image-builder.ts';
import { engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';

/** Builds an image of workspace-images/ unless it is built; its reference. `node tests/harness/images.ts` does it with both ahead of the tests. */
export async function buildImage(folder: 'base' | 'full'): Promise<string> {
  const builder = createImageBuilder({
    imagesFolder: join(import.meta.dirname, '../../workspace-images'),
    extraCaFile: process.env.ATELIER_EXTRA_CA || undefined,
    engineSocket: engineSocketFromEnvironment(process.env),
    log: pino({ level: 'silent' }),
  });
  return (await builder.ensure({ folder, packages: [] }, () => undefined)).reference;
}

if (process.argv[1] === import.meta.filename) {
  await buildImage('base');
  await buildImage('full');
}
