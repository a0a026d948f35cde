import { useEffect, useRef } from 'react';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { settingsSession } from '../settings-session.ts';

/** For the field in which somebody who asked for the page wants to type: it has the focus once the page shows. */
export function useWishedFocus(kind: string, visible: boolean) {
  const { focusWish } = settingsSession.use();
  const field = useRef<HTMLInputElement>(null);
  const isWished = useStore(focusWish) === kind && visible;
  useEffect(() => {
    if (!isWished) return;
    focusWish.set(null);
    field.current?.focus();
  }, [isWished, focusWish]);
  return field;
}
