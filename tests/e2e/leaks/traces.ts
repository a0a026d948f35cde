/** What is looked for: whoever's it is, and all the shapes in which its bytes may pass. */
export type Traces = ReadonlyMap<string, readonly Buffer[]>;

/** A text as UTF-8, UTF-16, hexadecimal digits, and as base64 wherever it begins in what was encoded. */
export function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const wide = Buffer.from(text, 'utf16le');
  return [bytes, wide, Buffer.from(bytes.toString('hex')), ...[0, 1, 2].map((offset) => Buffer.from(base64At(bytes, offset)))];
}

/** The characters that depend on `bytes` alone when `offset` others (modulo 3) come before. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** Whose traces are in the bytes, each with what is around the first of them. */
export function findTraces(bytes: Buffer, traces: Traces): { name: string; around: string }[] {
  return [...traces].flatMap(([name, forms]) => {
    const at = forms.map((form) => bytes.indexOf(form)).find((index) => index >= 0);
    return at === undefined ? [] : [{ name, around: bytes.subarray(Math.max(0, at - 60), at + 60).toString('latin1').replaceAll(/\s+/g, ' ') }];
  });
}
