import type { editor } from 'monaco-editor/editor';

/** How every editor of Atelier looks; sizes are the look's. */
export function editorOptions(): editor.IEditorOptions & editor.IGlobalEditorOptions {
  const narrow = matchMedia('(max-width: 719.98px)').matches;
  return {
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
    fontSize: narrow ? 12.5 : 13,
    lineHeight: 20,
    fontLigatures: false,
    minimap: { enabled: false },
    lineNumbersMinChars: narrow ? 3 : 4,
    folding: !narrow,
    glyphMargin: false,
    stickyScroll: { enabled: false },
    bracketPairColorization: { enabled: false },
    renderLineHighlight: 'all',
    renderLineHighlightOnlyWhenFocus: false,
    overviewRulerBorder: true,
    scrollBeyondLastLine: true,
    smoothScrolling: false,
    cursorBlinking: 'solid',
    fixedOverflowWidgets: true,
    padding: { top: 2 },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    wordWrap: 'off',
    quickSuggestions: { other: true, comments: false, strings: false },
    dragAndDrop: true,
    dropIntoEditor: { enabled: false },
    codeLens: false,
    lightbulb: { enabled: 'off' as editor.ShowLightbulbIconMode },
    largeFileOptimizations: true,
    accessibilitySupport: 'auto',
  };
}
