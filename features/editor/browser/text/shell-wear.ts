import { colour, type Worn, wearColours } from '../../../../components/ui/theme.ts';
import { ownKey } from '../../../../components/workbench/own-key.ts';
import type { ColourTheme } from '../monaco/themes/colour-theme.ts';

const KEPT = 'atelier:shell-colours';

/** Everything around the text wears the theme as well; null: the look. Kept for the next time the page is opened. */
export async function wearTheme(theme: ColourTheme | null): Promise<void> {
  if (theme === null || isHighContrast()) return keep(null);
  const [{ shellColours }, { PART_PAIRS, TEXT_PAIRS }] = await Promise.all([import('../monaco/themes/shell-colours.ts'), import('../../../../components/ui/contrast.ts')]);
  const tokens = new Set([...TEXT_PAIRS, ...PART_PAIRS].flatMap(([fronts, grounds]) => [...fronts, ...grounds]));
  // The look's own of the same brightness, without what is worn now.
  wearColours({ kind: theme.kind, colours: {} });
  const colours = shellColours(theme, Object.fromEntries([...tokens].map((token) => [token, long(colour(token))])));
  keep(colours === null ? null : { kind: theme.kind, colours });
}

/** What was worn when this browser showed the workbench last, before anybody can be asked; nothing where colours are worn already. */
export function wearKept(): void {
  if (document.documentElement.dataset['worn'] !== undefined) return;
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(ownKey(KEPT)) ?? 'null');
    if (isWorn(kept) && !isHighContrast()) wearColours(kept);
  } catch {
    // Not ours: the look is there.
  }
}

/** Who asked for that gets the look's own. */
function isHighContrast(): boolean {
  const chosen = document.documentElement.dataset['contrast'];
  return chosen === 'high' || (chosen === undefined && matchMedia('(prefers-contrast: more)').matches);
}

function keep(worn: Worn | null): void {
  wearColours(worn);
  if (worn === null) localStorage.removeItem(ownKey(KEPT));
  else localStorage.setItem(ownKey(KEPT), JSON.stringify(worn));
}

function isWorn(kept: unknown): kept is Worn {
  if (typeof kept !== 'object' || kept === null || !('kind' in kept) || !('colours' in kept)) return false;
  const { kind, colours } = kept;
  return (kind === 'dark' || kind === 'light') && typeof colours === 'object' && colours !== null && Object.entries(colours).every(([name, value]) => /^[a-z0-9-]{1,40}$/.test(name) && typeof value === 'string' && /^#[\da-f]{6}$/.test(value));
}

/** A minified stylesheet says `#fff`. */
function long(shade: string): string {
  return /^#[\da-f]{3}$/i.test(shade) ? shade.replace(/[\da-f]/gi, '$&$&') : shade;
}
