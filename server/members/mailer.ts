import type { Transporter } from 'nodemailer';

import { SECOND_MS } from '../../shared/units.ts';
import type { Log } from '../log.ts';
import type { MailText } from './mail-texts.ts';

/** Somebody waits for the answer; the link is shown to them in any case. */
const GIVE_UP_AFTER_MS = 10 * SECOND_MS;

export type Mailer = {
  /** Whether a server for mail is configured. */
  readonly sendsMail: boolean;
  /** Never throws: what went wrong is in the log, and `failed` is said to whoever asked. */
  send(mail: MailText & { readonly to: string }): Promise<'sent' | 'failed' | 'off'>;
  close(): void;
};

/**
 * Sends plain text through the configured server. With a user name in its URL the connection must be encrypted
 * (`smtps:`, or STARTTLS), unless the server is this machine's own.
 */
export function createMailer({ smtpUrl, from, log }: { smtpUrl: string | undefined; from: string | undefined; log: Log }): Mailer {
  if (smtpUrl === undefined || from === undefined) return { sendsMail: false, send: async () => 'off', close: () => {} };
  const url = new URL(smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  const auth = url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
  const options = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    requireTLS: !isSecure && url.username !== '' && !isThisMachine(url.hostname),
    connectionTimeout: GIVE_UP_AFTER_MS,
    greetingTimeout: GIVE_UP_AFTER_MS,
    socketTimeout: GIVE_UP_AFTER_MS,
    // What is in a mail comes from here: it has no reason to read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  };
  // Most installations send no mail: the library is read with the first one.
  let transport: Promise<Transporter> | null = null;
  const connected = (): Promise<Transporter> => (transport ??= import('nodemailer').then(({ createTransport }) => createTransport(options)));
  return {
    sendsMail: true,
    async send({ to, subject, text }) {
      try {
        await (await connected()).sendMail({ from, to: { name: '', address: to }, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
        return 'sent';
      } catch (error) {
        // The error of a refused login may repeat what was sent.
        const { code, responseCode } = Object(error) as { code?: unknown; responseCode?: unknown };
        log.error({ reported: code, responseCode }, 'a mail could not be sent');
        return 'failed';
      }
    },
    close: () => void transport?.then((open) => open.close(), () => undefined),
  };
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
