/** What stands in a .zip beside its files' bytes, as PKWARE's APPNOTE 6.3 lays it out. All numbers little-endian. */
export type ZipEntry = { readonly kind: 'file' | 'folder' | 'link'; readonly name: string; readonly modified: Date; /** As `chmod` takes it. */ readonly mode: number };

export type ZipPart = ZipEntry & {
  /** Where its local header is in the archive. */
  readonly at: number;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** Sizes stand behind the bytes. */
  readonly isStreamed?: boolean;
  /** They take eight bytes there. */
  readonly isLong?: boolean;
};

const MOST_16 = 0xffff;
const MOST_32 = 0xffffffff;
/** From here on a streamed file's sizes take eight bytes, also those that it has when it is packed. */
export const NEEDS_LONG_SIZES = 0xf0000000;
/** 4.5 is the first version with long sizes; made by a Unix. */
const VERSION = 45;
const MADE_BY_UNIX = 3 << 8;
const NAME_IS_UTF8 = 0x0800;
const SIZES_BEHIND = 0x0008;
const METHODS = { stored: 0, deflated: 8 } as const;
const TYPES = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;
const MSDOS_FOLDER = 0x10;

export function localHeader(part: ZipPart): Buffer {
  const name = Buffer.from(part.name);
  const long = part.isLong === true ? longField(0, 0) : Buffer.alloc(0);
  const extra = Buffer.concat([timeField(part.modified), long]);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  about(part).copy(head, 6);
  sizesOf({ ...part, isLong: part.isLong === true }).copy(head, 14);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

export function dataDescriptor({ crc, sizeBytes, packedBytes, isLong }: ZipPart): Buffer {
  const bytes = Buffer.alloc(isLong === true ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  if (isLong === true) {
    bytes.writeBigUInt64LE(BigInt(packedBytes), 8);
    bytes.writeBigUInt64LE(BigInt(sizeBytes), 16);
  } else {
    bytes.writeUInt32LE(packedBytes, 8);
    bytes.writeUInt32LE(sizeBytes, 12);
  }
  return bytes;
}

export function centralHeader(part: ZipPart): Buffer {
  const { at, sizeBytes, packedBytes } = part;
  const name = Buffer.from(part.name);
  const isLong = [at, sizeBytes, packedBytes].some((value) => value >= MOST_32) || part.isLong === true;
  const extra = Buffer.concat([timeField(part.modified), isLong ? longField(sizeBytes, packedBytes, at) : Buffer.alloc(0)]);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(MADE_BY_UNIX | VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  about(part).copy(head, 8);
  sizesOf({ ...part, isLong }).copy(head, 16);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  const mode = ((TYPES[part.kind] | part.mode) << 16) >>> 0;
  head.writeUInt32LE(part.kind === 'folder' ? (mode | MSDOS_FOLDER) >>> 0 : mode, 38);
  head.writeUInt32LE(isLong ? MOST_32 : at, 42);
  return Buffer.concat([head, name, extra]);
}

export function endOfArchive({ entries, directoryAt, directoryBytes }: { readonly entries: number; readonly directoryAt: number; readonly directoryBytes: number }): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MOST_16), 8);
  end.writeUInt16LE(Math.min(entries, MOST_16), 10);
  end.writeUInt32LE(Math.min(directoryBytes, MOST_32), 12);
  end.writeUInt32LE(Math.min(directoryAt, MOST_32), 16);
  if (entries < MOST_16 && directoryBytes < MOST_32 && directoryAt < MOST_32) return end;
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x06064b50, 0);
  long.writeBigUInt64LE(44n, 4);
  long.writeUInt16LE(MADE_BY_UNIX | VERSION, 12);
  long.writeUInt16LE(VERSION, 14);
  long.writeBigUInt64LE(BigInt(entries), 24);
  long.writeBigUInt64LE(BigInt(entries), 32);
  long.writeBigUInt64LE(BigInt(directoryBytes), 40);
  long.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([long, locator, end]);
}

/** Flags, method, time and date: the same eight bytes in both headers. */
function about({ isStreamed, method, modified }: ZipPart): Buffer {
  const bytes = Buffer.alloc(8);
  const year = Math.min(2107, Math.max(1980, modified.getFullYear()));
  bytes.writeUInt16LE(NAME_IS_UTF8 | (isStreamed === true ? SIZES_BEHIND : 0), 0);
  bytes.writeUInt16LE(METHODS[method], 2);
  bytes.writeUInt16LE((modified.getHours() << 11) | (modified.getMinutes() << 5) | (modified.getSeconds() >> 1), 4);
  bytes.writeUInt16LE(((year - 1980) << 9) | ((modified.getMonth() + 1) << 5) | modified.getDate(), 6);
  return bytes;
}

function sizesOf({ crc, packedBytes, sizeBytes, isLong }: Pick<ZipPart, 'crc' | 'packedBytes' | 'sizeBytes'> & { readonly isLong: boolean }): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(isLong ? MOST_32 : packedBytes, 4);
  bytes.writeUInt32LE(isLong ? MOST_32 : sizeBytes, 8);
  return bytes;
}

/** The time without a zone and to the second; what it cannot hold is left out. */
function timeField(modified: Date): Buffer {
  const seconds = Math.floor(modified.getTime() / 1000);
  if (seconds < -0x80000000 || seconds > 0x7fffffff) return Buffer.alloc(0);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeInt32LE(seconds, 5);
  return field;
}

function longField(...values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}
