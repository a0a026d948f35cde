import { request } from 'node:http';

import { DEFAULT_ENGINE_SOCKET, engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';
import { run } from '#tests/harness/run.ts';

/** What the engine itself needs to make and start a container of the same image, in milliseconds. */
export async function createAndStart(image: string): Promise<number> {
  const startedMs = performance.now();
  const { Id } = await ask('/containers/create', { Image: image, Entrypoint: ['sleep'], Cmd: ['60'], Labels: { 'atelier.test': 'bench' } });
  try {
    await ask(`/containers/${Id}/start`, {});
    return performance.now() - startedMs;
  } finally {
    await run(['docker', 'rm', '--force', Id]);
  }
}

async function ask(path: string, body: object): Promise<{ Id: string }> {
  const text = JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const asking = request({ socketPath: engineSocketFromEnvironment(process.env) ?? DEFAULT_ENGINE_SOCKET, path, method: 'POST', headers }, (response) => {
      let answer = '';
      response.on('data', (chunk) => (answer += String(chunk)));
      response.on('end', () => {
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`the engine said ${response.statusCode}: ${answer}`));
        else resolve(JSON.parse(answer || '{"Id":""}'));
      });
    });
    asking.on('error', reject);
    asking.end(text);
  });
}
