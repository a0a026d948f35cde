import { Download, FileArchive } from 'lucide-react';

import type { FileMenuItem, FileTarget } from '../../../components/workbench/menus.ts';
import { isFolder, pathOf, type TreeNode } from './tree/file-tree.ts';
import type { Transfers } from './transfer/transfers.ts';

/** Of what is in the tree and has a path. */
export function fileTargets(nodes: readonly TreeNode[]): readonly FileTarget[] {
  return nodes.flatMap((node): FileTarget[] => {
    const path = pathOf(node);
    return path === null ? [] : [{ path, kind: node.parent === null ? 'root' : isFolder(node) ? 'folder' : 'file' }];
  });
}

/** Downloads, in the menu of rows and of tabs. */
export function downloadItems(transfers: Transfers): readonly FileMenuItem[] {
  const isFile = (targets: readonly FileTarget[]): boolean => targets.length === 1 && targets[0]?.kind === 'file';
  return [
    { id: 'files.download', titleKey: 'files.download.file', icon: Download, group: 'transfer', applies: isFile, run: (targets) => transfers.download(targets, null) },
    { id: 'files.downloadZip', titleKey: 'files.download.zip', icon: FileArchive, group: 'transfer', applies: (targets) => targets.length > 0 && !isFile(targets), run: (targets) => transfers.download(targets, 'zip') },
    { id: 'files.downloadTar', titleKey: 'files.download.tar', icon: FileArchive, group: 'transfer', applies: (targets) => targets.length > 0 && !isFile(targets), run: (targets) => transfers.download(targets, 'tar.gz') },
  ];
}
