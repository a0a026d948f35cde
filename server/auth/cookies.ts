/** `__Host-`: the browser takes them only with Secure, Path=/ and without Domain, so no sibling host can set them. */
export const SESSION_COOKIE = '__Host-atelier.session';
export const CSRF_COOKIE = '__Host-atelier.csrf';
export const CALLBACK_COOKIE = '__Host-atelier.callback';
/** Whoever came back from the provider and still has to type a code. */
export const OUTSIDE_COOKIE = '__Host-atelier.half-way';

const MAX_COOKIE_CHARACTERS = 4096;

const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;
const short = { ...options, maxAge: 900 };

/** Every cookie next-auth may set, so that none falls back to a default with a weaker prefix. */
export const NEXT_AUTH_COOKIES = {
  sessionToken: { name: SESSION_COOKIE, options },
  csrfToken: { name: CSRF_COOKIE, options },
  callbackUrl: { name: CALLBACK_COOKIE, options },
  pkceCodeVerifier: { name: '__Host-atelier.pkce', options: short },
  state: { name: '__Host-atelier.state', options: short },
  nonce: { name: '__Host-atelier.nonce', options: short },
};

/** The raw value of the first cookie of that exact name; null: none, or longer than a browser would keep. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1 || part.slice(0, equals).trim() !== name) continue;
    const value = part.slice(equals + 1).trim();
    return value.length <= MAX_COOKIE_CHARACTERS ? value : null;
  }
  return null;
}
