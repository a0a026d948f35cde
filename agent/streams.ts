import { toWireError } from '../shared/procedures.ts';

/**
 * A stream whose errors reach the other side as what they are: the handler's interceptor sees only what a
 * procedure throws before its first item.
 */
export async function* wireStream<Item>(source: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    yield* source;
  } catch (error) {
    throw toWireError(error);
  }
}
