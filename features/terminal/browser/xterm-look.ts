import type { ITheme } from '@xterm/xterm';

import { colour } from '../../../components/ui/theme.ts';

/** 18 px for text of 12.5. */
const LINE_HEIGHT = 1.44;

/** The sixteen colours and the well they lie on, from the tokens as they are now. */
export function themeFromTokens(): ITheme {
  return {
    background: colour('inset'),
    foreground: colour('code'),
    cursor: colour('code-cursor'),
    cursorAccent: colour('inset'),
    selectionBackground: colour('code-select'),
    scrollbarSliderBackground: colour('pressed'),
    scrollbarSliderHoverBackground: colour('edge'),
    scrollbarSliderActiveBackground: colour('edge'),
    black: colour('term-black'),
    red: colour('term-red'),
    green: colour('term-green'),
    yellow: colour('term-yellow'),
    blue: colour('term-blue'),
    magenta: colour('term-magenta'),
    cyan: colour('term-cyan'),
    white: colour('term-white'),
    brightBlack: colour('term-bright-black'),
    brightRed: colour('term-bright-red'),
    brightGreen: colour('term-bright-green'),
    brightYellow: colour('term-bright-yellow'),
    brightBlue: colour('term-bright-blue'),
    brightMagenta: colour('term-bright-magenta'),
    brightCyan: colour('term-bright-cyan'),
    brightWhite: colour('term-bright-white'),
  };
}

export type TerminalFont = { readonly fontFamily: string; readonly fontSize: number; readonly lineHeight: number };

/** What a member may choose. `fontFamily` '' and `lineHeight` 0: as the look has it. */
export type TerminalFontChoice = { readonly fontFamily: string; readonly fontSizePx: number; readonly lineHeight: number };

/** xterm wants the line's height as a multiple of what the font takes by itself, which differs from font to font. */
export function fontOf({ fontFamily: wanted, fontSizePx, lineHeight }: TerminalFontChoice): TerminalFont {
  const ours = getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace';
  const fontFamily = wanted.trim() === '' ? ours : `${wanted}, ${ours}`;
  const probe = document.createElement('span');
  probe.textContent = 'W';
  Object.assign(probe.style, { position: 'absolute', visibility: 'hidden', lineHeight: 'normal', fontFamily, fontSize: `${fontSizePx}px` });
  document.body.append(probe);
  const ownHeightPx = Math.ceil(probe.getBoundingClientRect().height);
  probe.remove();
  const heightPx = lineHeight === 0 ? fontSizePx * LINE_HEIGHT : lineHeight * ownHeightPx;
  return { fontFamily, fontSize: fontSizePx, lineHeight: Math.max(1, heightPx / Math.max(1, ownHeightPx)) };
}
