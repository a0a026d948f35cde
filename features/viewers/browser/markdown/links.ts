import { FilePath, parentPath } from '../../../../shared/file-path.ts';

export type LinkTarget = { readonly kind: 'file'; readonly path: FilePath } | { readonly kind: 'web'; readonly url: string };

/** Where a link or a picture of a text leads; null: nowhere that one goes. `/x` is from the module's or home's root of the text. */
export function targetOf(href: string, from: FilePath): LinkTarget | null {
  if (href.length > 4000) return null;
  if (/^(?:https?:|mailto:)/i.test(href)) return URL.canParse(href) ? { kind: 'web', url: new URL(href).href } : null;
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || href.startsWith('//')) return null;
  const [raw = ''] = href.split(/[?#]/);
  const name = decoded(raw);
  if (name === null || name === '') return null;
  const base = name.startsWith('/') ? rootOf(from) : parentPath(from);
  const parts = base.split('/').filter((part) => part !== '');
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const path = FilePath.safeParse(`/${parts.join('/')}`);
  return path.success ? { kind: 'file', path: path.data } : null;
}

/** `/workspace/<project>/<module>`, or the home. */
function rootOf(path: FilePath): string {
  return (/^\/workspace\/[^/]+\/[^/]+/.exec(path) ?? /^\/home\/[^/]+/.exec(path))?.[0] ?? '/';
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // no address
  }
}
