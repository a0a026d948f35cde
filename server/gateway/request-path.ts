/**
 * A request's path, as it stands in the request line. `regular` paths have one reading only: no dot segments, no
 * empty segments, no backslash, nothing encoded that could become a separator or a dot, no absolute form. Others
 * are refused instead of normalised, so that what is checked is what is served (abuse case A16).
 */
export type RequestPath = { readonly path: string; readonly search: string; readonly regular: boolean };

const REGULAR = /^(?:\/|(?:\/(?!\.\.?(?:\/|$))(?:[A-Za-z0-9._~!$&'()*+,;=:@[\]-]|%(?!00|2e|2f|5c)[0-9a-f]{2})+)+\/?)$/i;

export function readPath(target: string | undefined): RequestPath {
  const text = target ?? '';
  const query = text.indexOf('?');
  const path = query === -1 ? text : text.slice(0, query);
  return { path, search: query === -1 ? '' : text.slice(query), regular: REGULAR.test(path) };
}
