import { parse } from 'jsonc-parser';
import { z } from 'zod';

import { MIB } from '../../../../../shared/units.ts';

/** A VS Code colour theme, as far as an editor has use for it. Colours are `#RRGGBB` or `#RRGGBBAA`. */
export type ColourTheme = {
  readonly kind: 'dark' | 'light';
  readonly colors: Readonly<Record<string, string>>;
  readonly rules: readonly ThemeRule[];
};

/** Selectors of scopes and what they look like. */
export type ThemeRule = { readonly scopes: readonly string[]; readonly foreground?: string; readonly fontStyle?: string };

export const MAX_THEME_BYTES = MIB;
const MAX_RULES = 5000;
const MAX_SCOPES = 500;
const MAX_SCOPE_CHARACTERS = 300;
/** vscode-textmate packs the number of a colour into nine bits. */
const MAX_COLOURS = 400;

const Colour = z.string().max(9).regex(/^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i).transform(full);
const Scopes = z.union([z.string().max(20_000).transform((list) => list.split(',').map((one) => one.trim())), z.array(z.string())]);
const Rule = z.object({
  scope: Scopes.optional(),
  settings: z.object({ foreground: z.unknown().optional(), fontStyle: z.unknown().optional() }),
});
const File = z.object({ type: z.unknown().optional(), colors: z.record(z.string(), z.unknown()).optional(), tokenColors: z.array(z.unknown()).max(MAX_RULES).optional() });

/**
 * A theme as VS Code's extensions have it: JSON with comments. What is no colour, no selector or no style is left
 * out, one by one; null: it is no theme at all, or one without anything in it (as those that only include another).
 */
export function parseColourTheme(text: string): ColourTheme | null {
  if (text.length > MAX_THEME_BYTES) return null;
  const file = File.safeParse(parsed(text));
  if (!file.success) return null;
  const { type, colors: rawColors = {}, tokenColors = [] } = file.data;
  const colors = Object.fromEntries(
    Object.entries(rawColors).flatMap(([name, value]) => {
      const colour = Colour.safeParse(value);
      return colour.success && /^[\w.-]{1,100}$/.test(name) ? [[name, colour.data]] : [];
    }),
  );
  const rules = withFewColours(tokenColors.flatMap(ruleOf));
  if (Object.keys(colors).length === 0 && rules.length === 0) return null;
  const background = colors['editor.background'];
  const isLight = background === undefined ? type === 'light' || type === 'hcLight' : isBright(background);
  return { kind: isLight ? 'light' : 'dark', colors, rules };
}

/** The rules as vscode-textmate takes them, what holds for everything first. */
export function textMateRules({ colors, rules }: ColourTheme, defaults: { readonly foreground: string; readonly background: string }) {
  const everywhere = rules.findLast(({ scopes }) => scopes.length === 0);
  const foreground = opaque(everywhere?.foreground ?? colors['editor.foreground'] ?? defaults.foreground);
  const background = opaque(colors['editor.background'] ?? defaults.background);
  return {
    settings: [
      { settings: { foreground, background } },
      ...rules.filter(({ scopes }) => scopes.length > 0).map((rule) => ({
        scope: [...rule.scopes],
        settings: { ...(rule.foreground === undefined ? {} : { foreground: opaque(rule.foreground) }), ...(rule.fontStyle === undefined ? {} : { fontStyle: rule.fontStyle }) },
      })),
    ],
  };
}

/** The colour of a scope by the longest selector that begins it: for grammars that have one name for each word. */
export function colourOfScope({ rules }: ColourTheme, scope: string): string | null {
  let best: { readonly length: number; readonly colour: string } | null = null;
  for (const { scopes, foreground } of rules) {
    for (const selector of scopes) {
      const fits = scope === selector || scope.startsWith(`${selector}.`);
      if (fits && foreground !== undefined && selector.length >= (best?.length ?? 0)) best = { length: selector.length, colour: opaque(foreground) };
    }
  }
  return best?.colour ?? null;
}

function parsed(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return null; // nested deeper than a theme is
    throw error;
  }
}

function ruleOf(value: unknown): ThemeRule[] {
  const rule = Rule.safeParse(value);
  if (!rule.success) return [];
  const scopes = (rule.data.scope ?? []).filter((scope) => scope !== '' && scope.length <= MAX_SCOPE_CHARACTERS).slice(0, MAX_SCOPES);
  const foreground = Colour.safeParse(rule.data.settings.foreground).data;
  const style = rule.data.settings.fontStyle;
  const fontStyle = typeof style === 'string' ? style.split(/\s+/).filter((word) => STYLES.has(word)).join(' ') : undefined;
  if (rule.data.scope !== undefined && scopes.length === 0) return [];
  return foreground === undefined && fontStyle === undefined ? [] : [{ scopes, foreground, fontStyle }];
}

const STYLES = new Set(['italic', 'bold', 'underline', 'strikethrough']);

function withFewColours(rules: readonly ThemeRule[]): readonly ThemeRule[] {
  const colours = new Set<string>();
  return rules.filter(({ foreground }) => foreground === undefined || colours.has(foreground) || (colours.size < MAX_COLOURS && colours.add(foreground)));
}

/** `#abc` as `#aabbcc`. */
function full(colour: string): string {
  const figures = colour.length <= 5 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1);
  return `#${figures.toLowerCase()}`;
}

function opaque(colour: string): string {
  return colour.slice(0, 7);
}

function isBright(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 140;
}
