import { join } from 'node:path';
import { pino } from 'pino';

import { createImageBuilder } from '#server/runtimes/docker/create-image-builder.ts';
import { engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';

/** Builds an image of workspace-images/ unless it is built; its reference. */
export async function buildImage(folder: 'base' | 'full'): Promise<string> {
  const builder = createImageBuilder({
    imagesFolder: join(import.meta.dirname, '../../workspace-images'),
    extraCaFile: process.env.ATELIER_EXTRA_CA || undefined,
    engineSocket: engineSocketFromEnvironment(process.env),
    log: pino({ level: 'silent' }),
  });
  return (await builder.ensure({ folder, packages: [] }, () => undefined)).reference;
}
