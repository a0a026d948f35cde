import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Editors } from '../../../../components/workbench/editors/editors.ts';
import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { attach } from './attach.ts';

test('features add to a text for as long as it shows, those that come later too; what is taken away goes at once', () => {
  const editors = new Editors();
  const calls: string[] = [];
  const attachment = (name: string) => () => {
    calls.push(`${name} comes`);
    return () => void calls.push(`${name} goes`);
  };
  const removeFirst = editors.attachments.add(attachment('first'));
  const detach = attach({ editors }, {} as TextEditorContext);
  editors.attachments.add(attachment('second'));
  removeFirst();
  detach();
  editors.attachments.add(attachment('late'));
  assert.deepEqual(calls, ['first comes', 'second comes', 'first goes', 'second goes']);
});
