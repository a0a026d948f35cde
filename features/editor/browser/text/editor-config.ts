import { minimatch } from 'minimatch';

import type { FilePath } from '../../../../shared/file-path.ts';

/** What `.editorconfig` files say of one file; only what they say is there. */
export type EditorConfig = {
  readonly insertSpaces?: boolean;
  readonly indentSize?: number;
  readonly tabSize?: number;
  readonly eol?: '\n' | '\r\n';
  /** VS Code's name. */
  readonly encoding?: string;
  readonly trimTrailingWhitespace?: boolean;
  readonly insertFinalNewline?: boolean;
};

export type EditorConfigFile = { readonly folder: FilePath; readonly text: string };

type Section = { readonly glob: string; readonly pairs: ReadonlyMap<string, string> };

const MAX_CHARACTERS = 100_000;
const MAX_SECTIONS = 300;
const MAX_GLOB_CHARACTERS = 300;
const MAX_BRACES = 8;
const CHARSETS: Readonly<Record<string, string>> = { 'utf-8': 'utf8', 'utf-8-bom': 'utf8bom', latin1: 'iso88591', 'utf-16le': 'utf16le', 'utf-16be': 'utf16be' };

/** As https://editorconfig.org says it: the nearest file is the strongest, up to the first that is a root. `files`: nearest first. */
export function editorConfigOf(path: FilePath, files: readonly EditorConfigFile[]): EditorConfig {
  const pairs = new Map<string, string>();
  for (const { folder, sections } of upToRoot(files).toReversed()) {
    const relative = folder === '/' ? path.slice(1) : path.slice(folder.length + 1);
    for (const section of sections) if (matches(section.glob, relative)) for (const [key, value] of section.pairs) pairs.set(key, value);
  }
  return toConfig(pairs);
}

function upToRoot(files: readonly EditorConfigFile[]) {
  const parsed = files.map(({ folder, text }) => ({ folder, ...parse(text.slice(0, MAX_CHARACTERS)) }));
  const root = parsed.findIndex(({ isRoot }) => isRoot);
  return root === -1 ? parsed : parsed.slice(0, root + 1);
}

function parse(text: string): { readonly isRoot: boolean; readonly sections: readonly Section[] } {
  let isRoot = false;
  const sections: { glob: string; pairs: Map<string, string> }[] = [];
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      if (sections.length >= MAX_SECTIONS) break;
      sections.push({ glob: heading, pairs: new Map() });
      continue;
    }
    const equals = line.search(/[=:]/);
    if (equals <= 0) continue;
    const key = line.slice(0, equals).trim().toLowerCase();
    const value = line.slice(equals + 1).replace(/\s[#;].*$/, '').trim().toLowerCase();
    const section = sections.at(-1);
    if (section === undefined) isRoot ||= key === 'root' && value === 'true';
    else section.pairs.set(key, value);
  }
  return { isRoot, sections };
}

function matches(glob: string, relative: string): boolean {
  // Braces multiply: a pattern that is made to has no meaning.
  if (glob.length > MAX_GLOB_CHARACTERS || (glob.match(/\{/g)?.length ?? 0) > MAX_BRACES) return false;
  const anchored = glob.includes('/') ? glob.replace(/^\//, '') : `**/${glob}`;
  const options = { dot: true, nocomment: true, nonegate: true, noext: true, braceExpandMax: 2000, maxGlobstarRecursion: 20 };
  try {
    return minimatch(relative, anchored.replace(/(^|\/)\*\*(?=[^/])/g, '$1**/*'), options);
  } catch {
    return false; // no pattern
  }
}

function toConfig(pairs: ReadonlyMap<string, string>): EditorConfig {
  const tabWidth = columns(pairs.get('tab_width'));
  const indentSize = pairs.get('indent_size') === 'tab' ? tabWidth : columns(pairs.get('indent_size'));
  const style = pairs.get('indent_style');
  const charset = pairs.get('charset') ?? '';
  const encoding = Object.hasOwn(CHARSETS, charset) ? CHARSETS[charset] : undefined;
  const trim = flag(pairs.get('trim_trailing_whitespace'));
  const final = flag(pairs.get('insert_final_newline'));
  const tabSize = style === 'tab' ? (tabWidth ?? indentSize) : (indentSize ?? tabWidth);
  return {
    ...(style === 'space' || style === 'tab' ? { insertSpaces: style === 'space' } : {}),
    ...(indentSize === undefined ? {} : { indentSize }),
    ...(tabSize === undefined ? {} : { tabSize }),
    ...(pairs.get('end_of_line') === 'lf' ? { eol: '\n' as const } : pairs.get('end_of_line') === 'crlf' ? { eol: '\r\n' as const } : {}),
    ...(encoding === undefined ? {} : { encoding }),
    ...(trim === undefined ? {} : { trimTrailingWhitespace: trim }),
    ...(final === undefined ? {} : { insertFinalNewline: final }),
  };
}

function columns(value: string | undefined): number | undefined {
  const number = Number(value);
  return value !== undefined && /^\d{1,2}$/.test(value) && number >= 1 && number <= 32 ? number : undefined;
}

function flag(value: string | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
