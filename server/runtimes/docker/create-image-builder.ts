import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { pack } from 'tar-stream';

import { AtelierError } from '#shared/errors.ts';

import type { BuildProgress, ImageBuilder, ImageSource } from '../runtime.ts';
import { createEngine } from './engine.ts';
import { ensureDebianBase } from './images/debian-base.ts';
import { derivedDockerfile, derivedHash, readImageFolder } from './images/image-folder.ts';
import { imageLabels, pruneImages, sourceName } from './images/prune-images.ts';
import { instanceOf } from './names.ts';

type Built = { reference: string; sizeBytes: number };
type OnProgress = (progress: BuildProgress) => void;
type Recipe = { name: string; labels: Record<string, string>; base: string; files: readonly { name: string; content: Buffer | string }[] };

export type ImageBuilderDeps = {
  readonly imagesFolder: string;
  readonly extraCaFile?: string;
  readonly engineSocket?: string;
  /** Whose images it builds, and alone removes; without one it removes none. */
  readonly dataFolder?: string;
  readonly log: Logger;
};

/**
 * Builds workspace images with the engine's own builder. An image is named after the hash of what it is made
 * from, so "is it built" is one look-up and a changed Dockerfile is another image.
 */
export function createImageBuilder(deps: ImageBuilderDeps): ImageBuilder {
  const engine = createEngine({ socket: deps.engineSocket });
  const instance = deps.dataFolder === undefined ? '' : instanceOf(deps.dataFolder);
  const building = new Map<string, { built: Promise<Built>; listeners: Set<OnProgress> }>();

  async function nameOf(image: ImageSource): Promise<{ tag: string; hash: string }> {
    const folder = await readImageFolder(deps.imagesFolder, image.folder);
    const hash = image.packages.length === 0 ? folder.contentHash : derivedHash(folder.contentHash, image.packages);
    return { hash, tag: `atelier/${image.folder}${image.packages.length === 0 ? '' : '-derived'}:${hash.slice(0, 20)}` };
  }

  async function ready(image: ImageSource): Promise<Built | null> {
    return inspect(engine, (await nameOf(image)).tag);
  }

  async function ensure(image: ImageSource, onProgress: OnProgress): Promise<Built> {
    const { tag, hash } = await nameOf(image);
    const here = await inspect(engine, tag);
    if (here !== null) return here;
    const running = building.get(tag);
    if (running !== undefined) {
      running.listeners.add(onProgress);
      return running.built;
    }
    const listeners = new Set([onProgress]);
    const tell: OnProgress = (progress) => listeners.forEach((listener) => listener(progress));
    const built = buildNow(image, { tag, hash }, tell).finally(() => building.delete(tag));
    building.set(tag, { built, listeners });
    return built;
  }

  async function buildNow(image: ImageSource, { tag, hash }: { tag: string; hash: string }, onProgress: OnProgress): Promise<Built> {
    const startedAt = performance.now();
    const { base, files } = await ingredients(image, onProgress);
    await build(engine, { name: tag, labels: imageLabels(image, { contentHash: hash, instance }), base, files: [...files, ...(await extraCa())] }, onProgress);
    const built = await inspect(engine, tag);
    if (built === null) throw new AtelierError('internal', { what: tag });
    deps.log.info({ image: tag, durationMs: Math.round(performance.now() - startedAt), sizeBytes: built.sizeBytes }, 'image built');
    return built;
  }

  async function ingredients(image: ImageSource, onProgress: OnProgress): Promise<Pick<Recipe, 'base' | 'files'>> {
    if (image.packages.length > 0) {
      const parent = await ensure({ folder: image.folder, packages: [] }, onProgress);
      return { base: parent.reference, files: [{ name: 'Dockerfile', content: derivedDockerfile(image.packages) }] };
    }
    const folder = await readImageFolder(deps.imagesFolder, image.folder);
    const base =
      folder.parent === null
        ? await ensureDebianBase(engine, (detail) => onProgress({ progress: null, detail }))
        : (await ensure({ folder: folder.parent, packages: [] }, onProgress)).reference;
    return { base, files: folder.files };
  }

  async function extraCa(): Promise<Recipe['files']> {
    if (deps.extraCaFile === undefined) return [];
    return [{ name: 'extra-ca.crt', content: await readFile(deps.extraCaFile) }];
  }

  async function prune({ images, inUse }: { images: readonly ImageSource[]; inUse: ReadonlySet<string> }): Promise<readonly string[]> {
    if (instance === '' || building.size > 0) return [];
    const current = new Map<string, string>();
    for (const image of images) {
      const built = await ready(image);
      if (built !== null) current.set(sourceName(image), built.reference);
    }
    const removed = await pruneImages(engine, { instance, current, inUse });
    if (removed.length > 0) deps.log.info({ images: removed }, 'older images removed');
    return removed;
  }

  return { ready, ensure, prune };
}

async function inspect(engine: Docker, tag: string): Promise<Built | null> {
  try {
    const { Id, Size } = await engine.getImage(tag).inspect();
    return { reference: Id, sizeBytes: Size };
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return null;
    throw new AtelierError('unavailable', { what: 'docker' }, { cause: error });
  }
}

/** @throws AtelierError unavailable with the failing step's last lines; disk_full */
async function build(engine: Docker, recipe: Recipe, onProgress: OnProgress): Promise<void> {
  const context = pack();
  for (const { name, content } of recipe.files) context.entry({ name }, content);
  context.finalize();
  const stream = await engine.buildImage(context as unknown as NodeJS.ReadableStream, {
    t: recipe.name,
    buildargs: { BASE: recipe.base },
    labels: recipe.labels,
    rm: true,
    forcerm: true,
  });
  const tail: string[] = [];
  let progress: number | null = null;
  let failure: string | null = null; // the engine reports a failed step as an event, not as a failed request
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(
      stream,
      (error: Error | null) => (error === null ? resolve() : reject(buildFailed(error.message, tail))),
      (event: { stream?: string; error?: string }) => {
        failure = event.error ?? failure;
        const detail = stripVTControlCharacters(event.stream ?? '').trim().split('\n').at(-1) ?? '';
        if (detail === '') return;
        tail.push(detail);
        if (tail.length > 20) tail.shift();
        progress = stepProgress(detail) ?? progress;
        onProgress({ progress, detail: detail.slice(0, 300) });
      },
    );
  });
  if (failure !== null) throw buildFailed(failure, tail);
}

/** "Step 3/8 : RUN …" of the classic builder. */
function stepProgress(line: string): number | null {
  const match = /^Step (\d+)\/(\d+) :/.exec(line);
  return match === null ? null : (Number(match[1]) - 1) / Number(match[2]);
}

function buildFailed(message: string, tail: readonly string[]): AtelierError {
  const detail = [...tail, message].join('\n').slice(-2000);
  return new AtelierError(/no space left on device/i.test(detail) ? 'disk_full' : 'unavailable', { what: 'image', detail });
}
