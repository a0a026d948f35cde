'use client';

import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from 'lucide-react';
import { useEffect, useState, type PointerEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

type BarKey = { readonly key: string; readonly code: string; readonly keyCode: number };

const ESCAPE: BarKey = { key: 'Escape', code: 'Escape', keyCode: 27 };
const TAB: BarKey = { key: 'Tab', code: 'Tab', keyCode: 9 };
const SLASH: BarKey = { key: '/', code: 'Slash', keyCode: 191 };
const LEFT: BarKey = { key: 'ArrowLeft', code: 'ArrowLeft', keyCode: 37 };
const UP: BarKey = { key: 'ArrowUp', code: 'ArrowUp', keyCode: 38 };
const DOWN: BarKey = { key: 'ArrowDown', code: 'ArrowDown', keyCode: 40 };
const RIGHT: BarKey = { key: 'ArrowRight', code: 'ArrowRight', keyCode: 39 };

/** Keys that a phone's keyboard lacks, for whatever has the focus. Ctrl holds for one key. */
export function KeyBar() {
  const t = useTranslations('workbench');
  const [ctrl, setCtrl] = useState(false);
  useStickyCtrl(ctrl, () => setCtrl(false));
  const send = (key: BarKey): void => {
    sendKey(key, ctrl);
    setCtrl(false);
  };
  return (
    <div className="keybar" role="toolbar" aria-label={t('keys')}>
      <Key onPress={() => send(ESCAPE)}>{t('key.escape')}</Key>
      <Key isPressed={ctrl} onPress={() => setCtrl(!ctrl)}>
        {t('key.control')}
      </Key>
      <Key onPress={() => send(TAB)}>{t('key.tab')}</Key>
      <Key onPress={() => send(SLASH)}>/</Key>
      <Key label={t('key.left')} onPress={() => send(LEFT)}>
        <ChevronLeft aria-hidden />
      </Key>
      <Key label={t('key.up')} onPress={() => send(UP)}>
        <ChevronUp aria-hidden />
      </Key>
      <Key label={t('key.down')} onPress={() => send(DOWN)}>
        <ChevronDown aria-hidden />
      </Key>
      <Key label={t('key.right')} onPress={() => send(RIGHT)}>
        <ChevronRight aria-hidden />
      </Key>
    </div>
  );
}

function Key({ label, isPressed, onPress, children }: { readonly label?: string; readonly isPressed?: boolean; readonly onPress: () => void; readonly children: ReactNode }) {
  // The focus, and with it the phone's keyboard, must stay where it is.
  const keepFocus = (event: PointerEvent): void => event.preventDefault();
  return (
    <button type="button" tabIndex={-1} aria-label={label} aria-pressed={isPressed} onPointerDown={keepFocus} onMouseDown={(event) => event.preventDefault()} onClick={onPress}>
      {children}
    </button>
  );
}

/** A press as the editor and the terminal read it; a plain character is also inserted. */
function sendKey({ key, code, keyCode }: BarKey, ctrlKey: boolean): void {
  const target = document.activeElement;
  if (target === null) return;
  const taken = !target.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode, which: keyCode, ctrlKey, bubbles: true, cancelable: true }));
  if (!taken && key.length === 1 && !ctrlKey) document.execCommand('insertText', false, key);
  target.dispatchEvent(new KeyboardEvent('keyup', { key, code, keyCode, which: keyCode, ctrlKey, bubbles: true, cancelable: true }));
}

/**
 * While Ctrl is down on the bar, the next character that is typed becomes Ctrl and that character. Keyboards that
 * say which key it was are heard at once, before the terminal takes it; the others only as they insert its text.
 */
function useStickyCtrl(isDown: boolean, release: () => void): void {
  useEffect(() => {
    if (!isDown) return;
    const press = (event: Event, character: string): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      sendKey({ key: character, code: /[a-z]/i.test(character) ? `Key${character.toUpperCase()}` : '', keyCode: character.toUpperCase().charCodeAt(0) }, true);
      release();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const isHeld = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
      // What sendKey made is not trusted; a key that is not told has a longer name.
      if (event.isTrusted && !isHeld && event.key.length === 1) press(event, event.key);
    };
    const onBeforeInput = (event: InputEvent): void => {
      if (event.inputType === 'insertText' && event.data?.length === 1) press(event, event.data);
    };
    document.addEventListener('keydown', onKeyDown, true);
    document.addEventListener('beforeinput', onBeforeInput, true);
    return () => {
      document.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('beforeinput', onBeforeInput, true);
    };
  }, [isDown, release]);
}
