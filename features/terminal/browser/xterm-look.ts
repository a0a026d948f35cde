import type { ITheme } from '@xterm/xterm';

import { colour } from '../../../components/ui/theme.ts';

const FONT_SIZE_PX = 12.5;
const LINE_HEIGHT_PX = 18;

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

/** xterm wants the line's height as a multiple of what the font takes by itself, which differs from font to font. */
export function fontFromTokens(): TerminalFont {
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace';
  const probe = document.createElement('span');
  probe.textContent = 'W';
  Object.assign(probe.style, { position: 'absolute', visibility: 'hidden', lineHeight: 'normal', fontFamily, fontSize: `${FONT_SIZE_PX}px` });
  document.body.append(probe);
  const ownHeightPx = Math.ceil(probe.getBoundingClientRect().height);
  probe.remove();
  return { fontFamily, fontSize: FONT_SIZE_PX, lineHeight: Math.max(1, LINE_HEIGHT_PX / Math.max(1, ownHeightPx)) };
}
