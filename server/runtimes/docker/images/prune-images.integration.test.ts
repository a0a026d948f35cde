import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pino } from 'pino';

import type { ImageBuilder, ImageSource } from '../../runtime.ts';
import { createImageBuilder } from '../create-image-builder.ts';
import { createEngine, engineSocketFromEnvironment } from '../engine.ts';
import { orNull } from '../engine-errors.ts';

const engineSocket = engineSocketFromEnvironment(process.env);
const engine = createEngine({ socket: engineSocket });
const PARENT: ImageSource = { folder: 'prune-parent', packages: [] };
const CHILD: ImageSource = { folder: 'prune-child', packages: [] };
const NOTHING: ReadonlySet<string> = new Set();

let folder: string;
let builder: ImageBuilder;
const built = new Set<string>();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-prune-'));
  builder = builderOf('mine');
});
after(async () => {
  for (const id of [...built].toReversed()) await orNull(engine.getImage(id).remove({ force: true }));
  await rm(folder, { recursive: true });
});

function builderOf(dataFolder: string | undefined): ImageBuilder {
  return createImageBuilder({ imagesFolder: join(folder, 'images'), engineSocket, dataFolder: dataFolder === undefined ? undefined : join(folder, dataFolder), log: pino({ level: 'silent' }) });
}

/** Gives both folders another content and builds them. */
async function version(content: string, by = builder): Promise<{ parent: string; child: string }> {
  const dockerfile = `ARG BASE\nFROM \${BASE}\nRUN echo ${content} > /version\n`;
  for (const [{ folder: name }, parent] of [[PARENT, null], [CHILD, PARENT.folder]] as const) {
    const at = join(folder, 'images', name);
    await mkdir(at, { recursive: true });
    await Promise.all([writeFile(join(at, 'Dockerfile'), dockerfile), writeFile(join(at, 'image.json'), JSON.stringify({ parent }))]);
  }
  const { reference: child } = await by.ensure(CHILD, () => undefined);
  const { reference: parent } = await by.ensure(PARENT, () => undefined);
  built.add(parent).add(child);
  return { parent, child };
}

const exists = async (id: string): Promise<boolean> => (await orNull(engine.getImage(id).inspect())) !== null;
const prune = async (inUse: ReadonlySet<string> = NOTHING, images: readonly ImageSource[] = [PARENT, CHILD]): Promise<string[]> => [...(await builder.prune({ images, inUse }))].toSorted();

test('older images go once the newer ones are built, unless somebody uses them', async (t) => {
  const token = `${process.pid}-${Date.now()}`;
  const first = await version(`first-${token}`);
  assert.deepEqual(await prune(), [], 'what is current stays');

  const second = await version(`second-${token}`);
  assert.deepEqual(await prune(new Set([first.child])), [], 'a workspace is to start from it again, and it is built on the other');
  assert.ok((await exists(first.child)) && (await exists(first.parent)));

  const container = await engine.createContainer({ Image: first.child, Cmd: ['true'], Labels: { 'atelier.test': 'prune' } });
  t.after(async () => orNull(container.remove({ force: true })));
  assert.deepEqual(await prune(), [], 'a container is made from it, even one that does not run');
  await container.remove({ force: true });

  assert.deepEqual(await builderOf('another').prune({ images: [PARENT, CHILD], inUse: NOTHING }), [], 'another Atelier did not build it');
  assert.deepEqual(await builderOf(undefined).prune({ images: [PARENT, CHILD], inUse: NOTHING }), [], 'a builder that is nobody’s removes nothing');
  assert.deepEqual(await prune(NOTHING, []), [], 'nothing is known of an image that is not asked about');

  assert.deepEqual(await prune(), [first.child, first.parent].toSorted());
  assert.equal((await exists(first.child)) || (await exists(first.parent)), false);
  assert.ok((await exists(second.child)) && (await exists(second.parent)));
  assert.deepEqual(await prune(), []);
});

test('while the newer one is not built, the older one stays', async () => {
  const token = `${process.pid}-${Date.now()}`;
  const old = await version(`old-${token}`);
  await writeFile(join(folder, 'images', CHILD.folder, 'Dockerfile'), 'ARG BASE\nFROM ${BASE}\nRUN false\n');
  await assert.rejects(builder.ensure(CHILD, () => undefined));
  assert.ok(!(await prune()).includes(old.child));
  assert.ok(await exists(old.child));
});
