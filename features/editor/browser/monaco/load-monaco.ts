import type { monaco } from './setup.ts';

export type Monaco = typeof monaco;

let loading: Promise<Monaco> | null = null;

/** Monaco, loaded once per page. Its own words come in the language of the first call. */
export function loadMonaco(language: string): Promise<Monaco> {
  loading ??= load(language);
  return loading;
}

async function load(language: string): Promise<Monaco> {
  try {
    // Monaco reads its words while its modules are evaluated: they have to be there before.
    if (language === 'fr') await import('monaco-editor/nls/lang/fr');
    return (await import('./setup.ts')).monaco;
  } catch (error) {
    // A network that failed once may work the next time a file is opened.
    loading = null;
    throw error;
  }
}
