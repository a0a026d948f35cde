// Makes dist/editor/: Monaco as modules of its own, whose addresses a page can name before any script of it runs.
//   node scripts/build-editor.mjs
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/editor');
const FRESH = `${OUT}.${process.pid}`;
const ADDRESS = '/editor-assets';
const SOURCES = 'features/editor/browser';

await rm(FRESH, { recursive: true, force: true });
await mkdir(FRESH, { recursive: true });
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: {
    'first-text': `${SOURCES}/first-text/first-text.ts`,
    monaco: `${SOURCES}/monaco/setup.ts`,
    french: 'monaco-editor/nls/lang/fr',
    worker: `${SOURCES}/monaco/editor.worker.ts`,
    textmate: `${SOURCES}/monaco/textmate/textmate.ts`,
  },
  outdir: FRESH,
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: 'es2023',
  loader: { '.ttf': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [path.slice(path.lastIndexOf('/') + 1), output]));
const addressOf = (name) => `${ADDRESS}/${name}`;
const named = (name, type) => {
  const found = [...outputs.keys()].find((file) => file.startsWith(`${name}-`) && file.endsWith(`.${type}`));
  if (found === undefined) throw new Error(`no ${name}.${type} was made`);
  return found;
};
// Scripts that run in frames without an origin, each whole in one file: a frame loads nothing.
const frames = await build({
  absWorkingDir: ROOT,
  entryPoints: {
    'markdown-frame': 'features/viewers/browser/markdown/frame.ts',
    'mermaid-frame': 'features/viewers/browser/markdown/mermaid-frame.ts',
    'pdf-frame': 'features/viewers/browser/pdf/frame.ts',
  },
  outdir: FRESH,
  entryNames: '[name]-[hash]',
  bundle: true,
  format: 'iife',
  minify: true,
  target: 'es2023',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
for (const [path, output] of Object.entries(frames.metafile.outputs)) outputs.set(path.slice(path.lastIndexOf('/') + 1), output);

/** A file as it is, under a name of its own. */
const copied = async (from) => {
  const content = await readFile(join(ROOT, 'node_modules', from));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const name = from.slice(from.lastIndexOf('/') + 1).replace('.', `-${hash}.`);
  await writeFile(join(FRESH, name), content);
  return addressOf(name);
};
const monaco = named('monaco', 'js');
const parts = outputs.get(monaco).imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
const assets = {
  firstText: addressOf(named('first-text', 'js')),
  monaco: addressOf(monaco),
  parts: parts.map(addressOf),
  style: addressOf(named('monaco', 'css')),
  french: addressOf(named('french', 'js')),
  worker: addressOf(named('worker', 'js')),
  textmate: addressOf(named('textmate', 'js')),
  markdownFrame: addressOf(named('markdown-frame', 'js')),
  mermaidFrame: addressOf(named('mermaid-frame', 'js')),
  pdfFrame: addressOf(named('pdf-frame', 'js')),
  onig: await copied('vscode-oniguruma/release/onig.wasm'),
};
await rm(join(FRESH, named('first-text', 'css'))); // the same once more
await writeFile(join(FRESH, 'assets.json'), JSON.stringify(assets, null, 2));
await rm(OUT, { recursive: true, force: true });
await rename(FRESH, OUT);
