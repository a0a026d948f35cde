'use client';
import { useEffect, useState } from 'react';

const NOTHING_FOR_MS = 200;

/** True once something has been awaited for 200 ms: before that, showing anything is only a flicker. */
export function useSlow(isWaiting: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setSlow(true), NOTHING_FOR_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  return isWaiting && isSlow;
}

const WIDTHS = ['w-[70%]', 'w-[52%]', 'w-[61%]', 'w-[45%]'];

/** Rows that stand for what is coming. Nothing for the first 200 ms. */
export function Skeleton({ rows = 3, label, className = 'gap-3.5' }: { readonly rows?: number; readonly label: string; readonly className?: string }) {
  const isSlow = useSlow(true);
  if (!isSlow) return null;
  return (
    <output aria-label={label} className={`flex flex-col ${className}`}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={`skeleton ${WIDTHS[row % WIDTHS.length] ?? ''}`} />
      ))}
    </output>
  );
}
