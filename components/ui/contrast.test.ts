import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contrast, PART_PAIRS, TEXT_PAIRS, type Pairs } from './contrast.ts';
import { PALETTES, type Palette } from './theme.fixture.ts';

type Minimum = { readonly text: number; readonly part: number };

const { dark, light, highDark, highLight } = PALETTES;

function tooFaint(palette: Palette, minimum: Minimum): string[] {
  const under = (pairs: Pairs, least: number): string[] =>
    pairs.flatMap(([fronts, grounds]) => fronts.flatMap((front) => grounds.flatMap((ground) => {
      const [one, other] = [palette[front], palette[ground]];
      if (one === undefined || other === undefined) return [`no ${front} or ${ground}`];
      return contrast(one, other) < least ? [`${front} ${one} on ${ground} ${other}: ${contrast(one, other).toFixed(2)}, not ${least}`] : [];
    })));
  return [...under(TEXT_PAIRS, minimum.text), ...under(PART_PAIRS, minimum.part)];
}

test('text has 4.5:1 and parts of the interface 3:1, dark and light', () => {
  assert.deepEqual(tooFaint(dark, { text: 4.5, part: 3 }), []);
  assert.deepEqual(tooFaint({ ...dark, ...light }, { text: 4.5, part: 3 }), []);
});

test('in high contrast text has 7:1 and parts of the interface 4.5:1, dark and light', () => {
  assert.deepEqual(tooFaint({ ...dark, ...highDark }, { text: 7, part: 4.5 }), []);
  assert.deepEqual(tooFaint({ ...dark, ...light, ...highDark, ...highLight }, { text: 7, part: 4.5 }), []);
});

test('in high contrast both lights set the same colours: neither shows through the other', () => {
  assert.deepEqual(Object.keys(highLight).toSorted(), Object.keys(highDark).toSorted());
});
