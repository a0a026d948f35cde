import * as onigurumaModule from 'vscode-oniguruma';
import * as textmateModule from 'vscode-textmate';
import type { IGrammar, IRawGrammar, IRawTheme, Registry, StateStack } from 'vscode-textmate';

import { languageOfFence } from './fences.ts';
import { GRAMMARS } from './grammars.ts';

/** Both are of the old kind of module, whose names not every loader sees. */
const unwrapped = <T extends object>(module: T): T => (Reflect.get(module, 'default') as T | undefined) ?? module;
const textmate = unwrapped(textmateModule);
const oniguruma = unwrapped(onigurumaModule);

/** A line whose colouring takes longer keeps what it has; as in VS Code. */
export const LINE_LIMIT_MS = 500;

export type TextMateTheme = IRawTheme;

/** One word of a line: from where it goes (UTF-16 units, from 0), and how it looks. */
export type Piece = { readonly start: number; readonly name: string };

/** The states of a text's lines, one after the other. Equal ones mean that what follows looks the same. */
export type LineState = { readonly stack: StateStack; clone(): LineState; equals(other: unknown): boolean };

/** What the last bits of a token say that brackets and typing need to know: VS Code's StandardTokenType. */
const KINDS = ['', '.comment', '.string', '.regexp'] as const;

/** The scopes of one language's texts: what a grammar calls their words. */
export type Scoping = {
  readonly initial: LineState;
  readonly line: (text: string, state: LineState) => { readonly words: readonly { readonly start: number; readonly text: string; readonly scopes: readonly string[] }[]; readonly state: LineState };
};

/** The colours of one language's texts. */
export type Colouring = {
  readonly initial: LineState;
  readonly line: (text: string, state: LineState) => { readonly pieces: readonly Piece[]; readonly state: LineState };
};

/** VS Code's colouring: its engine for grammars, its engine for their expressions, and a theme's rules over both. */
export class TextMate {
  private readonly createRegistry: (grammars: ReadonlyMap<string, IRawGrammar>) => Registry;
  /** One for each language: a registry never asks again for a grammar that was not there. */
  private readonly languages = new Map<string, { readonly registry: Registry; readonly grammar: Promise<IGrammar | null> }>();
  private readonly lineLimitMs: number;
  private theme: TextMateTheme = { settings: [] };
  private colours: readonly string[] = [];

  private constructor(lineLimitMs: number, createRegistry: (grammars: ReadonlyMap<string, IRawGrammar>) => Registry) {
    this.lineLimitMs = lineLimitMs;
    this.createRegistry = createRegistry;
  }

  /** `wasm`: vscode-oniguruma's `onig.wasm`. Once per page. `lineLimitMs` 0: none. @throws what WebAssembly throws */
  static async create(wasm: ArrayBuffer | Response, lineLimitMs = LINE_LIMIT_MS): Promise<TextMate> {
    await oniguruma.loadWASM({ data: wasm });
    const onigLib = Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    });
    return new TextMate(lineLimitMs, (grammars) => new textmate.Registry({ onigLib, loadGrammar: (scope) => Promise.resolve(grammars.get(scope) ?? null) }));
  }

  /** Every state that was given before is void. */
  setTheme(theme: TextMateTheme): void {
    this.theme = theme;
    const probe = this.createRegistry(new Map());
    probe.setTheme(theme);
    this.colours = probe.getColorMap();
    probe.dispose();
    for (const { registry } of this.languages.values()) registry.setTheme(theme);
  }

  /** The colours of the theme, by the numbers in the names of pieces; `''` where there is none. */
  get palette(): readonly string[] {
    return this.colours.map((colour) => colour ?? '');
  }

  /** null: a language without a grammar. `sample` is a text of it, for the languages that it embeds. */
  async colouring(language: string, sample: string): Promise<Colouring | null> {
    if (!Object.hasOwn(GRAMMARS, language)) return null;
    const grammar = await this.grammar(language, sample);
    if (grammar === null) return null;
    return { initial: new State(textmate.INITIAL), line: (text, state) => coloured(grammar, text, { state, limitMs: this.lineLimitMs }) };
  }

  /** The same for scopes. */
  async scoping(language: string, sample: string): Promise<Scoping | null> {
    if (!Object.hasOwn(GRAMMARS, language)) return null;
    const grammar = await this.grammar(language, sample);
    if (grammar === null) return null;
    return {
      initial: new State(textmate.INITIAL),
      line: (text, state) => {
        const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(text, state.stack, this.lineLimitMs);
        const words = tokens.map(({ startIndex, endIndex, scopes }) => ({ start: startIndex, text: text.slice(startIndex, endIndex), scopes }));
        return { words, state: stoppedEarly ? state : new State(ruleStack) };
      },
    };
  }

  private grammar(language: string, sample: string): Promise<IGrammar | null> {
    const known = this.languages.get(language);
    if (known !== undefined) return known.grammar;
    const raws = new Map<string, IRawGrammar>();
    const registry = this.createRegistry(raws);
    registry.setTheme(this.theme);
    const grammar = load(language, sample).then((all) => {
      for (const raw of all) raws.set(raw.scopeName, raw);
      const own = all.at(-1);
      return own === undefined ? null : registry.loadGrammar(own.scopeName);
    });
    this.languages.set(language, { registry, grammar });
    grammar.catch(() => this.languages.delete(language)); // fetched again when it is next wanted
    return grammar;
  }
}

/** The grammars that a text of the language needs, its own last. */
async function load(language: string, sample: string): Promise<readonly IRawGrammar[]> {
  const embedded = language === 'markdown' || language === 'mdx' ? fences(sample) : [];
  const modules = await Promise.all([...embedded, language].map(async (name) => (await GRAMMARS[name]?.())?.default ?? []));
  return modules.flat() as readonly IRawGrammar[];
}

class State implements LineState {
  readonly stack: StateStack;

  constructor(stack: StateStack) {
    this.stack = stack;
  }

  clone(): LineState {
    return this;
  }

  equals(other: unknown): boolean {
    return other instanceof State && (other === this || this.stack.equals(other.stack));
  }
}

function coloured(grammar: IGrammar, text: string, { state, limitMs }: { readonly state: LineState; readonly limitMs: number }): { readonly pieces: readonly Piece[]; readonly state: LineState } {
  const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine2(text, state.stack, limitMs);
  const pieces: Piece[] = [];
  for (let at = 0; at < tokens.length; at += 2) pieces.push({ start: tokens[at] ?? 0, name: nameOf(tokens[at + 1] ?? 0) });
  return { pieces, state: stoppedEarly ? state : new State(ruleStack) };
}

const names = new Map<number, string>();

/** `tm<colour>-<style>` and the kind, from vscode-textmate's packed metadata. */
function nameOf(metadata: number): string {
  const known = names.get(metadata);
  if (known !== undefined) return known;
  const name = `${pieceName((metadata >>> 15) & 0x1ff, (metadata >>> 11) & 0xf)}${KINDS[(metadata >>> 8) & 0x3] ?? ''}`;
  names.set(metadata, name);
  return name;
}

/** `colour`: a number of the palette; `style`: 1 italic, 2 bold, 4 underlined, 8 struck through. */
export function pieceName(colour: number, style: number): string {
  return `tm${colour}-${style}`;
}

function fences(text: string): string[] {
  const words = [...text.matchAll(/^[ \t]*(?:```|~~~)[ \t]*\{?([\w+#.-]{1,30})/gm)].flatMap(([, word]) => languageOfFence(word ?? '') ?? []);
  return [...new Set(words)].filter((language) => language !== 'markdown' && language !== 'mdx').slice(0, 12);
}
