import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Every cookie of Atelier's begins so; a program in a workspace neither sees nor sets one. */
export const OWN_COOKIE_PREFIX = '__Host-atelier.';
/** Every personal token of Atelier's begins so; another Authorization is the program's own affair. */
export const OWN_TOKEN_PREFIX = 'atl_';

const HOP_BY_HOP = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'];
const FROM_OUTSIDE = ['forwarded', 'x-real-ip'];
/** What proxies say of whoever came, and what is ours alone: nobody else's to say, in either direction. */
const NOBODYS = /^x-(?:forwarded|atelier)-/;
/** About the connection to us, the whole host, or its neighbours (cookies are cleared for all of a domain): not the program's to say. */
const NOT_FOR_CLIENTS = ['alt-svc', 'clear-site-data', 'strict-transport-security', 'proxy-authenticate'];

/**
 * What the program sees: itself at `localhost:<port>`, as if its developer had opened it there. Development
 * servers refuse other host names (docs/decisions), and Origin has to agree with Host; the public name is
 * in X-Forwarded-Host for those that build addresses with it.
 */
export function upstreamHeaders(request: IncomingMessage, preview: { port: number; origin: string }): OutgoingHttpHeaders {
  const headers = withoutHops(request.headers, FROM_OUTSIDE);
  const cookie = appCookies(request.headers.cookie);
  delete headers['cookie'];
  if (cookie !== '') headers['cookie'] = cookie;
  if (ownToken(request.headers.authorization)) delete headers['authorization'];
  const local = `localhost:${preview.port}`;
  if (request.headers.origin === preview.origin) headers['origin'] = `http://${local}`;
  const { protocol, host } = new URL(preview.origin);
  return { ...headers, host: local, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
}

/** What the browser sees: the program's answer, its cookies bound to this one host, its redirects staying here. */
export function clientHeaders(upstream: IncomingMessage, preview: { port: number }): OutgoingHttpHeaders {
  const headers = withoutHops(upstream.headers, NOT_FOR_CLIENTS);
  const cookies = upstream.headers['set-cookie']?.filter((cookie) => !cookie.trimStart().startsWith(OWN_COOKIE_PREFIX)).map(withoutDomain);
  delete headers['set-cookie'];
  if (cookies !== undefined && cookies.length > 0) headers['set-cookie'] = cookies;
  const { location } = upstream.headers;
  if (location !== undefined) headers['location'] = localToRelative(location, preview.port);
  return headers;
}

/** For an upgrade: the same, and the two headers that make it one. */
export function switching(headers: OutgoingHttpHeaders, protocol: string): OutgoingHttpHeaders {
  return { ...headers, connection: 'Upgrade', upgrade: protocol };
}

/** The Cookie header without ours; '' when nothing is left. */
export function appCookies(header: string | undefined): string {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith(OWN_COOKIE_PREFIX))
    .join('; ');
}

function ownToken(authorization: string | undefined): boolean {
  const [scheme = '', value = ''] = (authorization ?? '').split(/\s+/, 2);
  const text = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString('latin1') : value;
  return text.includes(OWN_TOKEN_PREFIX);
}

function withoutDomain(cookie: string): string {
  return cookie
    .split(';')
    .filter((part, index) => index === 0 || !/^\s*domain\s*(=|$)/i.test(part))
    .join(';');
}

/** `http://localhost:3000/x`, as the program knows itself, is `/x` here. */
function localToRelative(location: string, port: number): string {
  const [, name, rest = '/'] = /^https?:\/\/([^/]+)(\/(?!\/).*)?$/i.exec(location) ?? [];
  return ['localhost', '127.0.0.1', '[::1]', '0.0.0.0'].some((local) => name === `${local}:${port}`) ? rest : location;
}

function withoutHops(headers: IncomingHttpHeaders, more: readonly string[]): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...more, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name) && !NOBODYS.test(name)));
}
