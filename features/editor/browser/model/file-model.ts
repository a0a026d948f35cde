import { Signal, Store, type Readable } from '../../../../components/workbench/store.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { etagOf, orNull, readTheirs } from './disk-version.ts';
import type { FileContent, WriteCondition } from './file-content.ts';
import { GONE_AFTER_MS, LOAD_AGAIN, baseOf, SAME, type FileFacts, type FileModelDeps } from './file-model-deps.ts';
import { isDirty, type DiskSince, type Draft, type FileState, type SaveProblem, type TextBuffer, type Theirs } from './file-state.ts';
import { encodeText, type Encoding } from './text-codec.ts';

/**
 * One open file: what was read, what was typed, what is on disk. Never writes over a version it has not seen and
 * never lets go of text that is not saved. Lives outside React; `dispose()` is its owner's.
 */
export class FileModel {
  readonly path: FilePath;
  /** A clean text followed the disk without being asked. */
  readonly reloaded = new Signal<void>();
  private readonly deps: FileModelDeps;
  private readonly current = new Store<FileState>({ phase: 'loading' });
  private readonly currentFacts = new Store<FileFacts>({ readOnly: false, encoding: 'utf-8', sizeBytes: 0 });
  private readonly currentBuffer = new Store<TextBuffer | null>(null);
  private etag: string | null = null;
  private chosenEncoding: Encoding | null = null;
  private base: string | null = null;
  private savedVersion = 0;
  private disk: DiskSince = SAME;
  private writing: Promise<boolean> | null = null;
  private lookAfterwards = false;
  private accepting = false;
  private following: Promise<void> = Promise.resolve();
  private stopListening: () => void = () => undefined;
  private disposed = false;

  constructor(deps: FileModelDeps) {
    const read: FileContent['read'] = (of, signal) => deps.content.read(of, signal, this.chosenEncoding ?? undefined);
    this.deps = { ...deps, content: { read, write: (of, written) => deps.content.write(of, written) } };
    this.path = deps.path;
    this.chosenEncoding = deps.encodings?.find(deps.path) ?? null;
  }

  get state(): Readable<FileState> {
    return this.current;
  }

  get facts(): Readable<FileFacts> {
    return this.currentFacts;
  }

  /** null until the text is there, and for what is not shown as text. */
  get buffer(): Readable<TextBuffer | null> {
    return this.currentBuffer;
  }

  /** The text as it was read or last saved; null for very large ones. */
  get baseText(): string | null {
    return this.base;
  }

  /** Reads the file, and puts unsaved text that was kept over it. `carried` is unsaved text of the same file under an older name. */
  async load(carried?: Draft): Promise<void> {
    this.current.set({ phase: 'loading' });
    const kept = this.deps.drafts.find(this.path);
    try {
      const read = await this.deps.content.read(this.path);
      const draft = carried ?? (await kept);
      const { decoded, sizeBytes } = read;
      if (this.disposed) return;
      if (decoded.kind === 'binary') {
        this.current.set({ phase: 'unshown', reason: 'binary', sizeBytes });
        return;
      }
      this.etag = read.etag;
      this.currentFacts.set({ readOnly: read.readOnly, encoding: draft?.encoding ?? decoded.encoding, sizeBytes });
      this.base = baseOf(decoded.text);
      await this.show(decoded.text, draft);
    } catch (error) {
      const { code, details } = fromWireError(error);
      const draft = carried ?? (await kept);
      if (this.disposed) return;
      if (code === 'not_found' && draft !== null) await this.showWithoutFile(draft);
      else this.current.set({ phase: 'unshown', reason: code, sizeBytes: typeof details['sizeBytes'] === 'number' ? details['sizeBytes'] : null });
    }
  }

  /** Resolves to true when what was typed until now is on disk. A conflict or a refusal is told by the state. */
  async save(): Promise<boolean> {
    if (this.writing !== null) {
      await this.writing;
      return this.current.get().phase === 'dirty' ? this.save() : this.current.get().phase === 'clean';
    }
    const state = this.current.get();
    if (state.phase === 'clean' && !state.gone) return true;
    if (state.phase !== 'dirty' && state.phase !== 'clean') return false;
    return this.write(this.disk.kind === 'gone' || this.etag === null ? 'creates' : { replaces: this.etag });
  }

