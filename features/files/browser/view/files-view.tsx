'use client';

import '../files.css';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { filesSession } from '../files-session.ts';
import { CopyStrips } from './copy-strips.tsx';
import { FilterField } from './filter-field.tsx';
import { Tree } from './tree.tsx';
import { UploadStrips } from './upload-strips.tsx';

/** The explorer: the tree, above it what is typed to find names in it, below it what is on its way into it. */
export function FilesView() {
  const session = filesSession.use();
  const filter = useStore(session.filter);
  return (
    <>
      {filter !== null && <FilterField session={session} text={filter} />}
      <Tree session={session} />
      <CopyStrips session={session} />
      <UploadStrips session={session} />
    </>
  );
}
