import type { Capability } from '../../shared/actor.ts';
import type { FilePath } from '../../shared/file-path.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { BringFiles } from './bring-files.ts';
import { CommandRegistry } from './commands/command-registry.ts';
import type { WorkspaceConnection } from './connection/workspace-connection.ts';
import { Editors } from './editors/editors.ts';
import type { LayoutStore } from './layout/layout-store.ts';
import type { FileMark, FileMenuItem } from './menus.ts';
import type { WorkbenchModule } from './modules.ts';
import { Prompts } from './prompts/prompts.ts';
import type { QuickAccess } from './prompts/quick-access.ts';
import { Registry } from './registry.ts';
import { Settings } from './settings/settings.ts';
import { Signal, Store, type Readable } from './store.ts';

/** Lines and columns from 1. `beside`: in another group. `viewer`: in that one instead of what its name suggests; `text`: the text editor. */
export type OpenFileRequest = {
  readonly path: FilePath;
  readonly preview: boolean;
  readonly line?: number;
  readonly column?: number;
  /** With `column`: selects up to there, in the same line. */
  readonly endColumn?: number;
  readonly beside?: boolean;
  readonly viewer?: string;
};

/** What features tell each other about files, without knowing each other. */
export type FileEvents = {
  /** Asks for the file in the editor; `preview` may be replaced by the next one. */
  readonly open: Signal<OpenFileRequest>;
  /** A file or folder was moved by the member in this page. */
  readonly moved: Signal<{ readonly from: FilePath; readonly to: FilePath }>;
  readonly removed: Signal<{ readonly path: FilePath }>;
  /** Asks for the file or folder in the tree. */
  readonly reveal: Signal<{ readonly path: FilePath }>;
  /** How files stand, by path; several features may mark. */
  readonly marks: Registry<Readable<ReadonlyMap<FilePath, FileMark>>>;
  readonly menu: Registry<FileMenuItem>;
  /** null where the member may not. */
  readonly bring: Store<BringFiles | null>;
  /** The file in front; null when none is. */
  readonly active: Store<FilePath | null>;
  /** Files that were in front, the latest first; whoever draws the editors keeps them over a reload. */
  readonly recent: Store<readonly FilePath[]>;
};

export type WorkbenchDeps = {
  readonly workspace: { readonly id: WorkspaceId; readonly name: string };
  /** What the member may do here: what they may not is absent. */
  readonly capabilities: readonly Capability[];
  readonly connection: WorkspaceConnection;
  readonly layout: LayoutStore;
  /** By message key, what commands are called in the languages that the page does not have: whoever learnt one by that name finds it. */
  readonly commandsElsewhere: () => Promise<Readonly<Record<string, string>>>;
  readonly onCommandError: (error: unknown) => void;
};

/** One open workspace in one page: what every feature's view gets through `useWorkbench()`. */
export class Workbench {
  readonly workspace: { readonly id: WorkspaceId; readonly name: string };
  readonly capabilities: ReadonlySet<Capability>;
  readonly connection: WorkspaceConnection;
  readonly layout: LayoutStore;
  readonly commands: CommandRegistry;
  readonly commandsElsewhere: WorkbenchDeps['commandsElsewhere'];
  readonly files: FileEvents;
  /** The modules that the workspace has now: what is below their folders belongs to them. */
  readonly modules = new Store<readonly WorkbenchModule[]>([]);
  readonly editors = new Editors();
  readonly settings = new Settings();
  readonly prompts = new Prompts();
  readonly quickAccess = new Registry<QuickAccess>();
  /** Opens quick access with this text, prefix and all. */
  readonly quickOpen = new Signal<{ readonly text: string }>();
  private readonly undo: (() => void)[] = [];

  constructor(deps: WorkbenchDeps) {
    this.workspace = deps.workspace;
    this.capabilities = new Set(deps.capabilities);
    this.connection = deps.connection;
    this.layout = deps.layout;
    this.commandsElsewhere = deps.commandsElsewhere;
    this.commands = new CommandRegistry(deps.onCommandError);
    this.files = { open: new Signal(), moved: new Signal(), removed: new Signal(), reveal: new Signal(), marks: new Registry(), menu: new Registry(), bring: new Store<BringFiles | null>(null), active: new Store<FilePath | null>(null), recent: new Store<readonly FilePath[]>([]) };
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
