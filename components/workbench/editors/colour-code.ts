/** Words of a piece of code with their colours (`#rrggbb`), line after line. */
export type ColouredCode = readonly (readonly (readonly [text: string, colour: string])[])[];

/** Colours code as the text editor does; `language` is its id or what people call it. null: no such language, or too much. */
export type ColourCode = (language: string, code: string) => Promise<ColouredCode | null>;
