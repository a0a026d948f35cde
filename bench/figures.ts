import type { Figure } from './figure.ts';
import { architecture } from './figures/architecture.ts';
import { clone } from './figures/clone.ts';
import { diskChange } from './figures/disk-change.ts';
import { folder } from './figures/folder.ts';
import { gitGuard } from './figures/git-guard.ts';
import { gitPage } from './figures/git-page.ts';
import { grant } from './figures/grant.ts';
import { history } from './figures/history.ts';
import { interrupt } from './figures/interrupt.ts';
import { keyEcho } from './figures/key-echo.ts';
import { largeFiles } from './figures/large-files.ts';
import { memory } from './figures/memory.ts';
import { openStopped } from './figures/open-stopped.ts';
import { output } from './figures/output.ts';
import { pageLoad } from './figures/page-load.ts';
import { save } from './figures/save.ts';
import { search } from './figures/search.ts';
import { sourceControl } from './figures/source-control.ts';
import { start } from './figures/start.ts';
import { terminalPrompt } from './figures/terminal-prompt.ts';
import { terminalSocket } from './figures/terminal-socket.ts';

/** In the order they are measured: memory before anything else has used the server. */
export const FIGURES: readonly Figure[] = [
  start,
  memory,
  openStopped,
  pageLoad,
  terminalPrompt,
  keyEcho,
  output,
  interrupt,
  save,
  diskChange,
  folder,
  largeFiles,
  search,
  sourceControl,
  history,
  gitPage,
  terminalSocket,
  clone,
  gitGuard,
  grant,
  architecture,
];
