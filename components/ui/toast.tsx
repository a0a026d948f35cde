'use client';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as ToastContent, UNSTABLE_ToastQueue as ToastQueue, UNSTABLE_ToastRegion as AriaToastRegion, Text } from 'react-aria-components/Toast';

import { Button, IconButton } from './button.tsx';

const TOAST_STAYS_MS = 6000;

export type ToastMessage = {
  readonly title: string;
  readonly text?: string;
  readonly tone?: 'running' | 'failed';
  /** Undo, mostly. Pressing it closes the toast. */
  readonly action?: { readonly label: string; readonly run: () => void };
};

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** For what needs no decision. Stays 6 s, longer under the pointer or focus. Returns how to take it back. */
export function showToast(message: ToastMessage): () => void {
  const key = queue.add(message, { timeout: TOAST_STAYS_MS });
  return () => queue.close(key);
}

/** Once in a page, at its root. */
export function ToastRegion({ label, closeLabel }: { readonly label: string; readonly closeLabel: string }) {
  return (
    <AriaToastRegion queue={queue} aria-label={label} className="toasts">
      {({ toast }) => {
        const { title, text, tone = 'running', action } = toast.content;
        const Sign = tone === 'failed' ? CircleAlert : CircleCheck;
        return (
          <AriaToast toast={toast} className="toast">
            <Sign className={`mt-0.5 ink-${tone}`} aria-hidden />
            <ToastContent className="min-w-0 flex-1">
              <Text slot="title" className="block font-semibold">
                {title}
              </Text>
              {text !== undefined && (
                <Text slot="description" className="block text-small text-ink-2">
                  {text}
                </Text>
              )}
              {action && (
                <Button
                  size="mini"
                  className="mt-1.5"
                  onPress={() => {
                    action.run();
                    queue.close(toast.key);
                  }}
                >
                  {action.label}
                </Button>
              )}
            </ToastContent>
            <IconButton slot="close" size="mini" icon={X} label={closeLabel} />
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}
