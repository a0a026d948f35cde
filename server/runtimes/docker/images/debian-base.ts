import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

import { AtelierError } from '#shared/errors.ts';

export const PUBLIC_BASE = 'debian:bookworm-slim';
/** What stands in for the public image where no image registry answers (air-gapped installs, CI). */
const LOCAL_BASE = 'atelier/debian:bookworm';
const PULL_TIMEOUT_MS = 60_000;

type Progress = (detail: string) => void;

/**
 * The Debian image that workspace images are built on: the public one when it is here or can be pulled,
 * else one made with debootstrap. @throws AtelierError unavailable, with the command to type
 */
export async function ensureDebianBase(engine: Docker, onProgress: Progress): Promise<string> {
  for (const reference of [PUBLIC_BASE, LOCAL_BASE]) {
    if (await isHere(engine, reference)) return reference;
  }
  onProgress(`pull ${PUBLIC_BASE}`);
  if (await pull(engine, onProgress)) return PUBLIC_BASE;
  onProgress('no image registry answers: debootstrap bookworm');
  await bootstrap(engine, onProgress);
  return LOCAL_BASE;
}

async function isHere(engine: Docker, reference: string): Promise<boolean> {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false;
    throw error;
  }
}

async function pull(engine: Docker, onProgress: Progress): Promise<boolean> {
  try {
    const stream: NodeJS.ReadableStream = await engine.pull(PUBLIC_BASE, { abortSignal: AbortSignal.timeout(PULL_TIMEOUT_MS) });
    await new Promise<void>((resolve, reject) => {
      engine.modem.followProgress(
        stream,
        (error: Error | null) => (error === null ? resolve() : reject(error)),
        (event: { status?: string }) => onProgress(event.status ?? ''),
      );
    });
    return true;
  } catch (error) {
    onProgress(`${PUBLIC_BASE}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** `debootstrap`, with this machine's own Debian sources (mirror and security updates), imported as an image. */
async function bootstrap(engine: Docker, onProgress: Progress): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-debian-'));
  const root = join(folder, 'root');
  try {
    await run(['debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', root], onProgress);
    await copyDebianSources(root);
    const tar = spawn('tar', ['-C', root, '--one-file-system', '--exclude=./var/cache/apt/archives/*.deb', '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [repo, tag] = LOCAL_BASE.split(':');
    onProgress('import');
    const done = await engine.importImage(tar.stdout as unknown as string, { repo, tag });
    await drain(done as unknown as Readable);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyDebianSources(root: string): Promise<void> {
  const target = join(root, 'etc/apt/sources.list.d');
  await mkdir(target, { recursive: true });
  const sources = await readdir('/etc/apt/sources.list.d').catch((): string[] => []);
  if (sources.includes('debian.sources')) {
    await copyFile('/etc/apt/sources.list.d/debian.sources', join(target, 'debian.sources'));
    await rm(join(root, 'etc/apt/sources.list'), { force: true });
  } else {
    await copyFile('/etc/apt/sources.list', join(root, 'etc/apt/sources.list')).catch(() => undefined);
  }
}

async function run([program, ...args]: [string, ...string[]], onProgress: Progress): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  let last = '';
  const read = (chunk: Buffer): void => {
    last = chunk.toString('utf8').trim().split('\n').at(-1) ?? last;
    onProgress(last);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error: unknown) => {
    throw new AtelierError('unavailable', { what: program, command: `apt-get install ${program}` }, { cause: error });
  });
  if (code !== 0) throw new AtelierError('unavailable', { what: program, detail: last });
}

async function drain(stream: Readable): Promise<void> {
  for await (const chunk of stream) {
    const line = String(chunk);
    if (line.includes('"error"')) throw new AtelierError('unavailable', { what: 'docker import', detail: line.slice(0, 500) });
  }
}
