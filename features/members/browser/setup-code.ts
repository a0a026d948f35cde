import { SETUP_CODE_CHARACTERS } from '../contract.ts';

/** What was typed or pasted, as the boxes show it: no spaces or dashes, capitals, at most eight. */
export function readSetupCode(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '').slice(0, SETUP_CODE_CHARACTERS);
}
