import type { FilePath } from '../../shared/file-path.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { CommandRegistry } from './commands/command-registry.ts';
import type { WorkspaceConnection } from './connection/workspace-connection.ts';
import type { LayoutStore } from './layout/layout-store.ts';
import { Signal, Store } from './store.ts';

/** What features tell each other about files, without knowing each other. */
export type FileEvents = {
  /** Asks for the file in the editor; `preview` may be replaced by the next one. */
  readonly open: Signal<{ readonly path: FilePath; readonly preview: boolean; readonly line?: number }>;
  /** A file or folder was moved by the member in this page. */
  readonly moved: Signal<{ readonly from: FilePath; readonly to: FilePath }>;
  readonly removed: Signal<{ readonly path: FilePath }>;
  /** The file in front; null when none is. */
  readonly active: Store<FilePath | null>;
};

export type WorkbenchDeps = {
  readonly workspace: { readonly id: WorkspaceId; readonly name: string };
  readonly connection: WorkspaceConnection;
  readonly layout: LayoutStore;
  readonly onCommandError: (error: unknown) => void;
};

/** One open workspace in one page: what every feature's view gets through `useWorkbench()`. */
export class Workbench {
  readonly workspace: { readonly id: WorkspaceId; readonly name: string };
  readonly connection: WorkspaceConnection;
  readonly layout: LayoutStore;
  readonly commands: CommandRegistry;
  readonly files: FileEvents;
  private readonly undo: (() => void)[] = [];

  constructor(deps: WorkbenchDeps) {
    this.workspace = deps.workspace;
    this.connection = deps.connection;
    this.layout = deps.layout;
    this.commands = new CommandRegistry(deps.onCommandError);
    this.files = { open: new Signal(), moved: new Signal(), removed: new Signal(), active: new Store<FilePath | null>(null) };
  }

  /** Keeps what must be undone when the page leaves the workspace. */
  own(dispose: () => void): void {
    this.undo.push(dispose);
  }

  dispose(): void {
    for (const dispose of this.undo.splice(0).reverse()) dispose();
    this.connection.close();
  }
}
