import { readConfig } from '../config.ts';
import { openStorage } from '../storage/open.ts';
import { AuditReader } from './read-audit.ts';
import { verifyChain } from './verify.ts';

/**
 * `npm run audit -- verify`: reads the whole chain and ends with 1 when it is not whole.
 * `npm run audit -- export`: every record as a line of JSON, oldest first. Both may run beside the server.
 */
const [task] = process.argv.slice(2);
const storage = await openStorage(readConfig(process.env));
try {
  if (task === 'verify') {
    const { records, head, flaw } = await verifyChain(storage);
    process.stdout.write(flaw === null ? `The chain is whole: ${records} records, head ${head.number} ${head.hash}\n` : `Record ${flaw.number} is ${flaw.kind}; ${records} before it are whole.\n`);
    process.exitCode = flaw === null ? 0 : 1;
  } else if (task === 'export') {
    for await (const part of new AuditReader(storage).all({}, undefined)) {
      const lines = part.map((record) => `${JSON.stringify(record)}\n`).join('');
      if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  } else {
    process.stderr.write('Say what to do: npm run audit -- verify | export\n');
    process.exitCode = 2;
  }
} finally {
  await storage.close();
}