  /** Writes over the version that the conflict showed, and only over that one. */
  async overwrite(): Promise<boolean> {
    const theirs = await this.latest();
    return theirs === null ? this.save() : this.write({ replaces: theirs.etag });
  }

  /** Takes the version on disk; what was typed can be had back by undoing. */
  async takeTheirs(): Promise<void> {
    const theirs = await this.latest();
    if (theirs !== null) this.accept(theirs);
  }

  /** Leaves the question of a conflict: the text stays unsaved beside a newer file. */
  postpone(): void {
    if (this.current.get().phase === 'conflict') this.setDirty(null);
  }

  /** Decides against the version on disk: the next save replaces it, if it is still that one. @throws AtelierError */
  async keepMine(): Promise<void> {
    const etag = await etagOf(this.deps.stat, this.path);
    if (this.current.get().phase !== 'dirty') return;
    this.etag = etag;
    this.disk = etag === null ? { kind: 'gone' } : SAME;
    this.setDirty(null);
  }

  /** The version on disk, for a comparison; null when there is none. @throws AtelierError */
  async theirs(): Promise<Theirs | null> {
    const state = this.current.get();
    return state.phase === 'conflict' ? state.theirs : readTheirs(this.deps, this.path);
  }

  /** Reads the file anew, in another encoding. Only where there is nothing unsaved; false else. */
  async reopenWith(encoding: Encoding): Promise<boolean> {
    if (this.current.get().phase !== 'clean') return false;
    this.chosenEncoding = encoding;
    this.deps.encodings?.keep(this.path, encoding);
    await this.load();
    return true;
  }

  /** Writes the text in another encoding, at once. Resolves as `save` does. */
  async saveWith(encoding: Encoding): Promise<boolean> {
    await this.writing;
    if (!['clean', 'dirty'].includes(this.current.get().phase)) return false;
    this.chosenEncoding = encoding;
    this.deps.encodings?.keep(this.path, encoding);
    this.currentFacts.update((facts) => ({ ...facts, encoding }));
    return this.write(this.disk.kind === 'gone' || this.etag === null ? 'creates' : { replaces: this.etag });
  }

  /** Saving in UTF-8 from now on: for characters that the file's encoding does not have. */
  saveAsUtf8(): Promise<boolean> {
    return this.saveWith('utf-8');
  }

  /** The text as a draft, when there is something unsaved. */
  draft(): Draft | null {
    const buffer = this.currentBuffer.get();
    return buffer !== null && isDirty(this.current.get()) ? this.draftOf(buffer) : null;
  }

  /** Lets go of the unsaved text that is kept in the browser: it was saved elsewhere, or is not wanted. */
  discardDraft(): void {
    this.stopListening();
    this.deps.drafts.removed(this.path);
  }

  /** The watcher saw a new version; `etag` null when it does not know which. */
  changedOnDisk(etag: string | null): void {
    if (etag !== null && etag === this.etag && this.disk.kind === 'same') return;
    this.look({ isKnown: etag !== null });
  }

  /** The watcher saw the name go. Many programs save like this: it is looked at a moment later. */
  removedOnDisk(): void {
    setTimeout(() => this.look(), GONE_AFTER_MS);
  }

  /** Compares with the disk, after an absence or a change; `isKnown` saves the question whether there was one. */
  look({ isKnown } = { isKnown: false }): void {
    const { phase } = this.current.get();
    if (this.disposed || phase === 'loading') return;
    if (this.writing !== null) {
      this.lookAfterwards = true;
      return;
    }
    this.following = this.following.then(() => this.follow(isKnown)).catch((error: unknown) => {
      // No answer now; the next event or the next connection looks again.
      if (!(error instanceof AtelierError)) throw error;
    });
  }

  /** Resolves when nothing that the disk said is left to be done. */
  async settled(): Promise<void> {
    await this.writing;
    await this.following;
  }

  dispose(): void {
    this.disposed = true;
    this.stopListening();
    this.currentBuffer.get()?.dispose();
  }

