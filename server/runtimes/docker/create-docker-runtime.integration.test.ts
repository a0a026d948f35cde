import { buildAgent } from '#agent/build.ts';

import { join } from 'node:path';

import { runtimeContract } from '../runtime.contract.ts';
import { createRuntimeFixture } from './runtime.fixture.ts';

const bundle = join(import.meta.dirname, '../../../dist/agent');

runtimeContract('Docker', async () => {
  await buildAgent(bundle);
  return await createRuntimeFixture({ agentBundleFolder: bundle });
});
