/** How well colours can be told apart, as WCAG counts it, and which token of the look stands on which. */

const STATES = 'running progress stopped failed warning interface api ai service library docs owner developer stagiaire'.split(' ');
const CODE = ['', '-keyword', '-string', '-number', '-function', '-type', '-property', '-tag', '-punct'].map((kind) => `code${kind}`);
const ANSI = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'].flatMap((name) => [`term-${name}`, `term-bright-${name}`]);

export type Pairs = readonly (readonly [fronts: readonly string[], grounds: readonly string[]])[];

/** What is read. */
export const TEXT_PAIRS: Pairs = [
  [['ink', 'ink-2'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'pressed', 'selected', 'selected-dim', 'accent-soft', 'warning-soft', 'failed-soft', 'running-soft']],
  [['ink-3'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'selected-dim']],
  [['accent-ink'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'accent-soft', 'selected']],
  [['on-accent'], ['accent', 'accent-hover']],
  [['on-danger'], ['danger']],
  ...STATES.map((state) => [[state], ['sheet', 'raised', 'inset', `${state}-soft`]] as const),
  [['running', 'failed', 'warning'], ['bench']],
  [['on-person'], [1, 2, 3, 4, 5, 6].map((at) => `person-${at}`)],
  [['added', 'modified', 'deleted', 'renamed', 'untracked', 'conflict', 'ignored'].map((name) => `git-${name}`), ['sheet', 'hover', 'selected-dim']],
  [[...CODE, 'code-comment'], ['sheet', 'inset', 'code-active', 'diff-add', 'diff-del']],
  [[...ANSI, 'term-bright-black'], ['inset']],
];

/** Parts of the interface. */
export const PART_PAIRS: Pairs = [
  [['edge'], ['bench', 'sheet', 'raised', 'inset']],
  [['focus', 'brass', 'accent-ink', 'accent'], ['bench', 'sheet', 'raised']],
  [['code-line', 'code-cursor'], ['sheet', 'code-active']],
  [['diff-add-gutter', 'diff-del-gutter'], ['sheet', 'diff-add', 'diff-del']],
  [['graph-1', 'graph-2', 'graph-3'], ['sheet']],
  [CODE, ['code-select', 'diff-add-word', 'diff-del-word']],
];

/** Of two colours as `#rrggbb`: 1 for the same one, 21 for black and white. */
export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
