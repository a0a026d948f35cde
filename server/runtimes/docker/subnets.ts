import { readFile } from 'node:fs/promises';

/** An IPv4 network as numbers: its first address and how many bits of it are fixed. */
export type Subnet = { readonly base: number; readonly prefix: number };

/** Private space that home and office networks rarely use, tried in this order. */
export const DEFAULT_POOLS: readonly Subnet[] = ['10.231.0.0/16', '172.30.0.0/16', '192.168.208.0/20'].map(parseSubnet);

/** Room for the bridge, one workspace and a helper. */
export const WORKSPACE_PREFIX = 28;

/** @throws RangeError when it is not like `10.1.0.0/16` */
export function parseSubnet(text: string): Subnet {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = match?.slice(1).map(Number) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = numbers;
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) throw new RangeError(`not an IPv4 network: ${text}`);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { base: address - (address % sizeOf(prefix)), prefix };
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function formatSubnet(subnet: Subnet): string {
  return `${formatAddress(subnet.base)}/${subnet.prefix}`;
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return a.base < b.base + sizeOf(b.prefix) && b.base < a.base + sizeOf(a.prefix);
}

/** The free networks of the pools in their order; lazily, as there are thousands. */
export function* freeSubnets(pools: readonly Subnet[], taken: readonly Subnet[]): Generator<Subnet> {
  for (const pool of pools) {
    const end = pool.base + sizeOf(pool.prefix);
    for (let base = pool.base; base < end; base += sizeOf(WORKSPACE_PREFIX)) {
      const candidate = { base, prefix: WORKSPACE_PREFIX };
      if (!taken.some((other) => overlaps(candidate, other))) yield candidate;
    }
  }
}

/** Every IPv4 route of this machine but the default one: a workspace's network must not hide any of them. */
export async function hostRoutes(): Promise<Subnet[]> {
  return parseRoutes(await readFile('/proc/net/route', 'utf8').catch(() => ''));
}

/** The kernel's table: hexadecimal, least significant byte first, a header line. */
export function parseRoutes(table: string): Subnet[] {
  const routes: Subnet[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [, destination, , , , , , mask] = line.split('\t');
    if (destination === undefined || mask === undefined) continue;
    const prefix = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
    if (prefix > 0) routes.push({ base: littleEndian(destination), prefix });
  }
  return routes;
}

function littleEndian(hex: string): number {
  const bytes = hex.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}
