import { languages } from 'monaco-editor/editor';

/** What Monaco's definitions leave to its own JSON worker, and names that they do not know. */
export function registerMoreLanguages(): void {
  languages.register({
    id: 'json',
    aliases: ['JSON'],
    extensions: ['.json', '.jsonc', '.json5', '.webmanifest', '.map', '.geojson', '.ipynb', '.lock'],
    filenames: ['.babelrc', '.eslintrc', '.prettierrc', '.swcrc', 'composer.lock'],
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
  languages.register({ id: 'ini', extensions: ['.toml', '.cfg', '.conf', '.env', '.service', '.editorconfig'], filenames: ['.env', '.npmrc', '.gitconfig', '.editorconfig'] });
  languages.register({ id: 'html', extensions: ['.vue', '.svelte', '.astro'] });
  languages.register({ id: 'shell', filenames: ['.bashrc', '.profile', '.bash_profile', '.zshrc'] });
}
