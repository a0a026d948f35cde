import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const PUBLIC = join(import.meta.dirname, '../../../public');
const Icon = z.object({ src: z.string().startsWith('/'), type: z.string(), sizes: z.string(), purpose: z.string().optional() });
const Manifest = z.object({ name: z.string(), start_url: z.string(), scope: z.literal('/'), display: z.literal('standalone'), icons: z.array(Icon), shortcuts: z.array(z.object({ url: z.string().startsWith('/'), icons: z.array(Icon) })) });

test('the app can be installed: a manifest with icons that are what they say, one of them for any mask', () => {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(PUBLIC, 'manifest.webmanifest'), 'utf8')));
  for (const { src, type, sizes } of [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)]) {
    const bytes = readFileSync(join(PUBLIC, src));
    // The width in the header of a PNG.
    if (type === 'image/png') assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    else assert.match(bytes.toString('utf8'), /<svg/, src);
  }
  for (const [sizes, purpose] of [['192x192', undefined], ['512x512', undefined], ['512x512', 'maskable']]) assert.ok(manifest.icons.some((icon) => icon.sizes === sizes && icon.purpose === purpose), `${sizes} ${purpose}`);
});
