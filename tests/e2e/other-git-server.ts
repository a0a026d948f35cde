import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PORT = 8099;
export const OTHER_SERVER = { userName: 'marie', secret: 'the secret of elsewhere', url: `http://127.0.0.1:${PORT}/hub.git` } as const;

const { userName, secret } = OTHER_SERVER;
/** Run by Node inside a workspace, as a file that ends in `.mts`: a git server for `/home/ws/elsewhere`. Writes down when it listens. */
export const OTHER_SERVER_PROGRAM = `${readFileSync(join(import.meta.dirname, '../../features/remotes/agent/http-git.fixture.ts'), 'utf8')}
import { writeFileSync } from 'node:fs';
await serveGit('/home/ws/elsewhere', ${JSON.stringify({ userName, secret, port: PORT })});
writeFileSync('/tmp/other-server', 'listens');
`;
