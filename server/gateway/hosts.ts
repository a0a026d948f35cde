import { isIP } from 'node:net';

import { Port, WorkspaceId } from '../../shared/ids.ts';

/** What a request's Host header says it is for. Decides everything else, hence parsed strictly and in one place. */
export type Host =
  /** The IDE; `origin` is what a page of it sends as Origin. */
  | { readonly kind: 'ide'; readonly origin: string }
  | { readonly kind: 'preview'; readonly origin: string; readonly workspaceId: WorkspaceId; readonly port: Port }
  /** Below the previews' domain, and no preview's name (abuse case A37); or several names at once. */
  | { readonly kind: 'malformed' }
  /** An IP address or `localhost`, as health checks and monitoring on the same machine use. */
  | { readonly kind: 'address' }
  | { readonly kind: 'unknown' };

export type Hosts = {
  /** Every origin whose pages are the IDE; the public one first. */
  readonly ideOrigins: readonly string[];
  /** null: there are several. */
  classify(hostHeader: string | null | undefined): Host;
  previewOrigin(preview: { workspaceId: WorkspaceId; port: number }): string;
};

const PREVIEW_LABEL = /^([1-9]\d{0,4})--(w[0-9a-z]{12})$/;
const LOOPBACK_NAMES = ['127.0.0.1', '[::1]'];

/**
 * @param names.publicUrl origin of the IDE
 * @param names.domain previews are its direct subdomains, with the scheme and port of `publicUrl`
 */
export function createHosts(names: { publicUrl: string; domain: string }): Hosts {
  const ide = new URL(names.publicUrl);
  const port = ide.port === '' ? '' : `:${ide.port}`;
  // On one's own machine the address is as good a name as any, and no page from elsewhere can have it.
  const aliases = ide.hostname === 'localhost' ? LOOPBACK_NAMES : [];
  const ideOrigins = new Map([ide.hostname, ...aliases].map((name) => [`${name}${port}`, `${ide.protocol}//${name}${port}`]));
  const suffix = `.${names.domain}`;
  const defaultPort = ide.protocol === 'https:' ? '443' : '80';

  const nameWithoutPort = (host: string): string | null => {
    const [, name = '', given] = /^(.*?)(?::(\d{1,5}))?$/.exec(host) ?? [];
    return (given ?? defaultPort) === (ide.port === '' ? defaultPort : ide.port) ? name : null;
  };

  return {
    ideOrigins: [...ideOrigins.values()],
    classify: (hostHeader) => {
      if (hostHeader === null) return { kind: 'malformed' };
      const host = (hostHeader ?? '').toLowerCase();
      const name = nameWithoutPort(host);
      const origin = ideOrigins.get(name === null ? host : `${name}${port}`);
      if (origin !== undefined) return { kind: 'ide', origin };
      if (/^localhost(:\d+)?$/.test(host) || isIP(host.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')) !== 0) return { kind: 'address' };
      if (!(name ?? host).replace(/:\d*$/, '').endsWith(suffix)) return { kind: 'unknown' };
      if (name === null) return { kind: 'unknown' };
      const [, digits, id] = PREVIEW_LABEL.exec(name.slice(0, -suffix.length)) ?? [];
      const preview = { port: Port.safeParse(Number(digits)), workspaceId: WorkspaceId.safeParse(id) };
      if (!preview.port.success || !preview.workspaceId.success) return { kind: 'malformed' };
      return { kind: 'preview', origin: `${ide.protocol}//${name}${port}`, port: preview.port.data, workspaceId: preview.workspaceId.data };
    },
    previewOrigin: (preview) => `${ide.protocol}//${preview.port}--${preview.workspaceId}${suffix}${port}`,
  };
}
