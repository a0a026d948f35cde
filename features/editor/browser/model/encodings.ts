/** `name` is WHATWG's, for TextDecoder, but for the two kinds of UTF-8; `code` is VS Code's, as in `files.encoding`. */
export type KnownEncoding = { readonly name: string; readonly code: string; readonly label: string };

const known = (rows: readonly (readonly [name: string, code: string, label: string])[]): readonly KnownEncoding[] => rows.map(([name, code, label]) => ({ name, code, label }));

export const ENCODINGS: readonly KnownEncoding[] = known([
  ['utf-8', 'utf8', 'UTF-8'],
  ['utf-8-bom', 'utf8bom', 'UTF-8 with BOM'],
  ['utf-16le', 'utf16le', 'UTF-16 LE'],
  ['utf-16be', 'utf16be', 'UTF-16 BE'],
  ['windows-1252', 'windows1252', 'Western (Windows 1252)'],
  ['iso-8859-15', 'iso885915', 'Western (ISO 8859-15)'],
  ['macintosh', 'macroman', 'Western (Mac Roman)'],
  ['iso-8859-3', 'iso88593', 'Western (ISO 8859-3)'],
  ['windows-1250', 'windows1250', 'Central European (Windows 1250)'],
  ['iso-8859-2', 'iso88592', 'Central European (ISO 8859-2)'],
  ['windows-1251', 'windows1251', 'Cyrillic (Windows 1251)'],
  ['ibm866', 'cp866', 'Cyrillic (CP 866)'],
  ['iso-8859-5', 'iso88595', 'Cyrillic (ISO 8859-5)'],
  ['koi8-r', 'koi8r', 'Cyrillic (KOI8-R)'],
  ['koi8-u', 'koi8u', 'Cyrillic (KOI8-U)'],
  ['iso-8859-13', 'iso885913', 'Estonian (ISO 8859-13)'],
  ['iso-8859-4', 'iso88594', 'Baltic (ISO 8859-4)'],
  ['windows-1257', 'windows1257', 'Baltic (Windows 1257)'],
  ['iso-8859-14', 'iso885914', 'Celtic (ISO 8859-14)'],
  ['iso-8859-10', 'iso885910', 'Nordic (ISO 8859-10)'],
  ['iso-8859-16', 'iso885916', 'Romanian (ISO 8859-16)'],
  ['windows-1253', 'windows1253', 'Greek (Windows 1253)'],
  ['iso-8859-7', 'iso88597', 'Greek (ISO 8859-7)'],
  ['windows-1254', 'windows1254', 'Turkish (Windows 1254)'],
  ['windows-1255', 'windows1255', 'Hebrew (Windows 1255)'],
  ['iso-8859-8', 'iso88598', 'Hebrew (ISO 8859-8)'],
  ['windows-1256', 'windows1256', 'Arabic (Windows 1256)'],
  ['iso-8859-6', 'iso88596', 'Arabic (ISO 8859-6)'],
  ['windows-1258', 'windows1258', 'Vietnamese (Windows 1258)'],
  ['windows-874', 'windows874', 'Thai (Windows 874)'],
  ['gbk', 'gbk', 'Simplified Chinese (GBK)'],
  ['big5', 'cp950', 'Traditional Chinese (Big5)'],
  ['shift_jis', 'shiftjis', 'Japanese (Shift JIS)'],
  ['euc-jp', 'eucjp', 'Japanese (EUC-JP)'],
  ['euc-kr', 'euckr', 'Korean (EUC-KR)'],
]);

/** What VS Code and `.editorconfig` call the same. */
const OTHER_CODES: Readonly<Record<string, string>> = { iso88591: 'windows1252', gb2312: 'gbk', gb18030: 'gbk', big5hkscs: 'cp950', iso885911: 'windows874', iso88599: 'windows1254' };

/** By VS Code's code; null: there is none of that name here. */
export function encodingByCode(code: string): KnownEncoding | null {
  const wanted = Object.hasOwn(OTHER_CODES, code) ? OTHER_CODES[code] : code;
  return ENCODINGS.find((encoding) => encoding.code === wanted) ?? null;
}

export function encodingLabel(name: string): string {
  return ENCODINGS.find((encoding) => encoding.name === name)?.label ?? name;
}
