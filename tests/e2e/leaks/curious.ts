import { Person } from '../person.ts';
import type { Colleague } from './colleague.ts';

/** What there is that others have: ids by the name that addresses give them. */
export type Places = { readonly workspaces: readonly string[]; readonly params: Readonly<Record<string, readonly string[]>> };

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

const NOBODYS = 'none';
const PAGES = ['/projects', '/projects/suite', '/account', '/proposals', '/workspaces', '/team', '/architecture', '/audit', '/import', '/status', '/nothing-here', '/projects/none', '/w/none', '/_next/none.js'];

/** Every page, every procedure that reads, and every other one about what is somebody else's, in the browser itself. */
export async function lookEverywhere(one: Colleague, { workspaces, params }: Places): Promise<void> {
  const page = await one.browser.newPage();
  const person = new Person(page, one.server);
  try {
    for (const path of PAGES) await person.goTo(path);
    const { paths } = (await (await one.client.fetch('/api/openapi.json')).json()) as Document;
    const asked = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) => {
        if (method !== 'get' && !path.includes('{')) return [];
        return addresses(path, { ...params, workspaceId: workspaces.filter((id) => method === 'get' || id !== one.workspaceId) }).map((address) => ({ method: method.toUpperCase(), path: `/api${address}` }));
      }),
    );
    for (const id of workspaces) {
      const agent = `/api/workspaces/${id}/agent`;
      for (const path of ['status', 'ports', 'rpc', 'files/content?path=/proc/self/environ', 'files/content?path=/run/agent/config.json', 'files/content?path=/proc/self/mountinfo', 'files/content?path=/etc/hosts']) asked.push({ method: 'GET', path: `${agent}/${path}` });
      asked.push({ method: 'GET', path: `/w/${id}` });
    }
    await person.goTo('/account');
    await page.evaluate(askAll, asked);
  } finally {
    await page.close();
  }
}

/** Of event streams the first piece is waited for; what the browser broke off (a network of the machine came or went) is asked again. */
async function askAll(all: readonly { method: string; path: string }[]): Promise<void> {
  const ask = async (method: string, path: string): Promise<void> => {
    const ended = new AbortController();
    const response = await fetch(path, { method, signal: ended.signal, ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' }) });
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) await response.body?.getReader().read();
    else await response.arrayBuffer();
    ended.abort();
  };
  for (const { method, path } of all) await ask(method, path).catch(() => ask(method, path));
}

/** An address with every combination of what its places can hold. */
function addresses(path: string, params: Readonly<Record<string, readonly string[]>>): string[] {
  const place = /\{(\w+)\}/.exec(path);
  if (place === null) return [path];
  const [whole, name = ''] = place;
  return (params[name] ?? [NOBODYS]).flatMap((value) => addresses(path.replace(whole, value), params));
}
