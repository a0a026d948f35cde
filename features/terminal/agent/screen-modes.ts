import type { IFunctionIdentifier, Terminal } from '@xterm/headless';

type Region = { readonly top: number; readonly bottom: number };
type Params = readonly (number | number[])[];

const MOUSE_TRACKING = { none: '', x10: '\x1b[?9h', vt200: '\x1b[?1000h', drag: '\x1b[?1002h', any: '\x1b[?1003h' } as const;
const MOUSE_ENCODINGS = new Set([1005, 1006, 1015, 1016]);
const ALTERNATE_SCREENS = new Set([47, 1047, 1049]);

/**
 * What the serialize add-on does not know of a screen: cursor visibility and style, mouse encoding, scroll
 * region, line-drawing characters. Watches one headless terminal from its creation; disposed with it.
 */
export class ScreenModes {
  readonly #terminal: Terminal;
  #cursorHidden = false;
  #cursorStyle = 0;
  #mouseEncoding = 0;
  #lineDrawing = false;
  #regions: { normal: Region | null; alternate: Region | null } = { normal: null, alternate: null };

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const { parser } = terminal;
    const onCsi = (id: IFunctionIdentifier, note: (params: Params) => void): void => {
      parser.registerCsiHandler(id, (params) => {
        note(params);
        return false; // the terminal's own handler comes after
      });
    };
    const onEscape = (id: IFunctionIdentifier, note: () => void): void => {
      parser.registerEscHandler(id, () => {
        note();
        return false;
      });
    };
    onCsi({ prefix: '?', final: 'h' }, (params) => this.#setModes(params, true));
    onCsi({ prefix: '?', final: 'l' }, (params) => this.#setModes(params, false));
    onCsi({ intermediates: ' ', final: 'q' }, ([style]) => (this.#cursorStyle = typeof style === 'number' ? style : 0));
    onCsi({ final: 'r' }, (params) => this.#setRegion(params));
    onCsi({ intermediates: '!', final: 'p' }, () => this.#softReset());
    onEscape({ final: 'c' }, () => this.#fullReset());
    onEscape({ intermediates: '(', final: '0' }, () => (this.#lineDrawing = true));
    onEscape({ intermediates: '(', final: 'B' }, () => (this.#lineDrawing = false));
  }

  get hasScrollRegion(): boolean {
    return this.#regions[this.#terminal.buffer.active.type] !== null;
  }

  /** xterm.js forgets its scroll regions when it is resized. */
  noteResize(): void {
    this.#regions = { normal: null, alternate: null };
  }

  /** The sequences that bring another terminal, whose screen has this one's text, into the same modes. */
  serialize(): string {
    const { modes } = this.#terminal;
    return [
      this.#placement(),
      modes.applicationCursorKeysMode ? '\x1b[?1h' : '',
      modes.applicationKeypadMode ? '\x1b[?66h' : '',
      modes.bracketedPasteMode ? '\x1b[?2004h' : '',
      modes.insertMode ? '\x1b[4h' : '',
      modes.reverseWraparoundMode ? '\x1b[?45h' : '',
      modes.sendFocusMode ? '\x1b[?1004h' : '',
      modes.wraparoundMode ? '' : '\x1b[?7l',
      MOUSE_TRACKING[modes.mouseTrackingMode],
      this.#mouseEncoding === 0 ? '' : `\x1b[?${this.#mouseEncoding}h`,
      this.#cursorStyle === 0 ? '' : `\x1b[${this.#cursorStyle} q`,
      this.#cursorHidden ? '\x1b[?25l' : '',
      this.#lineDrawing ? '\x1b(0' : '',
    ].join('');
  }

  /** Region and origin mode send the cursor home: it is put back, counted from where origin mode counts. */
  #placement(): string {
    const { modes, buffer } = this.#terminal;
    const region = this.#regions[buffer.active.type];
    if (region === null && !modes.originMode) return '';
    const firstRow = modes.originMode ? (region?.top ?? 1) : 1;
    return [
      region === null ? '' : `\x1b[${region.top};${region.bottom}r`,
      modes.originMode ? '\x1b[?6h' : '',
      `\x1b[${buffer.active.cursorY + 2 - firstRow};${buffer.active.cursorX + 1}H`,
    ].join('');
  }

  #setModes(params: Params, on: boolean): void {
    for (const mode of params) {
      if (typeof mode !== 'number') continue;
      if (mode === 25) this.#cursorHidden = !on;
      else if (MOUSE_ENCODINGS.has(mode)) this.#mouseEncoding = on ? mode : 0;
      else if (ALTERNATE_SCREENS.has(mode) && on) this.#regions.alternate = null;
    }
  }

  #setRegion(params: Params): void {
    const { rows, buffer } = this.#terminal;
    const top = Math.max(1, numberAt(params, 0));
    const asked = numberAt(params, 1);
    const bottom = asked === 0 ? rows : Math.min(rows, asked);
    if (top >= bottom) return;
    this.#regions[buffer.active.type] = top === 1 && bottom === rows ? null : { top, bottom };
  }

  #softReset(): void {
    this.#cursorHidden = false;
    this.#lineDrawing = false;
    this.#regions[this.#terminal.buffer.active.type] = null;
  }

  #fullReset(): void {
    this.#softReset();
    this.#cursorStyle = 0;
    this.#mouseEncoding = 0;
    this.#regions = { normal: null, alternate: null };
  }
}

function numberAt(params: Params, index: number): number {
  const value = params[index];
  return typeof value === 'number' ? value : 0;
}