  private async show(text: string, draft: Draft | null): Promise<void> {
    const buffer = await this.adopt(text);
    if (buffer === null) return;
    const isBehind = draft !== null && draft.baseEtag !== null && draft.baseEtag !== this.etag;
    this.disk = isBehind ? { kind: 'changed', atMs: this.deps.nowMs() } : SAME;
    // Text that was made from a version which nobody sees any more: saving it over this one has to be asked about.
    if (isBehind && draft.text !== buffer.getText()) [this.etag, this.base] = [draft.baseEtag, null];
    if (draft !== null && draft.text !== buffer.getText()) buffer.setText(draft.text);
    else if (draft !== null) this.deps.drafts.removed(this.path);
    this.afterTyping(buffer);
  }

  private async showWithoutFile(draft: Draft): Promise<void> {
    this.etag = null;
    this.disk = { kind: 'gone' };
    this.currentFacts.set({ readOnly: false, encoding: draft.encoding, sizeBytes: draft.text.length });
    if ((await this.adopt(draft.text)) === null) return;
    this.savedVersion = -1;
    this.setDirty(null);
  }

  private async adopt(text: string): Promise<TextBuffer | null> {
    const buffer = await this.deps.createBuffer({ path: this.path, text, sizeBytes: this.currentFacts.get().sizeBytes });
    if (this.disposed) {
      buffer.dispose();
      return null;
    }
    this.stopListening();
    this.currentBuffer.get()?.dispose();
    this.savedVersion = buffer.version();
    this.stopListening = buffer.onChange(() => this.afterTyping(buffer));
    this.currentBuffer.set(buffer);
    return buffer;
  }

  private afterTyping(buffer: TextBuffer): void {
    const { phase } = this.current.get();
    if (phase === 'conflict' || this.accepting) return;
    if (buffer.version() !== this.savedVersion) {
      this.deps.drafts.changed(this.path, () => this.draftOf(buffer));
      if (phase !== 'saving') this.setDirty(null);
      return;
    }
    if (phase === 'saving') return;
    this.deps.drafts.removed(this.path);
    const changed = this.disk.kind === 'changed';
    this.current.set({ phase: 'clean', gone: this.disk.kind === 'gone' });
    if (changed) this.look();
  }

  private draftOf(buffer: TextBuffer): Draft {
    return { text: buffer.getText(), baseEtag: this.etag, encoding: this.currentFacts.get().encoding, savedAtMs: this.deps.nowMs() };
  }

  private setDirty(problem: SaveProblem | null): void {
    this.current.set({ phase: 'dirty', disk: this.disk, problem });
  }

  private async write(condition: WriteCondition): Promise<boolean> {
    const buffer = this.currentBuffer.get();
    if (buffer === null) return false;
    const version = buffer.version();
    const text = buffer.getText();
    const encoded = encodeText(text, this.currentFacts.get().encoding);
    if ('missing' in encoded) {
      this.setDirty({ kind: 'unencodable', character: encoded.missing });
      return false;
    }
    this.current.set({ phase: 'saving' });
    this.writing = this.deps.content
      .write(this.path, { bytes: encoded.bytes, condition })
      .then((etag) => this.written(buffer, { etag, version, text }))
      .catch((error: unknown) => this.refused(fromWireError(error), { text, version, condition }));
    const done = await this.writing;
    this.writing = null;
    if (this.lookAfterwards) {
      this.lookAfterwards = false;
      this.look();
    }
    return done;
  }

  private written(buffer: TextBuffer, saved: { etag: string; version: number; text: string }): boolean {
    this.etag = saved.etag;
    this.savedVersion = saved.version;
    this.base = baseOf(saved.text);
    this.disk = SAME;
    if (this.disposed) return true;
    this.current.set({ phase: 'clean', gone: false });
    this.afterTyping(buffer);
    return true;
  }

  private async refused(error: AtelierError, attempt: { text: string; version: number; condition: WriteCondition }): Promise<boolean> {
    if (error.code !== 'changed_since' && error.code !== 'not_found') {
      this.setDirty({ kind: 'refused', error });
      return false;
    }
    try {
      const theirs = await readTheirs(this.deps, this.path);
      const buffer = this.currentBuffer.get();
      if (buffer === null) return false;
      if (theirs === null || this.isBase(theirs)) return await this.writeAgain(buffer, theirs, attempt);
      // The answer to an earlier save was lost on the way, or both wrote the same: nothing to ask.
      if (theirs.text === attempt.text && theirs.encoding === this.currentFacts.get().encoding) return this.written(buffer, { etag: theirs.etag, version: attempt.version, text: attempt.text });
      this.disk = { kind: 'changed', atMs: theirs.modifiedAtMs };
      this.current.set({ phase: 'conflict', theirs });
    } catch (failure) {
      this.setDirty({ kind: 'refused', error: fromWireError(failure) });
    }
    return false;
  }

