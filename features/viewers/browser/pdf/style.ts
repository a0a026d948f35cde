/** Of the frame. The words lie over the picture, where they can be selected, as pdf.js places them (its `pdf_viewer.css`). */
export const STYLE = `
html { background: var(--inset); scrollbar-color: var(--edge) transparent; }
body { margin: 0; padding: 16px; display: grid; gap: 12px; justify-content: safe center; }
.page { position: relative; background: #fff; box-shadow: 0 0 0 1px var(--line); overflow: hidden; --scale-round-x: 1px; --scale-round-y: 1px; }
.page canvas { display: block; width: 100%; height: 100%; }
.textLayer { color-scheme: only light; position: absolute; inset: 0; overflow: clip; text-align: initial; line-height: 1; text-size-adjust: none; forced-color-adjust: none; transform-origin: 0 0; caret-color: CanvasText; color: transparent; --min-font-size: 1; --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size)); --min-font-size-inv: calc(1 / var(--min-font-size)); }
.textLayer :is(span, br) { color: transparent; position: absolute; white-space: pre; cursor: text; transform-origin: 0% 0%; user-select: text; }
.textLayer > :not(.markedContent), .textLayer .markedContent span:not(.markedContent) { z-index: 1; --font-height: 0; font-size: calc(var(--text-scale-factor) * var(--font-height)); --scale-x: 1; --rotate: 0deg; transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv)); }
.textLayer .markedContent { display: contents; }
.textLayer ::selection { background: #4263e659; color: transparent; }
.textLayer br::selection { background: transparent; }
::highlight(found) { background: #f5c84273; color: transparent; }
::highlight(found-current) { background: #f08c0099; color: transparent; }
`;
