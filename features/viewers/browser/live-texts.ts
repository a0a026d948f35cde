import type { TextEditorContext } from '../../../components/workbench/editors/text-editor.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Store, type Readable } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';

const MAX_CHARACTERS = 2_000_000;

/** Texts that show in an editor just now, as they are being typed: a preview follows them. */
export class LiveTexts {
  private readonly texts = new Map<FilePath, Store<string | null>>();
  private readonly stop: () => void;

  constructor(workbench: Workbench) {
    this.stop = workbench.editors.attachments.add((context) => this.attach(context));
  }

  /** null: no editor shows it. */
  of(path: FilePath): Readable<string | null> {
    const known = this.texts.get(path) ?? new Store<string | null>(null);
    this.texts.set(path, known);
    return known;
  }

  dispose(): void {
    this.stop();
  }

  private attach({ model, path, shows }: TextEditorContext): () => void {
    if (shows === 'left' || !/\.(md|markdown|mdown|mkd)$/i.test(path)) return () => undefined;
    const read = (): void => {
      const store = this.texts.get(path) ?? new Store<string | null>(null);
      this.texts.set(path, store);
      if (!model.isDisposed() && model.getValueLength() <= MAX_CHARACTERS) store.set(model.getValue());
    };
    read();
    const subscription = model.onDidChangeContent(read);
    return () => {
      subscription.dispose();
      this.texts.get(path)?.set(null);
    };
  }
}

export const liveTexts = defineSession((workbench) => new LiveTexts(workbench));
