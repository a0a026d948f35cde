// The fast part of the tests: types, lint, boundaries, catalogue and unit tests.
import { join } from 'node:path';

import { checkTool, runTests, sum } from './lib/suites.mjs';

const bin = (name) => join('node_modules', '.bin', name);
const SOURCES = ['app', 'components', 'features', 'server', 'agent', 'shared'];

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function check() {
  return sum([
    await checkTool('Types', [bin('tsc'), '-p', 'tsconfig.json']),
    await checkTool('Types without DOM and Node (shared/, contracts)', [bin('tsc'), '-p', 'tsconfig.pure.json']),
    await checkTool('Lint', [bin('oxlint'), '--type-aware', '--deny-warnings', '.']),
    await checkTool('Boundaries', [process.execPath, bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...SOURCES]),
    await runTests('Unit tests', ['{app,components,features,server,agent,shared,scripts,tests}/**/!(*.integration).test.{ts,tsx,mjs}'], {
      concurrency: 2,
      timeoutMs: 180_000,
      reporter: 'dot',
      secondTry: true,
    }),
  ]);
}

if (process.argv[1] === import.meta.filename) {
  process.chdir(join(import.meta.dirname, '..'));
  const { passed, failed } = await check();
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
