import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseComfort } from '../../ui/look.ts';
import { appearanceOf, AUTO_COLOR_SCHEME, AUTO_HIGH_CONTRAST, COLOR_THEME, REDUCE_MOTION } from './look-settings.ts';

const standard = { theme: COLOR_THEME.preset, follows: AUTO_COLOR_SCHEME.preset, autoContrast: AUTO_HIGH_CONTRAST.preset, motion: REDUCE_MOTION.preset };

test('by itself everything is as the system has it', () => {
  assert.deepEqual(appearanceOf(standard), { look: null, contrast: null, motion: null });
});

test('a theme says how bright the page is and how much contrast it has, by our names and VS Code’s', () => {
  const own = { ...standard, follows: false };
  for (const [theme, look, contrast] of [
    ['Atelier Dark', 'dark', null], ['Atelier Light', 'light', null], ['Atelier High Contrast', 'dark', 'high'], ['Atelier High Contrast Light', 'light', 'high'],
    ['Default Dark Modern', 'dark', null], ['Default Light+', 'light', null], ['Default High Contrast Light', 'light', 'high'], ['Monokai', 'dark', null],
  ] as const) assert.deepEqual(appearanceOf({ ...own, theme }), { look, contrast, motion: null }, theme);
  assert.equal(appearanceOf({ ...standard, theme: 'Atelier High Contrast Light' }).look, null);
  assert.equal(appearanceOf({ ...standard, autoContrast: false }).contrast, 'normal');
  assert.deepEqual((['on', 'off', 'auto'] as const).map((motion) => appearanceOf({ ...standard, motion }).motion), ['reduced', 'full', null]);
});

test('the cookie of a hostile hand chooses among what there is', () => {
  assert.deepEqual(parseComfort('high.reduced'), { contrast: 'high', motion: 'reduced' });
  assert.deepEqual(parseComfort('normal'), { contrast: 'normal', motion: null });
  assert.deepEqual(parseComfort('"><script>.high2'), { contrast: null, motion: null });
  assert.deepEqual(parseComfort(undefined), { contrast: null, motion: null });
});
