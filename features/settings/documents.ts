import { createScanner, parseTree, type Node, type ParseError } from 'jsonc-parser';

import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH } from './contract.ts';

/** jsonc-parser’s `SyntaxKind`, a `const enum`: there is nothing to import. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const END = 17;

/** What is wrong with a document as a whole. Lines count from 1. */
export type DocumentProblem = { readonly problem: 'too_large' | 'too_deep' | 'no_object' | 'no_array' } | { readonly problem: 'not_json'; readonly line: number };

export type Kind = 'object' | 'array';
export type ReadDocument<Value> = { readonly value: Value; readonly problem: null } | { readonly value: null; readonly problem: DocumentProblem };

/**
 * The object that VS Code's kind of JSON says: comments and commas at the end are allowed, nothing at all is `{}`.
 * `__proto__` is a name like another. Never throws, whatever the text is.
 */
export function readObject(text: string): ReadDocument<Readonly<Record<string, unknown>>> {
  const read = readTree(text, 'object');
  if (read.problem !== null) return read;
  return { value: read.value === null ? {} : (valueOf(read.value) as Record<string, unknown>), problem: null };
}

/** The same for an array; nothing at all is `[]`. */
export function readArray(text: string): ReadDocument<readonly unknown[]> {
  const read = readTree(text, 'array');
  if (read.problem !== null) return read;
  return { value: read.value === null ? [] : (valueOf(read.value) as unknown[]), problem: null };
}

function readTree(text: string, kind: Kind): { readonly value: Node | null; readonly problem: null } | { readonly value: null; readonly problem: DocumentProblem } {
  // Characters first, which costs nothing: no text has more of them than bytes.
  if (text.length > MAX_DOCUMENT_BYTES || new TextEncoder().encode(text).length > MAX_DOCUMENT_BYTES) return { value: null, problem: { problem: 'too_large' } };
  // Before anything calls itself as often as the document is deep.
  const shape = shapeOf(text);
  if (shape.depth > MAX_DOCUMENT_DEPTH) return { value: null, problem: { problem: 'too_deep' } };
  if (shape.isEmpty) return { value: null, problem: null };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) return { value: null, problem: { problem: 'not_json', line: lineAt(text, error.offset) } };
  if (root?.type !== kind) return { value: null, problem: { problem: kind === 'object' ? 'no_object' : 'no_array' } };
  return { value: root, problem: null };
}

function shapeOf(text: string): { readonly depth: number; readonly isEmpty: boolean } {
  const scanner = createScanner(text, true);
  let depth = 0;
  let deepest = 0;
  let isEmpty = true;
  for (let token = Number(scanner.scan()); token !== END; token = Number(scanner.scan())) {
    isEmpty = false;
    if (token === OPEN_BRACE || token === OPEN_BRACKET) deepest = Math.max(deepest, (depth += 1));
    else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth -= 1;
  }
  return { depth: deepest, isEmpty };
}

/** jsonc-parser's own makes `__proto__` a prototype. */
function valueOf(node: Node): unknown {
  const { children = [] } = node;
  if (node.type === 'array') return children.map(valueOf);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(children.flatMap(({ children: [name, value] = [] }) => (name === undefined || value === undefined ? [] : [[String(name.value), valueOf(value)] as const])));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
