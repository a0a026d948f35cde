import { languages } from 'monaco-editor/editor';

/** What Monaco's definitions leave to its own JSON worker, and names that they do not know. */
export function registerMoreLanguages(): void {
  languages.register({
    id: 'json',
    aliases: ['JSON'],
    extensions: ['.json', '.jsonc', '.json5', '.webmanifest', '.map', '.geojson', '.ipynb'],
    filenames: ['.babelrc', '.eslintrc', '.prettierrc', '.swcrc', 'composer.lock', 'flake.lock', 'Pipfile.lock'],
  });
  languages.setLanguageConfiguration('json', {
    comments: { lineComment: '//', blockComment: ['/*', '*/'] },
    brackets: [['{', '}'], ['[', ']']],
    autoClosingPairs: [
      { open: '{', close: '}', notIn: ['string'] },
      { open: '[', close: ']', notIn: ['string'] },
      { open: '"', close: '"', notIn: ['string'] },
    ],
  });
  languages.setMonarchTokensProvider('json', {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type.property'],
        [/"(?:[^"\\]|\\.)*"?/, 'string'],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
        [/\b(?:true|false|null)\b/, 'keyword'],
        [/\/\/.*$/, 'comment'],
        [/\/\*/, 'comment', '@comment'],
        [/[{}[\],:]/, 'delimiter'],
      ],
      comment: [
        [/[^*]+/, 'comment'],
        [/\*\//, 'comment', '@pop'],
        [/\*/, 'comment'],
      ],
    },
  });
  languages.register({ id: 'ini', extensions: ['.cfg', '.conf', '.service', '.editorconfig'], filenames: ['.npmrc', '.gitconfig', '.editorconfig'] });
  languages.register({ id: 'shell', filenames: ['.bashrc', '.profile', '.bash_profile', '.zshrc'] });
  for (const [id, alias, names] of COLOURED_BY_TEXTMATE) {
    languages.register({ id, aliases: [alias], extensions: names.filter((name) => name.startsWith('.')), filenames: names.filter((name) => !name.startsWith('.')) });
    languages.setLanguageConfiguration(id, commentsOf(id));
  }
  languages.register({ id: 'dotenv', filenames: ['.env', '.env.local', '.env.example', '.env.development', '.env.production'] });
  registerReact({ id: 'typescriptreact', alias: 'TypeScript JSX', extension: '.tsx', load: () => import('monaco-editor/languages/definitions/typescript/typescript') });
  registerReact({ id: 'javascriptreact', alias: 'JavaScript JSX', extension: '.jsx', load: () => import('monaco-editor/languages/definitions/javascript/javascript') });
}

/** Languages that Monaco has no grammar of its own for. */
const COLOURED_BY_TEXTMATE: readonly (readonly [id: string, alias: string, names: readonly string[]])[] = [
  ['astro', 'Astro', ['.astro']],
  ['cmake', 'CMake', ['.cmake', 'CMakeLists.txt']],
  ['diff', 'Diff', ['.diff', '.patch', '.rej']],
  ['dotenv', 'Dotenv', ['.env']],
  ['erlang', 'Erlang', ['.erl', '.hrl']],
  ['fish', 'Fish', ['.fish']],
  ['git-commit', 'Git commit message', ['COMMIT_EDITMSG', 'MERGE_MSG']],
  ['git-rebase', 'Git rebase message', ['git-rebase-todo']],
  ['glsl', 'GLSL', ['.glsl', '.vert', '.frag']],
  ['groovy', 'Groovy', ['.groovy', '.gradle', 'Jenkinsfile']],
  ['haskell', 'Haskell', ['.hs', '.lhs']],
  ['latex', 'LaTeX', ['.tex', '.sty', '.cls', '.bib']],
  ['log', 'Log', ['.log']],
  ['makefile', 'Makefile', ['.mk', '.mak', 'Makefile', 'makefile', 'GNUmakefile']],
  ['nginx', 'Nginx', ['nginx.conf']],
  ['nix', 'Nix', ['.nix']],
  ['ocaml', 'OCaml', ['.ml', '.mli']],
  ['prisma', 'Prisma', ['.prisma']],
  ['svelte', 'Svelte', ['.svelte']],
  ['toml', 'TOML', ['.toml', 'Pipfile', 'poetry.lock', 'Cargo.lock', 'uv.lock']],
  ['vue', 'Vue', ['.vue']],
  ['zig', 'Zig', ['.zig']],
];

const LINE_COMMENTS: Readonly<Record<string, string>> = {
  cmake: '#', dotenv: '#', fish: '#', 'git-commit': '#', 'git-rebase': '#', makefile: '#', nginx: '#', nix: '#', toml: '#',
  erlang: '%', latex: '%', glsl: '//', groovy: '//', prisma: '//', zig: '//', haskell: '--',
};
const BLOCK_COMMENTS: Readonly<Record<string, [string, string]>> = { astro: ['<!--', '-->'], svelte: ['<!--', '-->'], vue: ['<!--', '-->'], glsl: ['/*', '*/'], groovy: ['/*', '*/'], haskell: ['{-', '-}'], nix: ['/*', '*/'], ocaml: ['(*', '*)'] };
const BRACKETS: [string, string][] = [['{', '}'], ['[', ']'], ['(', ')']];

function commentsOf(id: string): languages.LanguageConfiguration {
  const pairs = [...BRACKETS, ['"', '"']].map(([open = '', close = '']) => ({ open, close, notIn: ['string'] }));
  const blockComment = BLOCK_COMMENTS[id];
  const lineComment = LINE_COMMENTS[id];
  return {
    comments: { ...(lineComment === undefined ? {} : { lineComment }), ...(blockComment === undefined ? {} : { blockComment }) },
    brackets: BRACKETS,
    autoClosingPairs: id === 'diff' || id === 'log' || id.startsWith('git-') ? [] : pairs,
  };
}

type Definition = { readonly conf: languages.LanguageConfiguration; readonly language: languages.IMonarchLanguage };

/** As VS Code, which has an id of its own for files with elements in them: `<T>x` is no cast there. */
function registerReact({ id, alias, extension, load }: { readonly id: string; readonly alias: string; readonly extension: string; readonly load: () => Promise<Definition> }): void {
  languages.register({ id, aliases: [alias], extensions: [extension] });
  languages.registerTokensProviderFactory(id, { create: async () => (await load()).language });
  languages.onLanguageEncountered(id, () => {
    void load().then(
      ({ conf }) => languages.setLanguageConfiguration(id, conf),
      () => undefined, // without it brackets do not close by themselves; the network says the rest
    );
  });
}
