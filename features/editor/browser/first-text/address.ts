/** What the address of a workbench names: `/w/<name or id>?file=<path>`. */
export type Named = {
  readonly workspace: string;
  readonly path: string;
  /** As it stands in the address, which is how it goes into others. */
  readonly rawPath: string;
};

/** As the workbench itself writes paths into addresses; whatever else there may be is left to it. */
const RAW_PATH = /^(?!.*\/\.{0,2}(\/|$))\/[A-Za-z0-9/._~%-]+$/;

/** null when it names no file, or one that only the workbench can make sense of. */
export function namedByAddress(address: { readonly pathname: string; readonly search: string }): Named | null {
  const workspace = /^\/w\/([^/]+)\/?$/.exec(address.pathname)?.[1];
  const rawPath = /[?&]file=([^&]*)/.exec(address.search)?.[1];
  if (workspace === undefined || rawPath === undefined || !RAW_PATH.test(rawPath)) return null;
  try {
    return { workspace: decodeURIComponent(workspace), path: decodeURIComponent(rawPath), rawPath };
  } catch {
    return null; // a name with bytes that are not UTF-8
  }
}
