import { ask } from '#server/gateway/gateway.fixture.ts';
import type { Colleague } from './colleague.ts';
import { inWorkspace } from './scan.ts';

/** What is there, and not for the one who asks: a whole project with a module in it, and a module of a project of theirs. */
export type Hidden = { readonly project: string; readonly module: string; readonly inProject: string; readonly moduleId: string; readonly workspaceIds: readonly string[] };

type Names = { readonly project: string; readonly module: string; readonly inProject: string; readonly moduleId: string; readonly workspaceId: string };

/** As a terminal has it: with the workspace's key to the server's git. */
const ENVIRONMENT = `set -a; eval "$(jq -r '.env | to_entries[] | "\\(.key)=\\(.value | @sh)"' /run/agent/config.json)"; set +a`;
const SEPARATOR = '=-=-=';
const SECRET_ID = /"(?:requestId|nonce)":"[^"]*"|nonce="[^"]*"|\bnonce\\?":\\?"[^"\\]*/g;

/**
 * Asks for what is hidden and, the same way, for what does not exist.
 * @returns how the answers differ: what is asked, and both answers; nothing when they are the same
 */
export async function asForNothing(one: Colleague, { project, module, inProject, moduleId, workspaceIds }: Hidden): Promise<string[]> {
  const nothing: Names = { project: other(project), module: other(module), inProject: other(inProject), moduleId: `r${other(moduleId.slice(1))}`, workspaceId: `w${'0'.repeat(12)}` };
  const differences: string[] = [];
  for (const workspaceId of workspaceIds) {
    const names: Names = { project, module, inProject, moduleId, workspaceId };
    const [hidden, absent] = [await questions(one, names), await questions(one, nothing)];
    for (const [index, [what, answer]] of hidden.entries()) {
      const [, said] = absent[index] ?? [];
      if (said !== answer) differences.push(`${what}\n  ${answer.slice(0, 600)}\n  ${said?.slice(0, 600)}`);
    }
  }
  return differences;
}

/** As long, of the same letters, and nobody's. */
function other(name: string): string {
  return name.replaceAll(/[a-z]/g, 'q').replaceAll(/\d/g, '7');
}

/** What was asked and what was answered, without the names, always in the same order. */
async function questions(one: Colleague, names: Names): Promise<[string, string][]> {
  const answers: [string, string][] = [];
  const plain = (text: string): string => Object.entries(names).toSorted(([, a], [, b]) => b.length - a.length).reduce((said, [what, name]) => said.replaceAll(new RegExp(name, 'gi'), `<${what}>`), text).replaceAll(SECRET_ID, '');
  const keep = (what: string, answer: string): void => void answers.push([plain(what), plain(answer)]);
  for (const path of pagesAbout(names)) keep(path, await said(await one.client.fetch(path, { headers: { accept: path.startsWith('/api/') ? 'application/json' : 'text/html' } })));
  const json = (method: string, body: object): RequestInit => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const workspace = `/api/workspaces/${names.workspaceId}`;
  for (const [path, init] of [
    ['/api/tokens', json('POST', { name: 'guess', scope: 'read', moduleIds: [names.moduleId], days: 1 })],
    [`/api/workspaces/${one.workspace}/services/${names.moduleId}`, json('PUT', { port: 8000 })],
    [`/api/workspaces/${one.workspace}/services/${names.moduleId}`, json('DELETE', {})],
    [`${workspace}/start`, json('POST', {})],
    [`${workspace}/previews`, json('POST', { port: 8000, path: '/' })],
    [`${workspace}/services/${names.moduleId}`, json('PUT', { port: 8000 })],
    [workspace, json('PATCH', { idleStopMs: null })],
  ] as const) keep(`${init.method ?? ''} ${path}`, await said(await one.client.fetch(path, init)));
  for (const [what, answer] of await fromInside(one, names)) keep(what, answer);
  for (const [what, answer] of await byGit(one, names)) keep(what, answer);
  keep('preview', await preview(one, names.workspaceId));
  return answers;
}

function pagesAbout({ project, module, moduleId, workspaceId }: Names): string[] {
  const agent = `/api/workspaces/${workspaceId}/agent`;
  return [
    `/projects/${project}`, `/projects/${project}?_rsc=1`, `/api/projects/${project}`, `/projects/suite/${module}`, `/api/projects/suite/modules/${module}`, `/w/${workspaceId}`,
    `/api/workspaces/${workspaceId}`, `/api/workspaces/${workspaceId}/services`, `/api/workspaces/${workspaceId}/unsaved`, `${agent}/status`, `${agent}/rpc`, `${agent}/files/content?path=/etc/hosts`,
    `/git/suite/${module}.git/info/refs?service=git-upload-pack`, `/api/modules/${moduleId}`, `/api/grants?moduleId=${moduleId}`,
  ];
}

async function said(response: Response): Promise<string> {
  return `${response.status} ${response.headers.get('content-type') ?? ''} ${response.headers.get('location') ?? ''} ${await response.text()}`;
}

/** Git over HTTP with a token of one's own; a stagiaire gets none and asks without. */
async function byGit(one: Colleague, { project, module, inProject }: Names): Promise<[string, string][]> {
  const made = await one.client.api.tokens.create({ name: `guess-${Math.random()}`, scope: 'write', moduleIds: null, days: 1 }).catch(() => null);
  const headers: Record<string, string> = made === null ? {} : { authorization: `Basic ${Buffer.from(`x:${made.secret}`).toString('base64')}` };
  const answers: [string, string][] = [];
  for (const path of [`suite/${module}.git`, `suite/${module}`, `${project}/${inProject}.git`]) {
    for (const service of ['git-upload-pack', 'git-receive-pack']) {
      answers.push([`${path} ${service}`, await said(await fetch(`${one.server.url}/git/${path}/info/refs?service=${service}`, { headers }))]);
      answers.push([`POST ${path} ${service}`, await said(await fetch(`${one.server.url}/git/${path}/${service}`, { method: 'POST', headers: { ...headers, 'content-type': `application/x-${service}-request` }, body: '0000' }))]);
    }
  }
  if (made !== null) await one.client.api.tokens.revoke({ tokenId: made.token.id });
  return answers;
}

/** As the workspace's own user: names, neighbours in every spelling, the server's git and the rest of it. */
async function fromInside(one: Colleague, { project, module, inProject }: Names): Promise<[string, string][]> {
  const curl = `curl -s -m 5 --path-as-is -w '%{http_code}'`;
  const [near, far] = [`${module}.suite.internal`, `${inProject}.${project}.internal`];
  const scripts = [
    `getent hosts ${near} ${far}`,
    `${curl} http://${near}/`,
    ...[near, far, `${near}.`, near.toUpperCase(), `${near}:80`, `${near}:8000`, `${near}@atelier.internal`, `atelier.internal,${near}`].map((host) => `${curl} -H 'Host: ${host}' http://atelier.internal/`),
    `${curl} -H 'X-Forwarded-Host: ${near}' http://atelier.internal/`,
    `${curl} -x http://atelier.internal:80 http://${near}/`,
    `${curl} -H 'Host: ${near}' -H 'Connection: upgrade' -H 'Upgrade: websocket' http://atelier.internal/`,
    `git ls-remote http://atelier.internal/git/suite/${module}.git`,
    ...[`suite/${module}.git`, `suite/../suite/${module}.git`, `suite/web.git/../${module}.git`, `suite/%2e%2e/${project}/${inProject}.git`, `${project}/${inProject}.git`, `suite//${module}.git`, `SUITE/${module}.git`].map((path) => `${curl} 'http://atelier.internal/git/${path}/info/refs?service=git-upload-pack'`),
    ...[`api/projects/${project}`, `projects/${project}`, `w/${module}`, 'api/projects', 'healthz'].map((path) => `${curl} http://atelier.internal/${path}`),
    `ls -la /workspace/suite/${module} /workspace/${project}`,
  ];
  const { output } = await inWorkspace(one.workspace, ['bash', '-c', `${ENVIRONMENT}\n${scripts.map((script) => `{ ${script}; echo " $?"; } 2>&1; echo ${SEPARATOR}`).join('\n')}`]);
  const answers = output.split(SEPARATOR);
  return scripts.map((script, index) => [script, answers[index] ?? '']);
}

async function preview(one: Colleague, workspaceId: string): Promise<string> {
  const { port } = new URL(one.server.url);
  const { status, body } = await ask({ port: Number(port), path: '/', headers: { host: `8000--${workspaceId}.localhost:${port}`, cookie: one.client.cookies.header } });
  return `${status} ${body}`;
}
