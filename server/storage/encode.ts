import { AtelierError } from '../../shared/errors.ts';
import { MIB } from '../../shared/units.ts';
import type { Stored } from './storage.ts';

/**
 * Both adapters keep a document as one JSON text, and beside it each declared field as the JSON text of its
 * value. A database therefore never interprets what a member wrote: no key, no operator, no NUL and no lone
 * surrogate means anything to it, and equality is the same in both.
 */
export const MAX_DOCUMENT_BYTES = 8 * MIB;
const ID = /^[\x21-\x7e]{1,200}$/;

/** A CollectionDeclaration whose document's type does not matter. */
export type DeclaredFields = { readonly unique: readonly string[]; readonly lookup: readonly string[] };

export type Row = { readonly body: string; readonly keys: Readonly<Record<string, string>> };

/** Ids are printable ASCII; nothing else can have been inserted. */
export function isStorableId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

/** @throws AtelierError invalid_input */
export function checkedId(id: unknown): string {
  if (!isStorableId(id)) throw new AtelierError('invalid_input', { field: 'id' });
  return id;
}

export function declaredFields(declaration: DeclaredFields): readonly string[] {
  return [...declaration.unique, ...declaration.lookup];
}

/**
 * `id` and `revision` are the storage's own and are left out, so that a Stored document can be changed and given back.
 * @throws AtelierError too_large, invalid_input (a declared field that is no scalar)
 */
export function encode(document: object, declaration: DeclaredFields): Row {
  const { id: _id, revision: _revision, ...own } = document as { id?: unknown; revision?: unknown } & Record<string, unknown>;
  const body = stringify(own);
  if (Buffer.byteLength(body) > MAX_DOCUMENT_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_DOCUMENT_BYTES });
  const keys: Record<string, string> = {};
  for (const field of declaredFields(declaration)) keys[field] = encodeKey(field, Object.hasOwn(own, field) ? own[field] : null);
  return { body, keys };
}

function stringify(own: object): string {
  try {
    return JSON.stringify(own);
  } catch (error) {
    // Nested deeper than the stack, or longer than a string can be.
    if (error instanceof RangeError) throw new AtelierError('too_large', { maxBytes: MAX_DOCUMENT_BYTES }, { cause: error });
    throw error;
  }
}

/** Equality of scalars as equality of texts. @throws AtelierError invalid_input for anything but a scalar */
export function encodeKey(field: string, value: unknown): string {
  const scalar = value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!scalar) throw new AtelierError('invalid_input', { field });
  return JSON.stringify(value ?? null);
}

/** @throws TypeError for a field that is not declared: a mistake of the program, not of its input */
export function encodeWhere(where: object, declaration: DeclaredFields): [field: string, key: string][] {
  const fields = declaredFields(declaration);
  return Object.entries(where).map(([field, value]) => {
    if (!fields.includes(field)) throw new TypeError(`${field} is not declared as a looked-up field`);
    return [field, encodeKey(field, value)];
  });
}

export function decode<Document extends object>(row: { id: string; revision: number; body: string }): Stored<Document> {
  const document = JSON.parse(row.body) as Document;
  return Object.assign(document, { id: row.id, revision: row.revision });
}
