import { contrast, PART_PAIRS, TEXT_PAIRS } from '../../../../../components/ui/contrast.ts';
import type { ColourTheme } from './colour-theme.ts';

const TEXT = 4.5;
const PART = 3;
const FAINT = 1.7;
/** So many steps lead from a colour to white or black. */
const STEPS = 24;

type Colours = Readonly<Record<string, string>>;
const ANSI_NAMES = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'] as const;

/**
 * What a VS Code theme's colours make of the look's tokens, so that everything around the text wears it too. `base`:
 * the look's own values of the same brightness, `#rrggbb`. Whatever stands on something can be told from it as well as
 * in the look itself: where a theme's own colour cannot, it is made lighter (in light themes darker) until it can.
 * null: on these grounds nothing could.
 */
export function shellColours({ kind, colors }: ColourTheme, base: Colours): Colours | null {
  const sheet = opaque(colors['editor.background'], '#000000');
  if (sheet === null) return null;
  const of = (...names: readonly string[]): string | null => names.map((name) => opaque(colors[name], sheet)).find((colour) => colour !== null) ?? null;
  const strongest = kind === 'dark' ? '#ffffff' : '#000000';
  const ink = legible(of('foreground', 'sideBar.foreground', 'editor.foreground') ?? base['ink'] ?? strongest, { grounds: [sheet], least: TEXT + 1.5, strongest });
  if (ink === null) return null;
  // What nobody could read on, and a theme leaves unsaid, is as far from the sheet as in the look.
  const ground = (colour: string | null, otherwise: string): string => (colour !== null && contrast(ink, colour) >= TEXT ? colour : contrast(ink, otherwise) >= TEXT ? otherwise : sheet);
  const grounds: Record<string, string> = {
    sheet,
    bench: ground(of('activityBar.background', 'titleBar.activeBackground', 'sideBar.background'), mixed('#000000', sheet, kind === 'dark' ? 0.25 : 0.06)),
    inset: ground(of('terminal.background', 'panel.background'), mixed('#000000', sheet, kind === 'dark' ? 0.12 : 0.03)),
    raised: ground(of('menu.background', 'editorWidget.background', 'dropdown.background'), mixed(ink, sheet, 0.05)),
    hover: ground(of('list.hoverBackground'), mixed(ink, sheet, 0.07)),
    pressed: ground(null, mixed(ink, sheet, 0.11)),
    selected: ground(of('list.activeSelectionBackground', 'list.focusBackground'), mixed(base['accent'] ?? ink, sheet, 0.22)),
    'selected-dim': ground(of('list.inactiveSelectionBackground'), mixed(ink, sheet, 0.09)),
    field: ground(of('input.background'), sheet),
    knob: ground(null, mixed(ink, sheet, 0.1)),
    'code-active': ground(of('editor.lineHighlightBackground'), sheet),
    'code-select': ground(of('editor.selectionBackground'), mixed(ink, sheet, 0.2)),
  };
  const wanted: Record<string, string | null> = {
    ink,
    'ink-2': mixed(sheet, ink, 0.15),
    'ink-3': of('descriptionForeground') ?? mixed(sheet, ink, 0.35),
    'accent-ink': of('textLink.foreground', 'list.highlightForeground'),
    focus: of('focusBorder'),
    edge: of('input.border', 'dropdown.border'),
    code: of('editor.foreground'),
    'code-cursor': of('editorCursor.foreground'),
    'code-line': of('editorLineNumber.foreground'),
    'git-added': of('gitDecoration.addedResourceForeground'),
    'git-modified': of('gitDecoration.modifiedResourceForeground'),
    'git-deleted': of('gitDecoration.deletedResourceForeground'),
    'git-renamed': of('gitDecoration.renamedResourceForeground'),
    'git-untracked': of('gitDecoration.untrackedResourceForeground'),
    'git-conflict': of('gitDecoration.conflictingResourceForeground'),
    'git-ignored': of('gitDecoration.ignoredResourceForeground'),
    ...Object.fromEntries(ANSI_NAMES.flatMap((name) => [[`term-${name.toLowerCase()}`, of(`terminal.ansi${name}`)], [`term-bright-${name.toLowerCase()}`, of(`terminal.ansiBright${name}`)]])),
  };
  const known = (token: string): string | undefined => grounds[token] ?? base[token];
  const buttons = accentOf(of, { base, strongest, grounds: [sheet, grounds['bench'] ?? sheet, grounds['raised'] ?? sheet] });
  if (buttons === null) return null;
  const made: Record<string, string> = { ...grounds, ...buttons };
  for (const [pairs, least] of [[TEXT_PAIRS, TEXT], [PART_PAIRS, PART]] as const) {
    for (const [fronts, places] of pairs) {
      for (const front of fronts) {
        const own = made[front] ?? wanted[front] ?? base[front];
        if (own === undefined || front.startsWith('on-') || front === 'accent') continue;
        const legibleOne = legible(own, { grounds: places.flatMap((place) => known(place) ?? []), least, strongest });
        if (legibleOne === null) return null;
        if (legibleOne !== base[front]) made[front] = legibleOne;
      }
    }
  }
  // Hairlines are everywhere here: a theme that paints its few borders would paint the whole page.
  const line = (colour: string | null, part: number): string => (colour !== null && contrast(colour, sheet) < FAINT ? colour : mixed(ink, sheet, part));
  return { ...made, line: line(of('panel.border', 'sideBar.border', 'editorGroup.border'), 0.1), rim: line(of('sideBar.border'), 0.08), 'rim-raised': line(of('menu.border', 'widget.border', 'editorWidget.border'), 0.16) };
}

type Buttons = { readonly base: Colours; readonly grounds: readonly string[]; readonly strongest: string };

/** The theme's buttons, else the look's, else a lighter one: seen, and with words that can be read. null: none is. */
function accentOf(of: (...names: readonly string[]) => string | null, { base, grounds, strongest }: Buttons): Colours | null {
  const usual = base['accent'] ?? '#4263e6';
  const seen = (colour: string | null): colour is string => colour !== null && grounds.every((ground) => contrast(colour, ground) >= PART);
  for (const accent of [of('button.background'), usual, legible(usual, { grounds, least: PART, strongest })].filter(seen)) {
    const words = [of('button.foreground'), '#ffffff', '#000000'].find((colour) => colour !== null && contrast(colour, accent) >= TEXT);
    if (words === undefined || words === null) continue;
    const hover = of('button.hoverBackground');
    return { accent, 'accent-hover': hover !== null && contrast(words, hover) >= TEXT ? hover : accent, 'on-accent': words };
  }
  return null;
}

/** The colour, or one nearer to the strongest, that can be told from all grounds; null: none can. */
function legible(colour: string, { grounds, least, strongest }: { readonly grounds: readonly string[]; readonly least: number; readonly strongest: string }): string | null {
  for (let step = 0; step <= STEPS; step += 1) {
    const next = step === 0 ? colour : mixed(strongest, colour, step / STEPS);
    if (grounds.every((ground) => contrast(next, ground) >= least)) return next;
  }
  return null;
}

/** `part` of the one, the rest of the other. */
function mixed(one: string, other: string, part: number): string {
  const channel = (at: number): string => {
    const [a = 0, b = 0] = [one, other].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a * part + b * (1 - part)).toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

/** What is seen through, laid on the ground; null: there is none. */
function opaque(colour: string | undefined, ground: string): string | null {
  if (colour === undefined) return null;
  const shown = colour.slice(0, 7);
  return colour.length === 9 ? mixed(shown, ground, Number.parseInt(colour.slice(7), 16) / 255) : shown;
}
