/** By a file's last extension, and by whole name; what is not listed is no language. Names as people write them. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  ts: 'TypeScript', mts: 'TypeScript', cts: 'TypeScript', tsx: 'TypeScript',
  js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript', jsx: 'JavaScript',
  py: 'Python', pyi: 'Python', ipynb: 'Jupyter Notebook',
  rs: 'Rust', go: 'Go', java: 'Java', kt: 'Kotlin', kts: 'Kotlin', scala: 'Scala', groovy: 'Groovy',
  c: 'C', h: 'C', cc: 'C++', cpp: 'C++', cxx: 'C++', hh: 'C++', hpp: 'C++', hxx: 'C++', cs: 'C#', fs: 'F#', m: 'Objective-C',
  php: 'PHP', rb: 'Ruby', pl: 'Perl', pm: 'Perl', lua: 'Lua', r: 'R', jl: 'Julia', dart: 'Dart', swift: 'Swift', zig: 'Zig',
  ex: 'Elixir', exs: 'Elixir', erl: 'Erlang', hs: 'Haskell', ml: 'OCaml', clj: 'Clojure', nim: 'Nim',
  html: 'HTML', htm: 'HTML', css: 'CSS', scss: 'SCSS', sass: 'Sass', less: 'Less', vue: 'Vue', svelte: 'Svelte', astro: 'Astro',
  sh: 'Shell', bash: 'Shell', zsh: 'Shell', fish: 'Shell', ps1: 'PowerShell', sql: 'SQL', graphql: 'GraphQL', proto: 'Protocol Buffers',
  tf: 'HCL', cmake: 'CMake', tex: 'TeX', asm: 'Assembly', s: 'Assembly', glsl: 'GLSL', wgsl: 'WGSL', sol: 'Solidity', twig: 'Twig',
};

const BY_NAME: Readonly<Record<string, string>> = { dockerfile: 'Dockerfile', makefile: 'Makefile', 'cmakelists.txt': 'CMake', gemfile: 'Ruby', rakefile: 'Ruby' };

/** Written by a program or by somebody else: not what a module is made of. */
const NOT_OURS = /(^|\/)(node_modules|vendor|third_party|bower_components|dist|build|target|\.venv|venv|__pycache__|\.next|generated)\/|\.min\.(js|css)$|[.-]lock\.|\.d\.ts$/;

/** null: not a source file of the module's own. */
export function languageOf(path: string): string | null {
  if (NOT_OURS.test(path)) return null;
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const whole = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (whole !== undefined) return whole;
  const dot = name.lastIndexOf('.');
  const extension = dot <= 0 ? '' : name.slice(dot + 1);
  return (Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined) ?? null;
}

/** Bytes by language, largest first. */
export function addUp(files: Iterable<{ readonly path: string; readonly bytes: number }>): { name: string; bytes: number }[] {
  const sums = new Map<string, number>();
  for (const { path, bytes } of files) {
    const name = languageOf(path);
    if (name !== null && bytes > 0) sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).toSorted((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
}
