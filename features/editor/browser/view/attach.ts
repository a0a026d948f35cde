import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';

/** Lets features add to a text editor for as long as it shows that text; also those that come later. Returns what takes all of it away. */
export function attach({ editors }: Pick<Workbench, 'editors'>, context: TextEditorContext): () => void {
  const stops = new Map<unknown, () => void>();
  const follow = (): void => {
    const known = editors.attachments.get();
    for (const [attachment, stop] of stops) {
      if (known.some((other) => other === attachment)) continue;
      stop();
      stops.delete(attachment);
    }
    for (const attachment of known) if (!stops.has(attachment)) stops.set(attachment, attachment(context));
  };
  follow();
  const unsubscribe = editors.attachments.subscribe(follow);
  return () => {
    unsubscribe();
    for (const stop of stops.values()) stop();
  };
}
