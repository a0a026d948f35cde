import type { LucideIcon } from 'lucide-react';

import { Store } from '../store.ts';

/** One line of a list to choose from. Texts are in the member's language already. */
export type PickItem = {
  readonly id: string;
  readonly label: string;
  /** Beside the label, dimmed. */
  readonly detail?: string;
  readonly icon?: LucideIcon;
  /** Heads this item and those that follow. */
  readonly group?: string;
};

export type PickRequest = {
  /** The dialog's accessible name. */
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem[] | Promise<readonly PickItem[]>;
  /** Said when nothing is found or there is nothing. */
  readonly empty: string;
};

export type AskRequest = {
  readonly title: string;
  readonly label: string;
  readonly value?: string;
  /** What is selected of `value` at first; the whole when left out. */
  readonly select?: { readonly start: number; readonly end: number };
  /** What is wrong with it; null: nothing. */
  readonly check?: (value: string) => string | null;
  readonly submit: string;
};

export type Prompt = { readonly kind: 'pick'; readonly request: PickRequest; readonly answer: (id: string | null) => void } | { readonly kind: 'ask'; readonly request: AskRequest; readonly answer: (value: string | null) => void };

/** Questions that a command asks at the top of the workbench, one at a time; a new one ends the one before with null. */
export class Prompts {
  /** What is being asked; whoever draws it calls `answer` once. */
  readonly current = new Store<Prompt | null>(null);

  /** The id of what was chosen; null: it was left. */
  pick(request: PickRequest): Promise<string | null> {
    return this.put((answer) => ({ kind: 'pick', request, answer }));
  }

  /** What was typed; null: it was left. */
  ask(request: AskRequest): Promise<string | null> {
    return this.put((answer) => ({ kind: 'ask', request, answer }));
  }

  private put(create: (answer: (value: string | null) => void) => Prompt): Promise<string | null> {
    this.current.get()?.answer(null);
    return new Promise((resolve) => {
      const prompt = create((value) => {
        if (this.current.get() === prompt) this.current.set(null);
        resolve(value);
      });
      this.current.set(prompt);
    });
  }
}
