'use client';

import { useRef, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { Gap } from '../groups/layout.ts';

const KEY_STEP = 0.02;

/** What lies between two groups: dragged, moved with the arrow keys, made even by a double press. */
export function GapHandle({ gap, onMove, onEvenOut }: { readonly gap: Gap; readonly onMove: (by: number) => void; readonly onEvenOut: () => void }) {
  const t = useTranslations('editor.groups');
  const last = useRef<number | null>(null);
  const isRow = gap.direction === 'row';
  const at = isRow ? gap.rect.x : gap.rect.y;
  const position = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined) return 0;
    return isRow ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
  };
  const stop = (event: PointerEvent<HTMLElement>): void => {
    last.current = null;
    delete event.currentTarget.dataset['dragging'];
  };
  const style = isRow
    ? { left: `calc(${at * 100}% - var(--gap-sheets) / 2)`, top: `${gap.rect.y * 100}%`, height: `${gap.rect.height * 100}%` }
    : { top: `calc(${at * 100}% - var(--gap-sheets) / 2)`, left: `${gap.rect.x * 100}%`, width: `${gap.rect.width * 100}%` };
  return (
    <div
      className={`handle ${isRow ? 'upright' : 'lying'}`}
      style={style}
      onPointerDown={(event) => {
        last.current = position(event);
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.dataset['dragging'] = '';
      }}
      onPointerMove={(event) => {
        if (last.current === null) return;
        const now = position(event);
        onMove((now - last.current) / gap.extent);
        last.current = now;
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={onEvenOut}
    >
      <input
        type="range"
        className="sr-only"
        aria-label={t('resize')}
        aria-orientation={isRow ? 'horizontal' : 'vertical'}
        min={0}
        max={1}
        step={KEY_STEP}
        value={at}
        onChange={(event) => onMove((event.currentTarget.valueAsNumber - at) / gap.extent)}
      />
    </div>
  );
}
