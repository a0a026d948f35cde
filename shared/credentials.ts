import { z } from 'zod';

/** What a login is made of, the same for the pages, the contracts and the control plane's own checks. */
export const PASSWORD_MIN_CHARACTERS = 12;
export const PASSWORD_MAX_CHARACTERS = 128;
export const EMAIL_MAX_CHARACTERS = 254;
export const SETUP_CODE_CHARACTERS = 8;

export const Language = z.enum(['en', 'fr']);
export type Language = z.infer<typeof Language>;

export const Email = z.string().trim().toLowerCase().max(EMAIL_MAX_CHARACTERS).pipe(z.email());
export const MemberName = z.string().trim().min(1).max(80);

const withoutNul = (text: string): boolean => !text.includes('\0');

/** A password that may be chosen. */
export const Password = z.string().min(PASSWORD_MIN_CHARACTERS).max(PASSWORD_MAX_CHARACTERS).refine(withoutNul, 'NUL');

/** A password that is accepted for comparison: bounded before anything is hashed, otherwise free. */
export const TypedPassword = z.string().min(1).max(PASSWORD_MAX_CHARACTERS).refine(withoutNul, 'NUL');

/** A code of the second step: six digits, or a recovery code. */
export const TypedCode = z.string().max(32);

export const SignIn = z.object({ email: z.string().min(1).max(EMAIL_MAX_CHARACTERS), password: TypedPassword, code: TypedCode.optional() });
export type SignIn = z.infer<typeof SignIn>;

/**
 * Where to go after signing in: a path of this origin, nothing that a browser could read as another one
 * (`//host`, `/\host`, a tab or newline that URL parsers drop). Whatever does not match is ignored.
 */
export const ReturnPath = z.string().max(2048).regex(/^\/(?![/\\])[^\\\p{Cc}\s]*$/u);
