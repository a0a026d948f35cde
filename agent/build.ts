import { build, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Makes `dist/agent/`, what every workspace mounts read-only: the bundle, its supervisor, the Node binary
 * and node-pty's prebuilt add-on. `node agent/build.ts [folder]`; does nothing when nothing changed.
 */
const ROOT = resolve(import.meta.dirname, '..');
/** Has native code, so it stays beside the bundle as it is. */
const PTY = '@lydell/node-pty';
const INPUTS = 'INPUTS.json';
const RETIRED_KEPT = 8;

type Inputs = Readonly<Record<string, string>>;

export type BuildResult = { readonly version: string; readonly built: boolean };

/** @param outFolder made anew when its recorded inputs differ from what is there now */
export async function buildAgent(outFolder = join(ROOT, 'dist', 'agent')): Promise<BuildResult> {
  const recorded = await readRecorded(outFolder);
  if (recorded !== null && (await unchanged(recorded.inputs))) return { version: recorded.version, built: false };

  const fresh = `${outFolder}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const bundled = await bundle(fresh);
  const copied = await copyParts(fresh);
  const inputs = await signatures([...bundled, ...copied, join(ROOT, 'package-lock.json'), import.meta.filename]);
  const version = await contentHash(fresh);
  await writeFile(join(fresh, 'VERSION'), `${version}\n`);
  await writeFile(join(fresh, INPUTS), JSON.stringify({ version, inputs }));
  await retire(outFolder, recorded?.version ?? null);
  await rename(fresh, outFolder);
  return { version, built: true };
}

/**
 * Running workspaces have the old folder mounted and start their agent from it again should it die: it moves aside
 * and keeps its content. The binaries are hard links, so that a retired folder costs a few hundred kB.
 */
async function retire(outFolder: string, version: string | null): Promise<void> {
  const retired = `${outFolder}-retired`;
  await mkdir(retired, { recursive: true });
  try {
    await rename(outFolder, join(retired, `${Date.now()}-${version ?? 'unfinished'}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const oldest = (await readdir(retired)).toSorted().slice(0, -RETIRED_KEPT);
  for (const name of oldest) await rm(join(retired, name), { recursive: true });
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, to);
  }
  await chmod(to, 0o755);
}

/** zod brings its messages in fifty languages; the agent speaks in codes. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup: (steps) => steps.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {};' })),
};

async function bundle(folder: string): Promise<string[]> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ['agent/main.ts'],
    outfile: join(folder, 'agent.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external: [PTY],
    plugins: [withoutLocales],
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(result.metafile.inputs).map((path) => resolve(ROOT, path));
}

/** @returns what was copied, as absolute paths of the sources */
async function copyParts(folder: string): Promise<string[]> {
  const node = join(ROOT, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  const supervisor = join(ROOT, 'agent', 'supervisor.sh');
  await linkOrCopy(node, join(folder, 'node'));
  await cp(supervisor, join(folder, 'supervisor.sh'));
  const sources = [node, supervisor];
  for (const name of [PTY, `${PTY}-linux-${process.arch}`]) {
    const source = join(ROOT, 'node_modules', name);
    await cp(source, join(folder, 'node_modules', name), { recursive: true });
    sources.push(...(await filesBelow(source)));
  }
  return sources;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

async function contentHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesBelow(folder)) {
    hash.update(`${relative(folder, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Size and content of text, size and time of the big binaries: hashing 120 MB would take longer than a build. */
async function signatures(files: readonly string[]): Promise<Inputs> {
  const pairs = await Promise.all([...new Set(files)].map(async (file) => [relative(ROOT, file), await signature(file)] as const));
  return Object.fromEntries(pairs.filter(([, sum]) => sum !== null)) as Inputs;
}

async function signature(file: string): Promise<string | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > 8 * 1024 * 1024) return `${size}@${mtimeMs}`;
    return createHash('sha256').update(await readFile(file)).digest('base64url');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // gone is changed
    throw error;
  }
}

async function unchanged(inputs: Inputs): Promise<boolean> {
  const now = await Promise.all(Object.keys(inputs).map((path) => signature(resolve(ROOT, path))));
  return Object.values(inputs).every((sum, index) => now[index] === sum);
}

async function readRecorded(folder: string): Promise<{ version: string; inputs: Inputs } | null> {
  try {
    return JSON.parse(await readFile(join(folder, INPUTS), 'utf8')) as { version: string; inputs: Inputs };
  } catch {
    return null; // never built, or not to its end
  }
}

if (import.meta.filename === process.argv[1]) {
  await mkdir(dirname(join(ROOT, 'dist', 'agent')), { recursive: true });
  const { version, built } = await buildAgent();
  process.stdout.write(`agent ${version} ${built ? 'built' : 'is up to date'}\n`);
}
