import { z } from 'zod';

const Names = z.array(z.string()).catch([]);

/** What was used lately, the latest first, kept in this browser. */
export class Recent {
  private readonly key: string;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  private readonly most: number;
  private names: readonly string[];

  constructor({ key, storage, most }: { readonly key: string; readonly storage: Pick<Storage, 'getItem' | 'setItem'>; readonly most: number }) {
    this.key = key;
    this.storage = storage;
    this.most = most;
    this.names = read(storage.getItem(key)).slice(0, most);
  }

  all(): readonly string[] {
    return this.names;
  }

  add(name: string): void {
    if (this.names[0] === name) return;
    this.keep([name, ...this.names.filter((other) => other !== name)].slice(0, this.most));
  }

  drop(isGone: (name: string) => boolean): void {
    const left = this.names.filter((name) => !isGone(name));
    if (left.length < this.names.length) this.keep(left);
  }

  private keep(names: readonly string[]): void {
    this.names = names;
    try {
      this.storage.setItem(this.key, JSON.stringify(names));
    } catch {
      // A full storage forgets what was recent when the page goes; nothing else.
    }
  }
}

function read(text: string | null): readonly string[] {
  try {
    return Names.parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
