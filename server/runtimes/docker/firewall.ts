import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';

import { BRIDGE_PREFIX } from './names.ts';

/** The firewall's table. Atelier owns it whole: it is replaced, never edited, and nothing else is touched. */
export const FIREWALL_TABLE = 'inet atelier';

/**
 * Where a workspace must not go: everything that is not the public internet (private and shared space,
 * loopback, link-local with the metadata address, special-purpose networks, multicast and above).
 */
export const CLOSED_NETWORKS = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12',
  '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3',
] as const;

/** Mail leaves through a company's own server; a stolen workspace must not send any. */
export const SMTP_PORTS = [25, 465, 587] as const;

const NFT_COMMANDS: readonly NftCommand[] = [['/usr/sbin/nft'], ['/sbin/nft'], ['/usr/bin/nft']];
const NFT_TIMEOUT_MS = 10_000;

/** A program's absolute path and its first arguments. */
export type NftCommand = readonly [string, ...string[]];

export type Firewall = {
  /** Puts the rules in place, in one transaction; cheap when they are there already. @returns null, or why they could not be set. */
  ensure(): Promise<string | null>;
  /** How many packets each of our counters has seen. Empty when nft does not answer. */
  counters(): Promise<ReadonlyMap<string, number>>;
};

/** @param deps.nft how nft is started; looked for where distributions put it otherwise */
export function createFirewall(deps: { nft?: NftCommand } = {}): Firewall {
  let applied: { ruleset: string; listed: string } | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  async function ensureNow(): Promise<string | null> {
    const nft = await nftCommand(deps.nft);
    if (nft === null) return 'nft is not installed';
    const ruleset = firewallRules(await resolvers());
    if (applied?.ruleset === ruleset && (await list(nft)) === applied.listed) return null;
    applied = null;
    const answer = await run([...nft, '-f', '-'], ruleset);
    if (answer.code !== 0) return `nft: ${answer.output.trim().slice(0, 300)}`;
    const listed = await list(nft);
    if (listed === null) return 'nft: the table is not there after it was set';
    applied = { ruleset, listed };
    return null;
  }

  return {
    async ensure() {
      const result = queue.then(ensureNow);
      queue = result.catch(() => undefined);
      return await result;
    },
    async counters() {
      const nft = await nftCommand(deps.nft);
      if (nft === null) return new Map();
      const answer = await run([...nft, 'list', 'counters', 'table', ...FIREWALL_TABLE.split(' ')], '');
      return parseCounters(answer.output);
    },
  };
}

/**
 * The whole table as text for `nft -f -`, which applies it in one transaction: there is no moment without
 * rules. The first line makes the table so that the second can always delete it.
 * @param resolverAddresses IPv4 addresses that answer DNS; open on port 53 alone, even inside closed networks
 */
export function firewallRules(resolverAddresses: readonly string[]): string {
  const bridges = `"${BRIDGE_PREFIX}*"`;
  const dns = resolverAddresses.length === 0 ? '' : ` elements = { ${resolverAddresses.join(', ')} };`;
  return `table ${FIREWALL_TABLE}
delete table ${FIREWALL_TABLE}
table ${FIREWALL_TABLE} {
  set closed { type ipv4_addr; flags interval; elements = { ${CLOSED_NETWORKS.join(', ')} }; }
  set resolvers { type ipv4_addr;${dns} }
  counter to_host {}
  counter to_workspace {}
  counter dns {}
  counter to_closed {}
  counter smtp {}
  counter ipv6 {}
  counter public {}
  chain input {
    type filter hook input priority -5; policy accept;
    iifname ${bridges} ct state established,related accept
    iifname ${bridges} ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 counter name dns accept
    iifname ${bridges} counter name to_host drop
  }
  chain forward {
    type filter hook forward priority -5; policy accept;
    oifname ${bridges} ct state established,related accept
    oifname ${bridges} counter name to_workspace drop
    iifname ${bridges} ct state established,related accept
    iifname ${bridges} meta nfproto ipv6 counter name ipv6 drop
    iifname ${bridges} ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 counter name dns accept
    iifname ${bridges} ip daddr @closed counter name to_closed drop
    iifname ${bridges} tcp dport { ${SMTP_PORTS.join(', ')} } counter name smtp drop
    iifname ${bridges} counter name public accept
  }
}
`;
}

/**
 * The addresses that the engine's own resolver asks on behalf of a container. A loopback address is left out:
 * the engine asks it from the machine's own network, so no packet of a container goes there.
 */
export async function resolvers(files: readonly string[] = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']): Promise<string[]> {
  for (const file of files) {
    const addresses = parseResolvers(await readFile(file, 'utf8').catch(() => ''));
    const reached = addresses.filter((address) => !address.startsWith('127.'));
    // Like the engine: when the first file names only systemd's own stub, the second has the real ones.
    if (reached.length > 0) return reached;
  }
  return [];
}

export function parseResolvers(text: string): string[] {
  const found = text.split('\n').map((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? '');
  return [...new Set(found.filter((address) => isIPv4(address)))].toSorted();
}

export function parseCounters(listing: string): Map<string, number> {
  const counters = new Map<string, number>();
  for (const match of listing.matchAll(/counter (\w+) \{\s*packets (\d+)/g)) counters.set(match[1] ?? '', Number(match[2]));
  return counters;
}

async function nftCommand(given: NftCommand | undefined): Promise<NftCommand | null> {
  for (const command of given === undefined ? NFT_COMMANDS : [given]) {
    if (await access(command[0]).then(() => true, () => false)) return command;
  }
  return null;
}

async function list(nft: NftCommand): Promise<string | null> {
  const answer = await run([...nft, '-s', 'list', 'table', ...FIREWALL_TABLE.split(' ')], '');
  return answer.code === 0 ? answer.output : null;
}

function run(command: readonly [string, ...string[]], input: string): Promise<{ code: number | null; output: string }> {
  const [program, ...args] = command;
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; output: string }>();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: NFT_TIMEOUT_MS });
  let output = '';
  const add = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  child.on('error', (error) => resolve({ code: null, output: error.message }));
  child.on('close', (code) => resolve({ code, output }));
  // nft may be gone before it has read anything; its exit code says so.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}