  /** Where there is no file any more, or another version with the text we know. */
  private async writeAgain(buffer: TextBuffer, theirs: Theirs | null, { text, version, condition }: { text: string; version: number; condition: WriteCondition }): Promise<boolean> {
    if (theirs === null) this.disk = { kind: 'gone' };
    const encoded = encodeText(text, this.currentFacts.get().encoding);
    if ((theirs === null && condition === 'creates') || 'missing' in encoded) throw new AtelierError('not_found');
    const etag = await this.deps.content.write(this.path, { bytes: encoded.bytes, condition: theirs === null ? 'creates' : { replaces: theirs.etag } });
    return this.written(buffer, { etag, version, text });
  }

  /** Another version of the file with the text we know: its mode was changed, or it was touched. */
  private isBase(theirs: Theirs): boolean {
    return theirs.text === this.base && theirs.encoding === this.currentFacts.get().encoding;
  }

  private async latest(): Promise<Theirs | null> {
    const state = this.current.get();
    if (state.phase === 'conflict') return state.theirs;
    try {
      return await readTheirs(this.deps, this.path);
    } catch (error) {
      this.setDirty({ kind: 'refused', error: fromWireError(error) });
      return null;
    }
  }

  private accept(theirs: Theirs): void {
    const buffer = this.currentBuffer.get();
    if (buffer === null) return;
    this.etag = theirs.etag;
    this.base = baseOf(theirs.text);
    this.disk = SAME;
    this.currentFacts.update((facts) => ({ ...facts, encoding: theirs.encoding }));
    this.accepting = true;
    buffer.setText(theirs.text);
    this.accepting = false;
    this.savedVersion = buffer.version();
    this.current.set({ phase: 'clean', gone: false });
    this.deps.drafts.removed(this.path);
  }

  private async follow(isKnown: boolean): Promise<void> {
    const state = this.current.get();
    if (this.disposed || state.phase === 'loading' || state.phase === 'saving' || state.phase === 'conflict') return;
    if (state.phase === 'unshown') {
      if (LOAD_AGAIN.has(state.reason)) await this.load();
      return;
    }
    if (state.phase === 'dirty') await this.noticeChange();
    else if (isKnown || state.gone || (await etagOf(this.deps.stat, this.path)) !== this.etag) await this.followQuietly();
  }

  private async noticeChange(): Promise<void> {
    const etag = await etagOf(this.deps.stat, this.path);
    // What cannot be read as text is not the text we know.
    const theirs = etag === null || etag === this.etag || this.base === null ? null : await readTheirs(this.deps, this.path).catch(() => null);
    if (this.current.get().phase !== 'dirty') return;
    if (theirs !== null && this.isBase(theirs)) this.etag = theirs.etag;
    if (etag === this.etag || theirs?.etag === this.etag) this.disk = SAME;
    else this.disk = etag === null ? { kind: 'gone' } : { kind: 'changed', atMs: this.deps.nowMs() };
    this.setDirty(null);
  }

  private async followQuietly(): Promise<void> {
    const versionBefore = this.currentBuffer.get()?.version();
    const read = await orNull(() => this.deps.content.read(this.path));
    const buffer = this.currentBuffer.get();
    if (this.disposed || buffer === null || this.writing !== null) return;
    if (buffer.version() !== versionBefore) return this.noticeChange();
    if (read === null) {
      this.disk = { kind: 'gone' };
      this.current.set({ phase: 'clean', gone: true });
      return;
    }
    const changed = read.etag !== this.etag;
    const { decoded, sizeBytes } = read;
    this.currentFacts.update((facts) => ({ ...facts, readOnly: read.readOnly, sizeBytes }));
    if (decoded.kind === 'binary') {
      this.current.set({ phase: 'unshown', reason: 'binary', sizeBytes });
      return;
    }
    this.accept({ text: decoded.text, etag: read.etag, encoding: decoded.encoding, modifiedAtMs: 0 });
    if (changed) this.reloaded.emit();
  }
}
