'use client';

import { ChevronRight } from 'lucide-react';

import { displayName } from '../../../../../shared/display-name.ts';
import type { FilePath } from '../../../../../shared/file-path.ts';

/** Where the file of a group's tab lies. `group`: whose text it stands above. */
export function Crumbs({ path }: { readonly path: FilePath; readonly group: string }) {
  const folders = path.split('/').slice(1, -1);
  return (
    <div className="crumbs">
      {folders.map((folder, index) => (
        <span key={folders.slice(0, index + 1).join('/')} className="flex items-center gap-1">
          {displayName(folder)}
          <ChevronRight aria-hidden />
        </span>
      ))}
      <b>{displayName(path.slice(path.lastIndexOf('/') + 1))}</b>
    </div>
  );
}
