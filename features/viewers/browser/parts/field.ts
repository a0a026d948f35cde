import type { FormEvent } from 'react';

/** What is written in a field of the form that is being sent. */
export function fieldOf(event: FormEvent<HTMLFormElement>, name: string): string {
  event.preventDefault();
  const value = new FormData(event.currentTarget).get(name);
  return typeof value === 'string' ? value : '';
}
