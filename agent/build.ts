import { build, type Plugin } from 'esbuild';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes `dist/agent/`, what every workspace mounts read-only: the bundle with its compiled code, its supervisor, the
 * Node binary, ripgrep and node-pty's prebuilt add-on. `node agent/build.ts [folder]`; does nothing when nothing changed.
 */
const ROOT = resolve(import.meta.dirname, '..');
/** Has native code, so it stays beside the bundle as it is. */
const PTY = '@lydell/node-pty';
const STARTS = ['agent.cjs', 'supervisor.sh'] as const;
const COMPILE = join(ROOT, 'agent', 'compile.ts');
/** supervisor.sh gives it the same: V8 takes compiled code only where its flags are those it was compiled with. */
const NODE_FLAGS = ['--max-semi-space-size=4'];
const COMPILE_TIMEOUT_MS = 60_000;

type Inputs = Readonly<Record<string, string>>;
type Recorded = { readonly version: string; readonly inputs: Inputs };

export type BuildResult = { readonly version: string; readonly built: boolean };

/** @param outFolder made anew when its inputs differ from those recorded at the last build */
export async function buildAgent(outFolder = join(ROOT, 'dist', 'agent')): Promise<BuildResult> {
  const recorded = await readRecorded(outFolder);
  if (recorded !== null && (await unchanged(recorded.inputs))) return { version: recorded.version, built: false };

  const fresh = `${outFolder}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const bundled = await bundle(fresh);
  const copied = await copyParts(fresh);
  const inputs = await signatures([...bundled, ...copied, join(ROOT, 'package-lock.json'), import.meta.filename, COMPILE]);
  const version = await contentHash(fresh);
  await writeFile(join(fresh, 'VERSION'), `${version}\n`);
  // Not of the version: it is made of the rest, and differs from one time to the next.
  await promisify(execFile)(join(fresh, 'node'), [...NODE_FLAGS, COMPILE, fresh], { timeout: COMPILE_TIMEOUT_MS });
  await exchange(fresh, outFolder);
  await writeFile(recordOf(outFolder), JSON.stringify({ version, inputs }));
  return { version, built: true };
}

/** Of two builds at once the later one stays, and there is a folder but for a moment. */
async function exchange(fresh: string, outFolder: string): Promise<void> {
  for (;;) {
    const old = `${fresh}.old`;
    await rename(outFolder, old).catch(allow('ENOENT'));
    const done = await rename(fresh, outFolder).then(() => true, allow('ENOTEMPTY', 'EEXIST'));
    await rm(old, { recursive: true, force: true });
    if (done === true) return;
  }
}

function allow(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.includes(String(error.code)))) throw error;
  };
}

/** A second name for the same 120 MB where it can be had. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  const linked = await link(from, to).then(() => true, allow('EXDEV', 'EPERM', 'EMLINK'));
  if (linked !== true) await copyFile(from, to);
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
    outfile: join(folder, 'bundle.cjs'),
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
  await linkOrCopy(node, join(folder, 'node'));
  const ripgrep = join(ROOT, 'node_modules', '@vscode', `ripgrep-linux-${process.arch}`, 'bin', 'rg');
  await linkOrCopy(ripgrep, join(folder, 'rg'));
  const sources = [node, ripgrep];
  for (const name of STARTS) {
    const source = join(ROOT, 'agent', name);
    await cp(source, join(folder, name));
    sources.push(source);
  }
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

/** Beside the folder, since it is nothing that a workspace needs. */
function recordOf(outFolder: string): string {
  return `${outFolder}.inputs.json`;
}

async function readRecorded(outFolder: string): Promise<Recorded | null> {
  try {
    const recorded = JSON.parse(await readFile(recordOf(outFolder), 'utf8')) as Recorded;
    const version = (await readFile(join(outFolder, 'VERSION'), 'utf8')).trim();
    return recorded.version === version ? recorded : null;
  } catch {
    return null; // never built, or not to its end
  }
}

if (import.meta.filename === process.argv[1]) {
  await mkdir(dirname(join(ROOT, 'dist', 'agent')), { recursive: true });
  const { version, built } = await buildAgent();
  process.stdout.write(`agent ${version} ${built ? 'built' : 'is up to date'}\n`);
}
