import type { editor } from 'monaco-editor/editor';

import { colour } from '../../../../../components/ui/theme.ts';
import type { Monaco } from '../load-monaco.ts';
import type { pieceName, TextMate } from '../textmate/textmate.ts';
import { keepTheme, lookTheme, SYNTAX_SCOPES, wear } from '../theme.ts';
import { colourOfScope, textMateRules, type ColourTheme } from './colour-theme.ts';
import { lookScopes } from './look-scopes.ts';

type Engine = { readonly textmate: TextMate; readonly pieceName: typeof pieceName };

/** What Monaco wears: the look or a theme, in the names of Monaco's own grammars and of TextMate's pieces. */
export class Dress {
  private readonly monaco: Monaco;
  private chosen: ColourTheme | null = null;
  private engine: Engine | null = null;

  constructor(monaco: Monaco) {
    this.monaco = monaco;
  }

  /** null: the look. */
  choose(theme: ColourTheme | null): void {
    this.chosen = theme;
    this.apply();
    keepTheme(theme === null ? null : themeOf(theme));
  }

  /** From now on the pieces that this engine names have colours. */
  colourWith(engine: Engine): void {
    this.engine = engine;
    this.apply();
  }

  readonly apply = (): void => {
    const base = this.chosen === null ? lookTheme() : themeOf(this.chosen);
    const scopes = this.chosen ?? lookScopes();
    this.engine?.textmate.setTheme(scopesOf(this.chosen));
    wear(this.monaco, { ...base, rules: [...base.rules, ...this.pieces(scopes)] });
  };

  private pieces(scopes: ColourTheme): editor.ITokenThemeRule[] {
    const { engine } = this;
    if (engine === null) return [];
    const styles = new Set(['', ...scopes.rules.map(({ fontStyle }) => fontStyle ?? '')]);
    return engine.textmate.palette.flatMap((shade, number) => {
      if (shade === '') return [];
      return [...styles].map((fontStyle) => ({ token: engine.pieceName(number, styleBits(fontStyle)), foreground: long(shade).slice(1), fontStyle }));
    });
  }
}

/** A theme for TextMate; null: the look. */
export function scopesOf(theme: ColourTheme | null) {
  return textMateRules(withLong(theme ?? lookScopes()), { foreground: long(colour('code')), background: long(colour('sheet')) });
}

/** For the words as Monaco's own grammars name them, until TextMate's are there. */
function themeOf(theme: ColourTheme): editor.IStandaloneThemeData {
  const defaults = theme.kind === 'dark' ? { foreground: '#d4d4d4', background: '#1e1e1e' } : { foreground: '#1f1f1f', background: '#ffffff' };
  const foreground = textMateRules(theme, defaults).settings[0]?.settings.foreground ?? defaults.foreground;
  const rules = SYNTAX_SCOPES.map(([kind, scope]) => ({ token: kind, foreground: (colourOfScope(theme, scope) ?? foreground).slice(1) }));
  const colors = { 'editor.background': defaults.background, 'editor.foreground': foreground, ...theme.colors };
  return { base: theme.kind === 'dark' ? 'vs-dark' : 'vs', inherit: true, rules: [{ token: '', foreground: foreground.slice(1) }, ...rules], colors };
}

function withLong(theme: ColourTheme): ColourTheme {
  return { ...theme, rules: theme.rules.map((rule) => (rule.foreground === undefined ? rule : { ...rule, foreground: long(rule.foreground) })) };
}

/** A minified stylesheet says `#fff`. */
function long(shade: string): string {
  return /^#[\da-f]{3,4}$/i.test(shade) ? shade.replace(/[\da-f]/gi, '$&$&') : shade;
}

function styleBits(fontStyle: string): number {
  const words = fontStyle.split(' ');
  return (words.includes('italic') ? 1 : 0) | (words.includes('bold') ? 2 : 0) | (words.includes('underline') ? 4 : 0) | (words.includes('strikethrough') ? 8 : 0);
}
