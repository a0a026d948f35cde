/** What a name stands for, as Monaco and language servers count them. */
export type SymbolKind = 'class' | 'interface' | 'enum' | 'struct' | 'module' | 'function' | 'method' | 'constant' | 'property' | 'type' | 'heading' | 'rule';

/** A name that a text defines, and what it holds. Lines and columns from 1; `endLine` is the last line that belongs to it. */
export type TextSymbol = {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly children: readonly TextSymbol[];
};

/** A word of a line with the scopes that a grammar gave it, outermost first. */
export type ScopedWord = { readonly start: number; readonly text: string; readonly scopes: readonly string[] };

type Found = { readonly name: string; readonly kind: SymbolKind; readonly line: number; readonly column: number; readonly depth: number };

const MAX_SYMBOLS = 5000;
const MAX_NAME_CHARACTERS = 200;

/** Names that are used, not defined. */
const USED = /meta\.function-call|meta\.method-call|meta\.type\.(?:annotation|parameters)|meta\.return\.type|meta\.import|meta\.instance|new\.expr|meta\.decorator|support\.|meta\.function\.parameters|meta\.parameters|meta\.initialization|meta\.inherited|meta\.class\.inheritance/;

const KINDS: readonly (readonly [scope: RegExp, kind: SymbolKind])[] = [
  [/^entity\.name\.(?:type\.)?class/, 'class'],
  [/^entity\.name\.(?:type\.)?interface/, 'interface'],
  [/^entity\.name\.(?:type\.)?trait/, 'interface'],
  [/^entity\.name\.(?:type\.)?enum/, 'enum'],
  [/^entity\.name\.(?:type\.)?(?:struct|union|record)/, 'struct'],
  [/^entity\.name\.(?:type\.)?(?:module|namespace|package)/, 'module'],
  [/^entity\.name\.type\.alias/, 'type'],
  [/^entity\.name\.function\.target/, 'rule'],
  [/^entity\.name\.function\.(?:preprocessor|decorator|macro)/, 'constant'],
  [/^entity\.name\.(?:function|method)/, 'function'],
  [/^entity\.name\.section/, 'heading'],
];

/** Of languages whose data are names: only those far out, or there would be as many as lines. */
const DATA = /^(?:support\.type\.property-name|entity\.name\.tag\.yaml|support\.type\.property-name\.toml|keyword\.other\.definition\.ini|entity\.name\.section\.group-title)/;
const DATA_LANGUAGES: ReadonlySet<string> = new Set(['json', 'yaml', 'toml', 'ini']);
const MAX_DATA_DEPTH = 2;

/** Gathers the names of a text line by line, then puts them into one another by how far in they stand. */
export class SymbolFinder {
  private readonly found: Found[] = [];
  private readonly indents: number[] = [];
  private readonly language: string;

  constructor(language: string) {
    this.language = language;
  }

  get isFull(): boolean {
    return this.found.length >= MAX_SYMBOLS;
  }

  /** `line` from 1, in order. */
  add(line: number, text: string, words: readonly ScopedWord[]): void {
    this.indents[line] = text.trim() === '' ? -1 : indentOf(text);
    if (this.isFull) return;
    if (this.language === 'css' || this.language === 'scss' || this.language === 'less') this.addRule(line, text, words);
    else if (this.language === 'markdown') this.addHeading(line, text, words);
    else this.addNames(line, text, words);
  }

  /** The tree of what was found. */
  end(): readonly TextSymbol[] {
    const last = this.indents.length - 1;
    const build = (from: number, to: number, depth: number): TextSymbol[] => {
      const symbols: TextSymbol[] = [];
      for (let at = from; at < to; ) {
        const symbol = this.found[at];
        if (symbol === undefined) break;
        let next = at + 1;
        while (next < to && (this.found[next]?.depth ?? 0) > symbol.depth) next += 1;
        const endLine = this.endOf(symbol, this.found[next]?.line ?? last + 1, last);
        const children = build(at + 1, next, depth + 1);
        const isMethod = symbol.kind === 'function' && depth > 0;
        symbols.push({ name: symbol.name, kind: isMethod ? 'method' : symbol.kind, line: symbol.line, column: symbol.column, endLine, children });
        at = next;
      }
      return symbols;
    };
    return build(0, this.found.length, 0);
  }

  /** Up to where lines stand further in; one line more that closes it. Headings go on to the next of their rank. */
  private endOf(symbol: Found, nextLine: number, last: number): number {
    if (symbol.kind === 'heading') return Math.max(symbol.line, nextLine - 1);
    const indent = this.indents[symbol.line] ?? 0;
    let end = symbol.line;
    for (let line = symbol.line + 1; line <= last; line += 1) {
      const depth = this.indents[line] ?? -1;
      if (depth === -1) continue;
      if (depth <= indent) return line < nextLine && depth === indent ? line : end;
      end = line;
    }
    return end;
  }

