'use client';

import { useRef, type PointerEvent } from 'react';

export type ResizeHandleProps = {
  readonly label: string;
  /** `upright` lies between a left and a right sheet, `lying` between an upper and a lower one. */
  readonly direction: 'upright' | 'lying';
  readonly sizePx: number;
  readonly range: { readonly least: number; readonly normal: number; readonly most: number };
  /** +1 when moving right or down makes the sheet larger, else -1. */
  readonly sign: 1 | -1;
  readonly onResize: (sizePx: number) => void;
};

const KEY_STEP_PX = 16;
const DOUBLE_PRESS_MS = 350;

/** The gap between two sheets: dragged, moved with the arrow keys, put back by a double press. */
export function ResizeHandle(props: ResizeHandleProps) {
  const start = useRef<{ at: number; sizePx: number } | null>(null);
  const lastPressMs = useRef(Number.NEGATIVE_INFINITY);
  const position = (event: PointerEvent): number => (props.direction === 'upright' ? event.clientX : event.clientY);
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.timeStamp - lastPressMs.current < DOUBLE_PRESS_MS) props.onResize(props.range.normal);
    else start.current = { at: position(event), sizePx: props.sizePx };
    lastPressMs.current = event.timeStamp;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.dataset['dragging'] = '';
  };
  const stop = (event: PointerEvent<HTMLElement>): void => {
    start.current = null;
    delete event.currentTarget.dataset['dragging'];
  };
  return (
    <div
      className={`handle ${props.direction}`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (start.current !== null) props.onResize(start.current.sizePx + (position(event) - start.current.at) * props.sign);
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
    >
      <input
        type="range"
        className="sr-only"
        aria-label={props.label}
        aria-orientation={props.direction === 'upright' ? 'horizontal' : 'vertical'}
        min={props.range.least}
        max={props.range.most}
        step={KEY_STEP_PX}
        value={props.sizePx}
        onChange={(event) => props.onResize(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
