'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

import { IconButton } from './button.tsx';
import { classes } from './icon.ts';
import { copyText } from './copy-text.ts';

const SHOWN_MS = 2000;

export type CopyFieldProps = {
  readonly text: string;
  /** Says what is copied; the tooltip says the verb alone. */
  readonly copyLabel: string;
  readonly copyTip: string;
  readonly copiedLabel: string;
  readonly className?: string;
};

/** A line of text to take away. It can be selected too, for whom the button does not work. */
export function CopyField({ text, copyLabel, copyTip, copiedLabel, className }: CopyFieldProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <span className={classes('flex min-w-0 items-center gap-1', className)}>
      <code className="min-w-0 truncate text-ink-2 select-all" title={text}>
        {text}
      </code>
      <IconButton size="mini" icon={isCopied ? Check : Copy} label={isCopied ? copiedLabel : copyLabel} tip={isCopied ? copiedLabel : copyTip} onPress={() => void copyText(text).then(() => setCopied(true), () => undefined)} />
    </span>
  );
}
