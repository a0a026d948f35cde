import { editorAssets } from '../../../../components/workbench/assets.ts';
import type * as setup from './setup.ts';

export type Monaco = typeof setup.monaco;

let loading: Promise<Monaco> | null = null;

/** Monaco, loaded once per page. Its own words come in the language of the first call. */
export function loadMonaco(language: string): Promise<Monaco> {
  loading ??= load(language);
  return loading;
}

async function load(language: string): Promise<Monaco> {
  try {
    const assets = editorAssets();
    const styled = addStyle(assets.style);
    // Monaco reads its words while its modules are evaluated: they have to be there before.
    if (language === 'fr') await importAsset(assets.french);
    const { monaco } = (await importAsset(assets.monaco)) as typeof setup;
    await styled;
    return monaco;
  } catch (error) {
    // A network that failed once may work the next time a file is opened.
    loading = null;
    throw error;
  }
}

function importAsset(address: string): Promise<unknown> {
  return import(/* turbopackIgnore: true */ address);
}

/** Resolves when it applies, or cannot be had: a text without its looks is better than none. */
async function addStyle(href: string): Promise<void> {
  if (document.querySelector(`link[rel="stylesheet"][href="${href}"]`) !== null) return; // the page came with it
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  link.addEventListener('load', resolve);
  link.addEventListener('error', resolve);
  document.head.append(link);
  await promise;
}
