export const MARKDOWN_CSS = `
html { background: var(--sheet); color: var(--ink); font: 400 14px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word; scrollbar-color: var(--edge) transparent; }
body { margin: 0; }
main { max-width: 860px; margin: 0 auto; padding: 24px 32px 64px; }
h1, h2, h3, h4, h5, h6 { line-height: 1.3; margin: 1.6em 0 .6em; font-weight: 600; }
h1 { font-size: 1.8em; padding-bottom: .25em; border-bottom: 1px solid var(--line); }
h2 { font-size: 1.4em; padding-bottom: .2em; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15em; } h4, h5, h6 { font-size: 1em; } h6 { color: var(--ink-2); }
main > :first-child { margin-top: 0; }
p, ul, ol, blockquote, pre, table, details, figure { margin: 0 0 1em; }
a { color: var(--accent-ink); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
img { max-width: 100%; }
code, pre, kbd { font: 400 12.5px/1.55 ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { padding: .15em .35em; border-radius: 4px; background: var(--inset); color: var(--code); }
pre { padding: 12px 16px; border-radius: 8px; background: var(--inset); overflow: auto; }
pre code { padding: 0; background: none; }
kbd { padding: 1px 5px; border: 1px solid var(--edge); border-radius: 4px; }
blockquote { margin-left: 0; padding: 0 1em; border-left: 3px solid var(--edge); color: var(--ink-2); }
table { display: block; border-collapse: collapse; overflow: auto; }
th, td { padding: 5px 12px; border: 1px solid var(--line); text-align: left; }
th { font-weight: 600; } tr:nth-child(2n) td { background: var(--inset); }
hr { height: 1px; border: 0; background: var(--line); margin: 2em 0; }
li > input { margin: 0 .5em 0 -1.4em; } li:has(> input) { list-style: none; }
.left-out { color: var(--ink-3); font-size: 12px; border: 1px dashed var(--edge); border-radius: 4px; padding: 1px 6px; }
.diagram { text-align: center; overflow: auto; } .diagram svg { max-width: 100%; height: auto; }
`;
