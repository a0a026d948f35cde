/** Languages that have a grammar (grammars.ts has the same), for who may not load them all. */
export const GRAMMAR_IDS: ReadonlySet<string> = new Set(
  'astro bat bicep c clojure cmake coffeescript cpp csharp css dart diff dockerfile dotenv elixir erlang fish fsharp git-commit git-rebase glsl go graphql groovy handlebars haskell hcl html ini java javascript javascriptreact json julia kotlin latex less log lua makefile markdown mdx mysql nginx nix objective-c ocaml pascal perl pgsql php powershell prisma proto pug python r razor restructuredtext ruby rust scala scheme scss shell solidity sql svelte swift systemverilog tcl toml twig typescript typescriptreact vb verilog vue wgsl xml yaml zig'.split(' '),
);

/** What people write after the three backquotes of Markdown, where it is not the language's id. */
const FENCES: Readonly<Record<string, string>> = {
  bash: 'shell', sh: 'shell', zsh: 'shell', shellscript: 'shell', console: 'shell',
  js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascriptreact',
  ts: 'typescript', mts: 'typescript', cts: 'typescript', tsx: 'typescriptreact',
  py: 'python', rb: 'ruby', rs: 'rust', golang: 'go', kt: 'kotlin', cs: 'csharp', 'c++': 'cpp', h: 'c', hpp: 'cpp',
  yml: 'yaml', jsonc: 'json', json5: 'json', docker: 'dockerfile', make: 'makefile', ps1: 'powershell', htm: 'html',
  svg: 'xml', md: 'markdown', tf: 'hcl', terraform: 'hcl', objc: 'objective-c', patch: 'diff', protobuf: 'proto', tex: 'latex',
};

/** The language of a fence's first word; null: none that is known. */
export function languageOfFence(word: string): string | null {
  const name = word.toLowerCase();
  if (GRAMMAR_IDS.has(name)) return name;
  return Object.hasOwn(FENCES, name) ? (FENCES[name] ?? null) : null;
}