  private addNames(line: number, text: string, words: readonly ScopedWord[]): void {
    const depth = indentOf(text);
    const isData = DATA_LANGUAGES.has(this.language);
    for (const word of words) {
      const own = word.scopes.at(-1) ?? '';
      const name = word.text.trim();
      if (name === '' || name.length > MAX_NAME_CHARACTERS || /^["'`]$/.test(name)) continue;
      if (isData) {
        const isName = word.scopes.some((scope) => DATA.test(scope)) && !own.startsWith('punctuation');
        if (isName && this.dataDepth(depth) <= MAX_DATA_DEPTH) this.push({ name, kind: 'property', line, column: word.start + 1, depth });
        continue;
      }
      const kind = this.kindOf(word, text, depth);
      if (kind !== null) this.push({ name, kind, line, column: word.start + 1, depth });
    }
  }

  private kindOf({ scopes, text }: ScopedWord, line: string, depth: number): SymbolKind | null {
    const own = scopes.findLast((scope) => scope.startsWith('entity.name.') || scope.startsWith('variable.other.constant') || scope.startsWith('meta.definition')) ?? '';
    if (scopes.some((scope) => USED.test(scope) && !scope.startsWith('entity.'))) return null;
    if (own.startsWith('variable.other.constant') && scopes.some((scope) => scope.startsWith('meta.definition.variable') || scope.startsWith('meta.var'))) return depth === 0 ? 'constant' : null;
    const kind = KINDS.find(([scope]) => scope.test(own))?.[1] ?? null;
    // Some grammars name every call the same: what is followed by a bracket and ends there is one.
    if (kind === 'function' && /^\s*(?:await\s+|return\b)/.test(line)) return null;
    if (kind === null && this.language === 'go' && own.startsWith('entity.name.type') && new RegExp(`^type\\s+${escaped(text.trim())}\\b`).test(line)) return /\bstruct\b/.test(line) ? 'struct' : /\binterface\b/.test(line) ? 'interface' : 'type';
    if (kind === null && this.language === 'rust' && own.startsWith('entity.name.type') && /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:impl|type|mod)\b/.test(line)) return 'type';
    return kind;
  }

  private addHeading(line: number, text: string, words: readonly ScopedWord[]): void {
    const rank = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(text);
    if (rank === null || !words.some(({ scopes }) => scopes.some((scope) => scope.startsWith('markup.heading')))) return;
    const [, marks = '', name = ''] = rank;
    if (name !== '') this.push({ name: name.slice(0, MAX_NAME_CHARACTERS), kind: 'heading', line, column: text.indexOf(name) + 1, depth: marks.length });
  }

  private addRule(line: number, text: string, words: readonly ScopedWord[]): void {
    const isSelector = words.some(({ scopes }) => scopes.some((scope) => scope.startsWith('meta.selector') || scope.startsWith('entity.other.attribute-name.class') || scope.startsWith('keyword.control.at-rule')));
    const name = text.replace(/\s*\{.*$/, '').trim();
    if (!isSelector || name === '' || !text.includes('{')) return;
    this.push({ name: name.slice(0, MAX_NAME_CHARACTERS), kind: 'rule', line, column: indentOf(text) + 1, depth: indentOf(text) });
  }

  private push(found: Found): void {
    const before = this.found.at(-1);
    // A name that a grammar cuts into words, or writes twice.
    if (before?.line === found.line && (before.name === found.name || this.language === 'yaml')) return;
    this.found.push(found);
  }

  private dataDepth(indent: number): number {
    return new Set(this.found.filter(({ depth }) => depth < indent).map(({ depth }) => depth)).size;
  }
}

function indentOf(text: string): number {
  const [space = ''] = /^\s*/.exec(text) ?? [];
  return space.replaceAll('\t', '    ').length;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Of those that hold a line, from the outermost to the innermost. */
export function symbolsAt(symbols: readonly TextSymbol[], line: number): readonly TextSymbol[] {
  const inner = symbols.findLast((symbol) => symbol.line <= line && line <= symbol.endLine);
  return inner === undefined ? [] : [inner, ...symbolsAt(inner.children, line)];
}

/** All of them in the order of the text, each with what it is in. */
export function flattened(symbols: readonly TextSymbol[], within: readonly TextSymbol[] = []): readonly { readonly symbol: TextSymbol; readonly within: readonly TextSymbol[] }[] {
  return symbols.flatMap((symbol) => [{ symbol, within }, ...flattened(symbol.children, [...within, symbol])]);
}
