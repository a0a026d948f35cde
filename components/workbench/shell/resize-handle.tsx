'use client';

import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

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

/** The gap between two sheets: dragged, moved with the arrow keys, reset by a double click. */
export function ResizeHandle(props: ResizeHandleProps) {
  const start = useRef<{ at: number; sizePx: number } | null>(null);
  const position = (event: PointerEvent): number => (props.direction === 'upright' ? event.clientX : event.clientY);
  const stop = (event: PointerEvent<HTMLElement>): void => {
    start.current = null;
    delete event.currentTarget.dataset['dragging'];
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = props.direction === 'upright' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const by = event.key === more ? 1 : event.key === less ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    props.onResize(props.sizePx + by * props.sign * KEY_STEP_PX);
  };
  return (
    <hr
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={props.direction === 'upright' ? 'vertical' : 'horizontal'}
      aria-valuenow={props.sizePx}
      aria-valuemin={props.range.least}
      aria-valuemax={props.range.most}
      className={`handle ${props.direction}`}
      onKeyDown={onKeyDown}
      onDoubleClick={() => props.onResize(props.range.normal)}
      onPointerDown={(event) => {
        start.current = { at: position(event), sizePx: props.sizePx };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.dataset['dragging'] = '';
      }}
      onPointerMove={(event) => {
        if (start.current !== null) props.onResize(start.current.sizePx + (position(event) - start.current.at) * props.sign);
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
    />
  );
}
