// Everything between a bare clone and a running program. Plain JavaScript for Node 20, no dependency:
// it is what installs them. Each step is skipped when its inputs did not change.
//   node scripts/prepare.mjs [--dev | --build-only | --test]
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ensurePrograms, ensurePythonVenv } from './lib/debian.mjs';
import { ensureEngine } from './lib/engine.mjs';
import { hashOf, whenChanged } from './lib/inputs.mjs';
import { failure, run, step } from './lib/steps.mjs';

const mode = process.argv[2] ?? '--start';
const NODE_24 = join('node_modules', '.bin', 'node');

process.chdir(join(import.meta.dirname, '..'));

await step('Dependencies', () =>
  whenChanged('node_modules/.atelier-inputs', hashOf(['package.json', 'package-lock.json']), () =>
    run('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'], { advice: 'check the network and the npm registry setting, then try again' }),
  ),
);
await step('Node 24', () => {
  if (!existsSync(NODE_24)) throw failure('Node 24 did not come with the dependencies', 'Atelier runs on Linux, x64 or arm64');
  return 'there';
});

if (mode !== '--build-only') {
  await step('Tools of the host', (say) => ensurePrograms({ nft: 'nftables', debootstrap: 'debootstrap', git: 'git' }, say));
}
if (mode === '--start' || mode === '--dev') await step('Docker engine', (say) => ensureEngine(say));
if (mode === '--test') {
  await step('Tools of the tests', (say) =>
    ensurePrograms(
      {
        chromium: 'chromium',
        '/usr/share/fonts/truetype/liberation': 'fonts-liberation',
        docker: 'docker.io',
        'docker-compose': 'docker-compose',
        ip: 'iproute2',
        python3: 'python3',
        'dpkg-source': 'dpkg-dev',
        'mkfs.ext4': 'e2fsprogs',
      },
      say,
    ),
  );
  await step('Python with venv', (say) => ensurePythonVenv(say));
}

await step('Agent', () => run(NODE_24, ['agent/build.ts']).then((output) => output.trim().split('\n').at(-1)));
await step('Editor', () =>
  whenChanged('dist/editor/inputs', hashOf(['features/editor/browser', 'features/viewers/browser', 'components/ui', 'components/workbench', 'scripts/build-editor.mjs', 'package-lock.json']), async () => {
    await run(NODE_24, ['scripts/build-editor.mjs']);
    await run(NODE_24, ['scripts/compress.mjs', 'dist/editor']);
  }),
);
if (mode !== '--dev') {
  const inputs = ['app', 'components', 'features', 'shared', 'public', 'next.config.js', 'postcss.config.mjs', 'package-lock.json'];
  const isBrowserInput = (file) => !/[.](test|e2e)[.]tsx?$/.test(file) && !/^features\/[^/]+\/(agent|server)\//.test(file);
  await step('Production build', () =>
    whenChanged('.next/atelier-inputs', hashOf(inputs, isBrowserInput), async () => {
      await run(NODE_24, ['node_modules/next/dist/bin/next', 'build'], { env: { NEXT_TELEMETRY_DISABLED: '1' } });
      await run(NODE_24, ['scripts/compress.mjs', '.next/static', 'public']);
    }),
  );
}
