const ESC = 0x1b;
/** Behind the ESC: attributes, status, cursor and window reports; modes; settings (DCS); colours (OSC). */
const ANSWERS = [/^\[[?>]?[\d;]*[cntR]$/, /^\[\??[\d;]*\$y$/, /^P.*\\$/s, /^\]\d+;/] as const;

/**
 * Whether this is what a terminal says by itself when a program asks. With several clients attached each of
 * them answers, and the program asked once. Keys and the mouse do not look like this.
 */
export function isAnswer(bytes: Buffer): boolean {
  if (bytes[0] !== ESC || bytes.length < 3 || bytes.length > 512) return false;
  const text = bytes.toString('latin1', 1);
  return ANSWERS.some((pattern) => pattern.test(text));
}
