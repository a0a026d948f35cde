import { randomBytes } from 'node:crypto';

import { AGENT_FOLDER, DOOR_HOST, SERVER_SOCKET, serviceHost } from '../../../shared/agent-protocol.ts';
import { moduleName } from '../../workspaces/plan.ts';
import type { Inside } from './inside.ts';
import type { Subject } from './subject.ts';
import type { Tally } from './tally.ts';

const SOCKET = `${AGENT_FOLDER}/${SERVER_SOCKET}`;
const NOT_FOUND = 404;
const NOT_SIGNED_IN = 401;
const FORBIDDEN = 403;
/** What a client asks first to fetch and to push, and the files of a repository that is served as files. */
const GIT_PATHS = ['info/refs?service=git-upload-pack', 'info/refs?service=git-receive-pack', 'HEAD'];
const MAX_LOOK_UPS = 20;

/** Git through the workspace's own door with its own token: what is hidden answers as what never was. */
export async function probeGit(inside: Inside, subject: Subject, tally: Tally): Promise<void> {
  const authorization = `Bearer ${subject.workspace.gitToken}`;
  const ask = (name: string, path: string, headers: Readonly<Record<string, string>> = { authorization }) => ({ method: 'GET', host: DOOR_HOST, path: `/git/${name}.git/${path}`, headers });
  const nowhere = `nowhere-${randomBytes(4).toString('hex')}/nothing`;
  const hidden = subject.hidden.flatMap((module) => [
    ...GIT_PATHS.map((path, at) => ({ ...ask(moduleName(module), path), like: at, of: moduleName(module) })),
    { ...ask(moduleName(module), GIT_PATHS[0] ?? '', {}), like: GIT_PATHS.length, of: moduleName(module) },
  ]);
  const nothing = [...GIT_PATHS.map((path) => ask(nowhere, path)), ask(nowhere, GIT_PATHS[0] ?? '', {})];
  const readOnly = subject.held.filter(({ access }) => access === 'read');
  const pushes = readOnly.map((module) => ask(moduleName(module), 'info/refs?service=git-receive-pack'));
  const requests = [...nothing, ...hidden, ...pushes].map(({ method, host, path, headers }) => ({ method, host, path, headers }));
  const answers = await inside.look('door', { socketPath: SOCKET, requests }, 'nobody');
  const alike = answers.slice(0, nothing.length);
  const [first] = alike;
  if (first === undefined || first.status === 0) {
    tally.incomplete(`the door did not answer: ${first?.body ?? ''}`);
    return;
  }
  hidden.forEach(({ path, like }, at) => {
    const answer = answers[nothing.length + at];
    const same = answer?.status === alike[like]?.status && answer?.body === alike[like]?.body;
    const isEmpty = answer !== undefined && same && (answer.status === NOT_FOUND || answer.status === NOT_SIGNED_IN);
    tally.tried(`GET ${path}`, isEmpty ? null : `${answer?.status ?? 0}, and ${alike[like]?.status ?? 0} for what never was`);
  });
  readOnly.forEach((module, at) => {
    const status = answers[nothing.length + hidden.length + at]?.status ?? 0;
    tally.tried(`git push to ${moduleName(module)}`, status === FORBIDDEN || status === NOT_FOUND ? null : String(status));
  });
  const [example] = hidden;
  if (example !== undefined) {
    tally.example(`git ls-remote http://${DOOR_HOST}/git/${example.of}.git`, String(answers[nothing.length]?.status ?? 0));
    tally.example(`git ls-remote http://${DOOR_HOST}/git/${nowhere}.git`, String(first.status));
  }
}

/** Names in the container, and calls by name to what may not be called. Nothing hidden is asked of any resolver. */
export async function probeNames(inside: Inside, subject: Subject, about: { tally: Tally; otherNames: readonly string[] }): Promise<void> {
  const { tally } = about;
  const nowhere = `nothing.nowhere-${randomBytes(4).toString('hex')}.internal`;
  const lookUp = [...about.otherNames.slice(0, MAX_LOOK_UPS), nowhere];
  const { hosts, resolved } = await inside.look('resolving', { lookUp }, 'nobody');
  const known = new Set<string>(subject.hosts);
  const named = new Set(hosts.map(({ name }) => name));
  const closed = subject.hidden.filter(({ id }) => !subject.blackBoxes.has(id)).map(serviceHost);
  for (const host of closed) tally.tried(`the name ${host}`, named.has(host) ? 'it leads somewhere' : null);
  for (const { name, address } of hosts.filter((host) => host.name.endsWith('.internal'))) tally.tried(`the name ${name}`, known.has(name) ? null : `it is ${address}, beyond the plan`);
  for (const name of lookUp) tally.tried(`resolve ${name}`, resolved.includes(name) ? 'it has an address' : null);
  const requests = [nowhere, ...closed].map((host) => ({ method: 'GET', host, path: '/', headers: {} }));
  const [first, ...answers] = await inside.look('door', { socketPath: SOCKET, requests }, 'nobody');
  if (first === undefined || first.status === 0) {
    tally.incomplete(`the door did not answer: ${first?.body ?? ''}`);
    return;
  }
  closed.forEach((host, at) => {
    const answer = answers[at];
    const isEmpty = answer?.status === NOT_FOUND && answer.body === first.body;
    tally.tried(`GET http://${host}/`, isEmpty ? null : String(answer?.status ?? 0));
  });
  const [example] = closed;
  if (example !== undefined) {
    tally.example(`curl http://${example}/`, String(answers[0]?.status ?? 0));
    tally.example(`curl http://${nowhere}/`, String(first.status));
  }
}
