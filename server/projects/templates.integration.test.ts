import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { buildAgent } from '#agent/build.ts';
import { buildImage } from '#tests/harness/images.ts';
import { until } from '#tests/harness/until.ts';
import { GIB } from '../../shared/units.ts';
import { createRuntimeFixture, type RuntimeFixture } from '../runtimes/docker/runtime.fixture.ts';
import type { WorkspacePlan } from '../runtimes/runtime.ts';
import { TEMPLATES_FOLDER } from './projects.fixture.ts';
import { readTemplate, TEMPLATES } from './templates.ts';

/** Packages come from a registry. */
const COMMAND_TIMEOUT_MS = 240_000;
const FOLDER = '/home/ws/module';

/** What is tried of each, beside that `command` of the list runs it: an answer on its port, and its own tests. */
const TRIALS: Readonly<Record<string, { readonly port?: number; readonly answers?: RegExp; readonly tests?: string }>> = {
  'python-api': { port: 8000, answers: /"service":"api"/, tests: '.venv/bin/python -m unittest' },
  'node-websocket': { port: 8080, answers: /"service":"websocket"/, tests: 'npm test' },
  'react-interface': { port: 5173, answers: /<div id="root">/, tests: 'npm run build' },
  'cpp-library': {},
  'rust-crate': { tests: 'echo to be or not to be | cargo run' },
  'php-site': { port: 8080, answers: /<h1>Hello<\/h1>/, tests: 'php test.php' },
};

suite('templates in the images they are for', () => {
  const agentBundleFolder = mkdtempSync(join(tmpdir(), 'atelier-agent-'));
  let fixture: RuntimeFixture;

  before(async () => {
    await buildAgent(agentBundleFolder);
    fixture = await createRuntimeFixture({ agentBundleFolder, extraCaFile: process.env['ATELIER_EXTRA_CA'] || process.env['NODE_EXTRA_CA_CERTS'] });
  });
  after(async () => {
    await fixture.dispose();
    rmSync(agentBundleFolder, { recursive: true });
  });

  async function sh(plan: WorkspacePlan, line: string, ...args: string[]): Promise<string> {
    // A login shell, as a terminal is: with what the image puts on its path.
    const { exitCode, output } = await fixture.exec(plan, ['bash', '-lc', line, 'sh', ...args]);
    assert.equal(exitCode, 0, `${line}\n${output}`);
    return output;
  }

  for (const template of TEMPLATES) {
    test(`${template.id} runs as it is`, { timeout: COMMAND_TIMEOUT_MS * 2 }, async () => {
      const trial = TRIALS[template.id] ?? assert.fail(`nothing is tried of ${template.id}`);
      const limits = { cpus: 2, memoryBytes: GIB, diskBytes: 4 * GIB, maxProcesses: 256 };
      const plan = fixture.plan({ image: await buildImage(template.image), limits, network: 'public' });
      await fixture.runtime.apply(plan);
      for (const { path, content, executable } of await readTemplate(TEMPLATES_FOLDER, template.id)) {
        await sh(plan, 'mkdir -p "$(dirname "$1")" && base64 -d > "$1" <<< "$2" && chmod "$3" "$1"', `${FOLDER}/${path}`, content.toString('base64'), executable ? '755' : '644');
      }
      if (trial.port === undefined) {
        await sh(plan, `cd ${FOLDER} && ${template.command}`);
      } else {
        await sh(plan, `cd ${FOLDER} && (${template.command}) > /tmp/log 2>&1 & disown`);
        const answer = await until(
          `${template.id} answers`,
          async () => {
            const { exitCode, output } = await fixture.exec(plan, ['curl', '-sS', '--max-time', '5', `http://127.0.0.1:${trial.port}/`]);
            return exitCode === 0 ? output : null;
          },
          COMMAND_TIMEOUT_MS,
        ).catch(async (error: unknown) => assert.fail(`${String(error)}\n${await sh(plan, 'cat /tmp/log')}`));
        assert.match(answer, trial.answers ?? /./);
      }
      if (trial.tests !== undefined) await sh(plan, `cd ${FOLDER} && ${trial.tests}`);
      const left = await sh(plan, `cd ${FOLDER} && git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm x && git ls-files`);
      const expected = (await readTemplate(TEMPLATES_FOLDER, template.id)).map(({ path }) => path);
      // What running makes is ignored; lock files belong to the module.
      assert.deepEqual(left.trim().split('\n').filter((path) => !/^(package-lock\.json|Cargo\.lock)$/.test(path)).toSorted(), expected.toSorted());
      await fixture.runtime.remove(plan.workspaceId, plan.mounts.map(({ volume }) => volume));
    });
  }

  test('each says how it is run, in both languages', async () => {
    for (const { id, command } of TEMPLATES) {
      const files = await readTemplate(TEMPLATES_FOLDER, id);
      const readme = files.find(({ path }) => path === 'README.md')?.content.toString() ?? assert.fail(`${id} has no README`);
      assert.ok(readme.includes(`\`${command}\``) && readme.includes('## En français'), id);
      assert.ok(files.some(({ path }) => path === '.gitignore'), id);
    }
  });
});
