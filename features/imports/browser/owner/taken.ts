/** A folder or file of the source, on its way to a module. */
export type Taken = { readonly path: string; readonly isFolder: boolean };
