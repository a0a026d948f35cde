import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Palette = Readonly<Record<string, string>>;

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
const [dark = {}, light = {}, highDark = {}, highLight = {}] = css.split(/@theme static|@variant light-root \{|@variant high-contrast \{/).slice(1).map(coloursOf).filter((palette) => Object.keys(palette).length > 0);

/** The look's colours, as its stylesheet has them; those of light and of high contrast are only what differs. */
export const PALETTES = { dark, light, highDark, highLight };

function coloursOf(part: string): Palette {
  return Object.fromEntries([...part.matchAll(/--color-([\w-]+):\s*(#[0-9a-f]{6})\b(?![0-9a-f])/g)].map(([, name = '', value = '']) => [name, value]));
}
