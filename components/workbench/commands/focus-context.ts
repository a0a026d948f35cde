import type { WhenContext } from './when.ts';

type Page = { readonly activeElement: Element | null };

/**
 * Where the focus is and how the page is shown, in the words of VS Code's conditions. Asked for while a key is
 * pressed: every answer is a look at the one element that has the focus.
 */
export function focusContext(page: Page, about: { readonly installed: () => boolean; readonly activeView: () => string | null }): WhenContext {
  const isIn = (selector: string): boolean => (page.activeElement?.closest(selector) ?? null) !== null;
  return (name) => {
    switch (name) {
      case 'editorFocus':
      case 'editorTextFocus':
        return isIn('.monaco-editor');
      case 'editorAreaFocus':
        return isIn('[data-sheet="editor"]');
      case 'terminalFocus':
        return isIn('.xterm');
      case 'panelFocus':
        return isIn('[data-sheet="panel"]');
      case 'sideBarFocus':
        return isIn('[data-sheet="side"]');
      case 'filesExplorerFocus':
      case 'explorerViewletFocus':
        return about.activeView() === 'explorer' && isIn('[data-sheet="side"]');
      case 'listFocus':
        return isIn('[role="tree"], [role="listbox"], [role="grid"], [role="treegrid"]');
      case 'inputFocus':
      case 'textInputFocus':
        return isIn('input, textarea, [contenteditable="true"], .monaco-editor, .xterm');
      case 'activeView':
        return about.activeView() ?? '';
      case 'installedApp':
        return about.installed();
      case 'isWeb':
        return true;
      default:
        // Whoever draws an area may name it: data-context="timelineFocus".
        return /^\w+$/.test(name) && isIn(`[data-context~="${name}"]`) ? true : undefined;
    }
  };
}

/** The names above, for whoever writes a condition. */
export const CONTEXT_NAMES: readonly string[] = ['editorTextFocus', 'editorAreaFocus', 'terminalFocus', 'panelFocus', 'sideBarFocus', 'filesExplorerFocus', 'listFocus', 'inputFocus', 'installedApp'];
