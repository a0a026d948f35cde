import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join, relative } from 'node:path';

import { ASSET_POLICY } from './security-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

type Variant = { readonly path: string; readonly sizeBytes: number; readonly encoding: string | null };
type StaticFile = { readonly type: string; readonly variants: readonly Variant[] };

export type StaticFiles = {
  has(path: string): boolean;
  /** true when it answered. The path is compared with the files there are; nothing is looked up on the disk. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean;
};

/**
 * Files that were there at the start, each with what `scripts/compress.mjs` made beside it.
 * @param about.prefix what stands before a file's path below `folder` in its address
 */
export async function listStaticFiles(folder: string, about: { prefix: string; cacheControl: string }): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  const sizes = await sizesBelow(folder);
  for (const [path, sizeBytes] of sizes) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const compressed = ENCODINGS.flatMap(({ name, suffix }) => {
      const size = sizes.get(`${path}${suffix}`);
      return size === undefined ? [] : [{ path: `${path}${suffix}`, sizeBytes: size, encoding: name }];
    });
    const address = `${about.prefix}/${relative(folder, path).split('/').map(encodeURIComponent).join('/')}`;
    files.set(comparable(address), { type, variants: [...compressed, { path, sizeBytes, encoding: null }] });
  }
  return {
    has: (path) => files.has(comparable(path)),
    serve: (request, response, path) => {
      const file = files.get(comparable(path));
      if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      send(request, response, { file, cacheControl: about.cacheControl });
      return true;
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, { file, cacheControl }: { file: StaticFile; cacheControl: string }): void {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const variant = file.variants.find(({ encoding }) => encoding === null || new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted));
  if (variant === undefined) return;
  const headers: OutgoingHttpHeaders = { 'content-type': file.type, 'content-length': variant.sizeBytes, 'cache-control': cacheControl, vary: 'accept-encoding', 'content-security-policy': ASSET_POLICY };
  if (variant.encoding !== null) headers['content-encoding'] = variant.encoding;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(variant.path);
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** Browsers differ in which characters of an address they encode. */
function comparable(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return '';
  }
}

async function sizesBelow(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map(async (path) => [path, (await stat(path)).size] as const)));
}
