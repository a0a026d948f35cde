import { join } from 'node:path';

import { createRepositories } from '../git/create-repositories.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { ImportUseCases, type ImportDeps } from './import-use-cases.ts';
import { ImportJobs } from './jobs.ts';

export type ImportsDeps = Omit<ImportDeps, 'staged' | 'jobs'> & { readonly runtime: Runtime; readonly dataFolder: string };

/** Imports, with their sources staged in `<data>/imports/`. Call `recover` at the start, and `close` at the end. */
export function createImports({ runtime, dataFolder, ...deps }: ImportsDeps): ImportUseCases {
  const staged = createRepositories({ dataFolder: join(dataFolder, 'imports'), log: deps.log, clock: deps.clock });
  return new ImportUseCases({ ...deps, staged, jobs: new ImportJobs(runtime) });
}
