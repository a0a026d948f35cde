/** What a name stands for at this moment: `editorTextFocus` true, `activeView` `explorer`; undefined: no such thing. */
export type WhenContext = (name: string) => boolean | string | undefined;

export type When = (context: WhenContext) => boolean;

const MAX_LENGTH = 500;
const MAX_DEPTH = 16;
const TOKEN = /\s*(?:(&&|\|\||==|!=|!|\(|\))|'([^']*)'|([A-Za-z_][\w.:-]*|\d+))/y;

/**
 * The condition of a key binding as VS Code writes it, without its regular expressions:
 * `editorTextFocus && !terminalFocus || activeView == explorer`. null when it cannot be read.
 */
export function parseWhen(text: string): When | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  try {
    const reader = new Reader(tokens);
    const when = reader.either(0);
    return reader.isAtEnd() ? when : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

type Token = { readonly sign: string } | { readonly name: string };

function tokensOf(text: string): readonly Token[] | null {
  if (text.length > MAX_LENGTH) return null;
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const found = TOKEN.exec(text);
    if (found === null) return null;
    const [, sign, quoted, name] = found;
    tokens.push(sign === undefined ? { name: quoted ?? name ?? '' } : { sign });
  }
  return tokens;
}

class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  either(depth: number): When {
    const parts = [this.both(depth)];
    while (this.takes('||')) parts.push(this.both(depth));
    return (context) => parts.some((part) => part(context));
  }

  private both(depth: number): When {
    const parts = [this.one(depth)];
    while (this.takes('&&')) parts.push(this.one(depth));
    return (context) => parts.every((part) => part(context));
  }

  private one(depth: number): When {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep');
    if (this.takes('!')) {
      const not = this.one(depth + 1);
      return (context) => !not(context);
    }
    if (this.takes('(')) {
      const inner = this.either(depth + 1);
      if (!this.takes(')')) throw new SyntaxError('no )');
      return inner;
    }
    const name = this.name();
    if (name === 'true' || name === 'false') return () => name === 'true';
    if (this.takes('==')) {
      const value = this.name();
      return (context) => String(context(name) ?? '') === value;
    }
    if (this.takes('!=')) {
      const value = this.name();
      return (context) => String(context(name) ?? '') !== value;
    }
    return (context) => Boolean(context(name));
  }

  private takes(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token === undefined || !('sign' in token) || token.sign !== sign) return false;
    this.at += 1;
    return true;
  }

  private name(): string {
    const token = this.tokens[this.at];
    if (token === undefined || !('name' in token)) throw new SyntaxError('no name');
    this.at += 1;
    return token.name;
  }
}
