import type { Draft, DraftKeeper, TextBuffer } from './file-state.ts';

/** A text with undo, as an editor keeps it. */
export class PlainBuffer implements TextBuffer {
  private readonly texts: string[];
  private readonly listeners = new Set<() => void>();
  private at = 0;
  constructor(text: string) {
    this.texts = [text];
  }
  getText(): string {
    return this.texts[this.at] ?? '';
  }
  version(): number {
    return this.at;
  }
  setText(text: string): void {
    this.texts.splice(this.at + 1);
    this.texts.push(text);
    this.at += 1;
    for (const listener of this.listeners) listener();
  }
  undo(): void {
    this.at -= 1;
    for (const listener of this.listeners) listener();
  }
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

/** Drafts that the test can look at. */
export class MemoryDrafts implements DraftKeeper {
  readonly kept = new Map<string, Draft>();
  changed(path: string, read: () => Draft): void {
    this.kept.set(path, read());
  }
  removed(path: string): void {
    this.kept.delete(path);
  }
  async find(path: string): Promise<Draft | null> {
    return this.kept.get(path) ?? null;
  }
}
