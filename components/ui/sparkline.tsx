import { sparklinePaths } from './sparkline-paths.ts';

const BOX = { width: 110, height: 22 };

/** A small line of the last values; the words beside it say the figure. */
export function Sparkline({ values, max, slots }: { readonly values: readonly number[]; readonly max: number; readonly slots: number }) {
  const { line, area } = sparklinePaths(values, { ...BOX, max, slots });
  return (
    <svg className="spark h-[22px] w-full" viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden>
      <path className="fill" d={area} />
      <path d={line} />
    </svg>
  );
}
