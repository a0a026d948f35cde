import { DOOR_ADDRESS, DOOR_PORT } from '../../../shared/agent-protocol.ts';

/** One line of /proc/net/tcp{,6} in state LISTEN. */
export type Listener = { readonly port: number; readonly address: 'any' | 'loopback' | 'other'; readonly family: 4 | 6; readonly inode: string };

const LISTEN = '0A';
const ANY = new Set(['00000000', '0'.repeat(32)]);
/** The kernel prints 32-bit words in host order: 127.0.0.1 reads 0100007F, ::1 ends with 01000000. */
const LOOPBACK_6 = `${'0'.repeat(24)}01000000`;
/** 127.0.0.11: the container engine's own resolver, which listens in every container and is no program of the member's. */
const ENGINE_RESOLVER = '0B00007F';
/** Where the agent itself listens, for the names of neighbours. */
const AGENT_DOOR = `${hexOf(DOOR_ADDRESS)}:${DOOR_PORT.toString(16).toUpperCase().padStart(4, '0')}`;
const MAPPED_LOOPBACK = /^0{16}FFFF0000[0-9A-F]{6}7F$/;

/** @param table content of /proc/net/tcp or tcp6; lines that are none of a table are passed over */
export function parseListeners(table: string, family: 4 | 6): Listener[] {
  const listeners: Listener[] = [];
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    const inode = fields[9];
    if (state !== LISTEN || inode === undefined || local === AGENT_DOOR) continue;
    const [address = '', hexPort = ''] = local.split(':');
    const port = Number.parseInt(hexPort, 16);
    if (port > 0 && address !== ENGINE_RESOLVER) listeners.push({ port, address: kindOfAddress(address), family, inode });
  }
  return listeners;
}

function kindOfAddress(address: string): Listener['address'] {
  if (ANY.has(address)) return 'any';
  const loopback = address.length === 8 ? address.endsWith('7F') : address === LOOPBACK_6 || MAPPED_LOOPBACK.test(address);
  return loopback ? 'loopback' : 'other';
}

/** As the kernel of a little-endian machine prints it: 127.0.0.1 reads 0100007F. */
function hexOf(address: string): string {
  return Buffer.from(address.split('.').toReversed().map(Number)).toString('hex').toUpperCase();
}
