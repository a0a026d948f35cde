import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '../contract.ts';

/** How a password stands to the rule, in figures that can be shown while it is typed. */
export type PasswordVerdict =
  | { readonly state: 'empty'; readonly count: number }
  | { readonly state: 'short'; readonly count: number }
  | { readonly state: 'enough'; readonly count: number }
  | { readonly state: 'tooLong'; readonly count: number };

/** `count` is what the sentence needs: how many at least, are missing, there are, or at most. */
export function judgePassword(password: string): PasswordVerdict {
  if (password.length === 0) return { state: 'empty', count: PASSWORD_MIN_CHARACTERS };
  if (password.length < PASSWORD_MIN_CHARACTERS) return { state: 'short', count: PASSWORD_MIN_CHARACTERS - password.length };
  if (password.length > PASSWORD_MAX_CHARACTERS) return { state: 'tooLong', count: PASSWORD_MAX_CHARACTERS };
  return { state: 'enough', count: password.length };
}
