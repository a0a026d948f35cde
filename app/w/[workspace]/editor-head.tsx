import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from 'react';

import { ASSETS_ELEMENT, type EditorAssets } from '../../../components/workbench/assets.ts';

const assets = cache(async () => JSON.parse(await readFile(join(process.cwd(), 'dist/editor/assets.json'), 'utf8')) as EditorAssets);

/** Where the editor's modules are; when the address names a file they are fetched and run at once. */
export async function EditorHead({ opensFile }: { readonly opensFile: boolean }) {
  const editor = await assets();
  return (
    <>
      <script type="application/json" id={ASSETS_ELEMENT} dangerouslySetInnerHTML={{ __html: JSON.stringify(editor) }} />
      {opensFile && (
        <>
          <link rel="stylesheet" href={editor.style} precedence="editor" />
          {[editor.monaco, ...editor.parts].map((address) => <link key={address} rel="modulepreload" href={address} fetchPriority="high" />)}
          <script type="module" async fetchPriority="high" src={editor.firstText} />
        </>
      )}
    </>
  );
}
