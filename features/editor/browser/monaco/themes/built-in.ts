/** Themes that come with the editor, by the names that VS Code and their authors give them. */
export const BUILT_IN_THEMES: Readonly<Record<string, () => Promise<{ readonly default: object }>>> = {
  'Dark+': () => import('@shikijs/themes/dark-plus'),
  'Light+': () => import('@shikijs/themes/light-plus'),
  Monokai: () => import('@shikijs/themes/monokai'),
  'Solarized Dark': () => import('@shikijs/themes/solarized-dark'),
  'Solarized Light': () => import('@shikijs/themes/solarized-light'),
  'GitHub Dark Default': () => import('@shikijs/themes/github-dark-default'),
  'GitHub Light Default': () => import('@shikijs/themes/github-light-default'),
  'GitHub Dark High Contrast': () => import('@shikijs/themes/github-dark-high-contrast'),
  'GitHub Light High Contrast': () => import('@shikijs/themes/github-light-high-contrast'),
  Dracula: () => import('@shikijs/themes/dracula'),
  'One Dark Pro': () => import('@shikijs/themes/one-dark-pro'),
  'One Light': () => import('@shikijs/themes/one-light'),
  Nord: () => import('@shikijs/themes/nord'),
  'Night Owl': () => import('@shikijs/themes/night-owl'),
  'Tokyo Night': () => import('@shikijs/themes/tokyo-night'),
  'Catppuccin Mocha': () => import('@shikijs/themes/catppuccin-mocha'),
  'Catppuccin Latte': () => import('@shikijs/themes/catppuccin-latte'),
  'Gruvbox Dark Medium': () => import('@shikijs/themes/gruvbox-dark-medium'),
};

/** What VS Code writes into its settings for the same. */
const OTHER_NAMES: Readonly<Record<string, string>> = { 'Default Dark+': 'Dark+', 'Default Light+': 'Light+', 'Visual Studio Dark': 'Dark+', 'Visual Studio Light': 'Light+', 'Default Dark Modern': 'Dark+', 'Default Light Modern': 'Light+' };

/** As VS Code's theme file has it; null: there is none of that name. */
export async function builtInTheme(name: string): Promise<object | null> {
  const known = Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? name) : name;
  return Object.hasOwn(BUILT_IN_THEMES, known) ? ((await BUILT_IN_THEMES[known]?.())?.default ?? null) : null;
}
