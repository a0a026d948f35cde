import type { CommandRegistry } from '../commands/command-registry.ts';

/**
 * Gives every key of the page to the commands first. Where the first of two strokes was ours and the second is not,
 * the text editor gets the first one late: its own chords begin with the same key as ours do.
 * @returns what stops it
 */
export function listenToKeys(commands: CommandRegistry): () => void {
  let first: KeyboardEvent | null = null;
  let isRepeating = false;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isRepeating || event.isComposing || isInDialog(event.target) || event.getModifierState('AltGraph')) return;
    const wasWaiting = commands.pending.get() !== null;
    if (commands.handleKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      first = commands.pending.get() === null ? null : event;
    } else if (wasWaiting && commands.pending.get() === null && first !== null) {
      isRepeating = true;
      repeat(first, event.target);
      isRepeating = false;
      first = null;
    }
  };
  const forget = (): void => commands.forget();
  // Capturing: the editor and the terminal would take the keys otherwise.
  window.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('blur', forget);
  window.addEventListener('pointerdown', forget);
  return () => {
    window.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('blur', forget);
    window.removeEventListener('pointerdown', forget);
  };
}

function repeat(first: KeyboardEvent, target: EventTarget | null): void {
  if (!(target instanceof Element) || target.closest('.monaco-editor') === null) return;
  const { key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey } = first;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode, which: keyCode, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true }));
}

/** Dialogs and menus are modal: commands wait until they are answered. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('dialog, [role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
