import type { FilePath } from '../../../../shared/file-path.ts';
import type { Encoding } from './text-codec.ts';

const MAX_KEPT = 300;

/** In which encodings the member reads files that do not say it themselves: of this browser, per workspace. */
export class EncodingMemory {
  private readonly key: string;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(key: string, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.key = key;
    this.storage = storage;
  }

  find(path: FilePath): Encoding | null {
    const found = this.read().find(([known]) => known === path);
    return found?.[1] ?? null;
  }

  keep(path: FilePath, encoding: Encoding): void {
    const rest = this.read().filter(([known]) => known !== path);
    this.storage.setItem(this.key, JSON.stringify([...rest, [path, encoding]].slice(-MAX_KEPT)));
  }

  private read(): readonly (readonly [string, string])[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.key) ?? '[]');
      return Array.isArray(kept) ? kept.filter((entry): entry is [string, string] => Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string')) : [];
    } catch {
      return []; // not ours
    }
  }
}
