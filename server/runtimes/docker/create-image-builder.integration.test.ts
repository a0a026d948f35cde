import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { before, test } from 'node:test';
import { pino } from 'pino';

import { AtelierError } from '#shared/errors.ts';

import type { BuildProgress } from '../runtime.ts';
import { createImageBuilder } from './create-image-builder.ts';
import { createEngine, engineSocketFromEnvironment } from './engine.ts';

const engineSocket = engineSocketFromEnvironment(process.env);
const engine = createEngine({ socket: engineSocket });
const builder = createImageBuilder({
  imagesFolder: join(import.meta.dirname, '../../../workspace-images'),
  extraCaFile: process.env.ATELIER_EXTRA_CA || undefined,
  engineSocket,
  log: pino({ level: 'silent' }),
});

const BASE = { folder: 'base', packages: [] };
const FULL = { folder: 'full', packages: [] };

async function output(image: string, command: string): Promise<string> {
  const collected = new PassThrough();
  let text = '';
  collected.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const [result] = await engine.run(image, ['bash', '-c', command], collected, {
    User: '20999:20999',
    Env: ['HOME=/tmp'],
    HostConfig: { AutoRemove: true, NetworkMode: 'none' },
  });
  assert.equal(result.StatusCode, 0, `${command}: ${text}`);
  return text;
}

before(async () => {
  await builder.ensure(FULL, () => undefined);
});

test('base and full are built once and found again by their content', async () => {
  const [base, full] = await Promise.all([builder.ready(BASE), builder.ready(FULL)]);
  assert.ok(base !== null && full !== null);
  assert.match(base.reference, /^sha256:/);
  assert.ok(full.sizeBytes > base.sizeBytes);
  assert.deepEqual(await builder.ensure(FULL, () => assert.fail('nothing is to be built')), full);
});

const TOOLS = {
  base: ['git', 'rg', 'bash', 'less', 'nano', 'vim', 'curl', 'python3', 'node', 'npm', 'gcc', 'g++', 'make', 'php', 'composer'],
  full: ['clangd', 'cmake', 'gdb', 'cargo', 'rustc', 'rust-analyzer'],
};
for (const [folder, tools] of Object.entries(TOOLS)) {
  test(`${folder} holds ${tools.join(', ')}, for any uid and without network`, async () => {
    const built = await builder.ready({ folder, packages: [] });
    assert.ok(built !== null);
    await output(built.reference, `set -e; for tool in ${tools.join(' ')}; do "$tool" --version </dev/null >/dev/null; done`);
  });
}

test('base has Node 24, venv, pip and UTF-8 locales in French and English', async () => {
  const built = await builder.ready(BASE);
  assert.ok(built !== null);
  const text = await output(built.reference, 'node --version; locale -a; python3 -m venv /tmp/v && /tmp/v/bin/pip --version; echo "$LANG"');
  assert.match(text, /v24\./);
  for (const locale of ['en_US.utf8', 'fr_FR.utf8', 'fr_BE.utf8', 'pip ']) assert.ok(text.includes(locale), locale);
});

test('a derived image has its packages, and the same packages give the same image', async () => {
  const seen: BuildProgress[] = [];
  const built = await builder.ensure({ folder: 'base', packages: ['cowsay', 'sl'] }, (progress) => seen.push(progress));
  assert.match(await output(built.reference, '/usr/games/cowsay Atelier'), /Atelier/);
  assert.deepEqual(await builder.ensure({ folder: 'base', packages: ['sl', 'cowsay'] }, () => undefined), built);
});

test('a package that does not exist fails with what apt said', async () => {
  await assert.rejects(builder.ensure({ folder: 'base', packages: ['no-such-package-x'] }, () => undefined), (error: unknown) => {
    assert.ok(error instanceof AtelierError);
    assert.equal(error.code, 'unavailable');
    assert.match(String(error.details.detail), /no-such-package-x/);
    return true;
  });
});

test('two askers share one build', async () => {
  const image = { folder: 'base', packages: ['figlet'] };
  const [first, second] = await Promise.all([builder.ensure(image, () => undefined), builder.ensure(image, () => undefined)]);
  assert.deepEqual(first, second);
});
