'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';

import { droppedOf, isOurs } from './drag.ts';
import type { Taken } from './taken.ts';

/** Lets folders and files of the source be dropped on an element; a button or a key does the same elsewhere. */
export function useDrop<Target extends HTMLElement>(onDrop: (what: Taken) => void): { readonly ref: RefObject<Target | null>; readonly isOver: boolean } {
  const ref = useRef<Target>(null);
  const latest = useRef(onDrop);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const target = ref.current;
    if (target === null) return;
    const over = (event: DragEvent): void => {
      if (event.dataTransfer === null || !isOurs(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      // Over a part of the target is still over it.
      if (!(event.relatedTarget instanceof Node && target.contains(event.relatedTarget))) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      const what = event.dataTransfer === null ? null : droppedOf(event.dataTransfer);
      if (what !== null) latest.current(what);
    };
    const leaving = new AbortController();
    const { signal } = leaving;
    target.addEventListener('dragover', over, { signal });
    target.addEventListener('dragleave', leave, { signal });
    target.addEventListener('drop', drop, { signal });
    return () => leaving.abort();
  }, []);
  return { ref, isOver };
}
