import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { ImageId } from '#shared/ids.ts';

/** `workspace-images/<name>/`: a Dockerfile, `image.json`, and whatever the Dockerfile copies. */
export type ImageFolder = {
  readonly name: string;
  readonly parent: string | null;
  readonly files: readonly { name: string; content: Buffer }[];
  /** SHA-256 over names and contents, parent's hash included: another hash is another image. */
  readonly contentHash: string;
};

const Manifest = z.object({ parent: ImageId.nullable() });

/** Reads a folder and its parents' hashes. Folders are flat and small; a subfolder is an error of ours. */
export async function readImageFolder(imagesFolder: string, name: string): Promise<ImageFolder> {
  const folder = join(imagesFolder, ImageId.parse(name));
  const names = (await readdir(folder)).toSorted();
  const files = await Promise.all(names.map(async (file) => ({ name: file, content: await readFile(join(folder, file)) })));
  const manifest = files.find((file) => file.name === 'image.json');
  if (manifest === undefined) throw new Error(`${folder} has no image.json`);
  const { parent } = Manifest.parse(JSON.parse(manifest.content.toString('utf8')));
  const hash = createHash('sha256');
  if (parent !== null) hash.update((await readImageFolder(imagesFolder, parent)).contentHash);
  for (const file of files) hash.update(`\0${file.name}\0${file.content.length}\0`).update(file.content);
  return { name, parent, files, contentHash: hash.digest('hex') };
}

/** The hash of an image derived with Debian packages: their order does not matter. */
export function derivedHash(folderHash: string, packages: readonly string[]): string {
  return createHash('sha256').update(`${folderHash}\0${[...new Set(packages)].toSorted().join(' ')}`).digest('hex');
}

/** The Dockerfile of a derived image. The names were checked by the contract; they are arguments, never shell text. */
export function derivedDockerfile(packages: readonly string[]): string {
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', '--', ...new Set(packages)];
  return [
    'ARG BASE',
    'FROM ${BASE}',
    'ENV DEBIAN_FRONTEND=noninteractive',
    'RUN ["apt-get", "update"]',
    `RUN ${JSON.stringify(command)}`,
    'RUN ["rm", "-rf", "/var/lib/apt/lists"]',
    'ENV DEBIAN_FRONTEND=',
    '',
  ].join('\n');
}
