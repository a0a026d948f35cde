import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node makes of the sources (types stripped, compiled) is kept beside the checkout: the second start takes
// half the time, and memory. Where nothing can be written there it is made again each time.
enableCompileCache(join(import.meta.dirname, '../.cache/node'));
const { ready } = await import('./run.ts');
await ready;
flushCompileCache();
