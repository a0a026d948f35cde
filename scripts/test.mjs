// npm test: everything, with real parts. Uses the Docker engine that runs, else starts one of its own.
//   node scripts/test.mjs [check] [integration] [e2e]     (default: all three)
import { join } from 'node:path';

import { check } from './check.mjs';
import { answers, engineSocket, startTestEngine } from './lib/engine.mjs';
import { checkTool, runTests, sum } from './lib/suites.mjs';
import { elapsed } from './lib/steps.mjs';

process.chdir(join(import.meta.dirname, '..'));
const chosen = process.argv.slice(2);
const wants = (part) => chosen.length === 0 || chosen.includes(part);

// They wait for containers and pages more than they work: two files at a time, each with a server, networks and
// addresses of its own.
const options = { concurrency: 2, secondTry: true };

const counts = [];
let engine = null;
// While the fast tests run, which need none of it.
const preparing = wants('integration') || wants('e2e') ? prepareContainers() : null;
preparing?.catch(() => undefined);
try {
  if (wants('check')) counts.push(await check());
  if (preparing !== null) counts.push(await preparing);
  if (wants('integration')) {
    counts.push(
      await runTests('Integration tests', ['{features,server,agent,scripts,tests}/**/*.integration.test.ts'], { ...options, timeoutMs: 600_000 }),
    );
  }
  if (wants('e2e')) {
    // One of them waits a minute for nothing to happen: it does so beside the others.
    counts.push(
      ...(await Promise.all([
        runTests('End-to-end tests', ['tests/e2e/!(idle-stop).e2e.ts'], { ...options, timeoutMs: 900_000 }),
        runTests('End-to-end test of the idle stop, beside them', ['tests/e2e/idle-stop.e2e.ts'], { ...options, timeoutMs: 900_000, isHeldBack: true }),
      ])),
    );
  }
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  counts.push({ passed: 0, failed: 1 });
} finally {
  await preparing?.catch(() => undefined);
  await engine?.stop();
}
const { passed, failed } = sum(counts);
process.stdout.write(`\nin ${elapsed()} s\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** An engine, and the images that workspaces start from, made once before two tests would make them at a time. */
async function prepareContainers() {
  if (!(await answers(engineSocket()))) {
    process.stdout.write('\n── No Docker engine answers: starting one for the tests\n');
    engine = await startTestEngine('.cache/engine', (line) => process.stdout.write(`    ${line}\n`));
    process.env.DOCKER_HOST = `unix://${engine.socket}`;
  }
  process.env.ATELIER_EXTRA_CA ??= process.env.NODE_EXTRA_CA_CERTS ?? '';
  return checkTool('Images of the workspaces', [process.execPath, 'tests/harness/images.ts'], { isHeldBack: true });
}
