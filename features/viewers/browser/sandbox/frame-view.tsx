'use client';

import { useEffect, useRef } from 'react';

import { harmlessPress } from './frame-keys.ts';
import { openFrame, scriptText, type SandboxedFrame } from './sandboxed-frame.ts';

type FrameViewProps = {
  readonly title: string;
  /** Address of the script that runs in it. */
  readonly script: string;
  readonly onReady: (frame: SandboxedFrame) => () => void;
  readonly onMessage: (message: Readonly<Record<string, unknown>>) => void;
  readonly onFailed: (error: unknown) => void;
  /** Ctrl+F was pressed in it. */
  readonly onFind?: () => void;
};

/** `onReady` is called once for each frame that is made; what it returns, before the frame goes. */
export function FrameView({ title, script, onReady, onMessage, onFailed, onFind }: FrameViewProps) {
  const element = useRef<HTMLIFrameElement>(null);
  const latest = useRef({ onReady, onMessage, onFailed, onFind });
  useEffect(() => {
    latest.current = { onReady, onMessage, onFailed, onFind };
  });
  useEffect(() => {
    const frame = element.current;
    if (frame === null) return;
    let isGone = false;
    let stop = (): void => undefined;
    let close = (): void => undefined;
    scriptText(script).then(
      (text) => {
        if (isGone) return;
        close = openFrame({ element: frame, script: text, onReady: (ready) => (stop = latest.current.onReady(ready)), onMessage: (message) => (message['type'] === 'key' ? press(frame, { message, onFind: latest.current.onFind }) : latest.current.onMessage(message)) });
      },
      (error: unknown) => latest.current.onFailed(error),
    );
    return () => {
      isGone = true;
      stop();
      close();
    };
  }, [script]);
  return <iframe ref={element} className="viewer-frame" title={title} sandbox="allow-scripts" />;
}

/** As if it had been pressed on the frame: the page's own keys work there as well. */
function press(frame: HTMLIFrameElement, { message, onFind }: { readonly message: Readonly<Record<string, unknown>>; readonly onFind: (() => void) | undefined }): void {
  const pressed = document.activeElement === frame ? harmlessPress(message) : null;
  if (pressed === 'find') onFind?.();
  else if (pressed !== null) frame.dispatchEvent(new KeyboardEvent('keydown', { ...pressed, bubbles: true, cancelable: true }));
}
