import { covers, MAX_FOUND, type ImportPlan, type LeftOver, type ModulePreview, type PlannedModule, type TreeEntry } from '../../shared/imports.ts';

/** A line of `git ls-tree -r -l -z`. */
export type Leaf = { readonly path: string; readonly kind: 'file' | 'link' | 'submodule'; readonly bytes: number };

const LINE = /^(?<mode>\d{6}) (?:blob|commit) [0-9a-f]+ +(?<bytes>\d+|-)\t(?<path>.+)$/s;
const KINDS: Readonly<Record<string, Leaf['kind']>> = { '120000': 'link', '160000': 'submodule' };
const SHOWN_FILES = 200;
/** Names that by custom hold what must not be shared; samples of them are meant to be. */
const SECRET = /(^|\/)(\.env(\..+)?|\.netrc|\.pgpass|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|credentials(\.json)?|service-account.*\.json|.+\.(pem|key|p12|pfx|jks|keystore))$/i;
const SAMPLE = /\.(example|sample|template|dist|defaults?|test|pub)$/i;

export function isSecret(path: string): boolean {
  return SECRET.test(path) && !SAMPLE.test(path);
}

/** Reads git's listing; names are bytes there and kept as UTF-8 says them. */
export function parseListing(listing: Buffer): Leaf[] {
  const leaves: Leaf[] = [];
  for (let start = 0, end = listing.indexOf(0); end !== -1; start = end + 1, end = listing.indexOf(0, start)) {
    const { mode = '', bytes = '', path = '' } = LINE.exec(listing.toString('utf8', start, end))?.groups ?? {};
    if (path !== '') leaves.push({ path, kind: KINDS[mode] ?? 'file', bytes: bytes === '-' ? 0 : Number(bytes) });
  }
  return leaves;
}

/** Everything that is asked of a source, from one listing of its newest commit. */
export class SourceTree {
  readonly #leaves: readonly Leaf[];

  constructor(leaves: readonly Leaf[]) {
    this.#leaves = leaves;
  }

  get files(): number {
    return this.#leaves.length;
  }

  /** What lies directly in a folder, folders first, each by name. */
  folder(path: string): TreeEntry[] {
    const prefix = path === '' ? '' : `${path}/`;
    return gather(this.#leaves.filter((leaf) => leaf.path.startsWith(prefix)), (leaf) => {
      const slash = leaf.path.indexOf('/', prefix.length);
      return slash === -1 ? leaf.path : leaf.path.slice(0, slash);
    });
  }

  /** Files and folders with `text` in their own name, whatever its case; the first of them. */
  find(text: string): TreeEntry[] {
    const wanted = text.toLowerCase();
    const isWanted = (name: string): boolean => name.toLowerCase().includes(wanted);
    const folders = new Set<string>();
    const found: Leaf[] = [];
    for (const leaf of this.#leaves) {
      const parts = leaf.path.split('/');
      if (isWanted(parts.at(-1) ?? '')) found.push(leaf);
      for (let depth = 1; depth < parts.length; depth += 1) if (isWanted(parts[depth - 1] ?? '')) folders.add(parts.slice(0, depth).join('/'));
      if (found.length + folders.size >= MAX_FOUND) break;
    }
    return [...this.#foldersOf(folders), ...gather(found, ({ path }) => path)].slice(0, MAX_FOUND);
  }

  /** These folders with what is in them, in one pass: a monorepo has hundreds of the same name. */
  #foldersOf(paths: ReadonlySet<string>): TreeEntry[] {
    const entries = new Map<string, { bytes: number; files: number }>([...paths].map((path) => [path, { bytes: 0, files: 0 }]));
    for (const { path, bytes } of paths.size === 0 ? [] : this.#leaves) {
      for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
        const entry = entries.get(path.slice(0, slash));
        if (entry === undefined) continue;
        entry.bytes += bytes;
        entry.files += 1;
      }
    }
    return [...entries].map(([path, sums]) => ({ path, kind: 'folder' as const, ...sums, secret: false })).toSorted((a, b) => a.path.localeCompare(b.path));
  }

  /** How much of it a module takes. */
  sizeOf(module: PlannedModule, leftOut: readonly string[]): { readonly files: number; readonly bytes: number } {
    const { fileCount, bytes } = this.moves(module, leftOut);
    return { files: fileCount, bytes };
  }

  has(path: string): boolean {
    return this.#leaves.some((leaf) => leaf.path === path);
  }

  under(path: string): readonly Leaf[] {
    return this.#leaves.filter((leaf) => covers(path, leaf.path));
  }

  secrets(): string[] {
    return this.#leaves.filter(({ path }) => isSecret(path)).map(({ path }) => path);
  }

  /** Where each file of a module goes. */
  moves(module: PlannedModule, leftOut: readonly string[]): Pick<ModulePreview, 'files' | 'fileCount' | 'bytes'> {
    const taken = this.#leaves.filter(({ path }) => module.paths.some((wanted) => covers(wanted, path)) && !leftOut.some((out) => covers(out, path)));
    const files = taken.slice(0, SHOWN_FILES).map(({ path }) => ({ from: path, to: module.root === '' ? path : path.slice(module.root.length + 1) }));
    return { files, fileCount: taken.length, bytes: sum(taken) };
  }

  /** The topmost entries of which no file is taken, and the files beside those that are. */
  leftOver({ modules, leftOut }: ImportPlan): LeftOver {
    const takers = [...modules.flatMap(({ paths }) => paths), ...leftOut];
    const left = this.#leaves.filter(({ path }) => !takers.some((taker) => covers(taker, path)));
    const entries = gather(left, ({ path }) => {
      const parts = path.split('/');
      const depth = parts.findIndex((_, index) => !takers.some((taker) => taker.startsWith(`${parts.slice(0, index + 1).join('/')}/`)));
      return parts.slice(0, depth + 1).join('/');
    });
    return { entries, files: left.length };
  }
}

function gather(leaves: readonly Leaf[], entryOf: (leaf: Leaf) => string): TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  for (const leaf of leaves) {
    const path = entryOf(leaf);
    const present = entries.get(path);
    const secret = isSecret(leaf.path);
    if (present === undefined) entries.set(path, { path, kind: path === leaf.path ? leaf.kind : 'folder', bytes: leaf.bytes, files: 1, secret: path === leaf.path && secret });
    else entries.set(path, { ...present, bytes: present.bytes + leaf.bytes, files: present.files + 1 });
  }
  return [...entries.values()].toSorted((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.path.localeCompare(b.path));
}

function sum(leaves: readonly Leaf[]): number {
  return leaves.reduce((bytes, leaf) => bytes + leaf.bytes, 0);
}
