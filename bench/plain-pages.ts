import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { extname, join } from 'node:path';

import { run } from '#tests/harness/run.ts';

const PAGES = join(import.meta.dirname, 'pages');
const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, '.cache/bench/pages');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.ts': 'text/plain; charset=utf-8',
};

export type PlainPages = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Serves `content` at the path that is returned (`/files/<name>`), uncached. */
  offer(name: string, content: string): string;
  close(): Promise<void>;
};

/** Pages of our own around Monaco and xterm.js alone, from the same packages: what no IDE on them can beat. */
export async function servePlainPages(): Promise<PlainPages> {
  await buildPages();
  const files = new Map<string, Buffer>();
  const server = createServer(answer(files)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    offer(name, content) {
      files.set(`/files/${name}`, Buffer.from(content));
      return `/files/${name}`;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Assets are immutable and come precompressed, as Atelier's do. */
function answer(files: ReadonlyMap<string, Buffer>): RequestListener {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://plain');
    const offered = files.get(pathname);
    const headers = { 'content-type': TYPES[extname(pathname)] ?? 'application/octet-stream' };
    if (offered !== undefined) {
      response.writeHead(200, { ...headers, 'cache-control': 'no-store' }).end(offered);
      return;
    }
    const name = pathname.slice(pathname.lastIndexOf('/') + 1);
    const [folder, caching] = pathname.startsWith('/assets/') ? [CACHE, 'max-age=31536000, immutable'] : [PAGES, 'no-cache'];
    readFile(join(folder, `${name}.br`))
      .then((body) => ({ body, encoding: { 'content-encoding': 'br' } }), async () => ({ body: await readFile(join(folder, name)), encoding: {} }))
      .then(({ body, encoding }) => response.writeHead(200, { ...headers, ...encoding, 'cache-control': caching }).end(body))
      .catch(() => response.writeHead(404).end());
  };
}

/** Built and compressed again only when the pages or the packages changed: brotli takes its time. */
async function buildPages(): Promise<void> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')));
  const names = (await readdir(PAGES)).filter((name) => name.endsWith('.ts'));
  for (const name of names) hash.update(await readFile(join(PAGES, name)));
  const inputs = hash.digest('hex');
  const stamp = join(CACHE, 'inputs');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === inputs) return;
  await mkdir(CACHE, { recursive: true });
  await build({
    entryPoints: names.map((name) => join(PAGES, name)),
    outdir: CACHE, bundle: true, splitting: true, format: 'esm', minify: true, target: 'es2023', logLevel: 'warning',
    loader: { '.ttf': 'file' }, define: { 'process.env.NODE_ENV': '"production"' },
  });
  await run([process.execPath, join(ROOT, 'scripts/compress.mjs'), CACHE]);
  await writeFile(stamp, inputs);
}
