import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';

import { AuthServer } from '../auth/auth-server.fixture.ts';
import { createMailer } from './mailer.ts';
import { invitationMail, resetMail } from './mail-texts.ts';
import { CALLER, invitation, tokenIn } from './team.fixture.ts';

const silent = pino({ level: 'silent' });
const FROM = 'Atelier <atelier@example.com>';

type Mail = { readonly from: string; readonly to: readonly string[]; readonly raw: string };

/** A real server for mail that keeps what it gets. */
class MailServer implements AsyncDisposable {
  readonly mails: Mail[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      ...options,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
          this.mails.push({ from, to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
    // A client that goes away is that client's affair.
    this.#server.on('error', () => {});
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server.server, 'listening');
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}

/** The text of a mail as its reader sees it. */
function textOf({ raw }: Mail): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(text, 'base64').toString();
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return text;
  const bytes = text.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

test('an invitation and a reset reach their reader, in their language, with the link that was shown', async () => {
  await using mails = await MailServer.start();
  await using server = await AuthServer.start({ ownerEmail: 'ada@example.com', ownerPassword: 'correct horse battery', smtpUrl: mails.url, mailFrom: FROM });
  const ada = server.visitor();
  await ada.signIn();
  const actor = await ada.whoAmI();
  assert.ok(actor);
  const { invitations, resets } = server.auth.members;
  const invited = await invitations.invite(actor, invitation('lea@example.com', { language: 'fr', role: 'stagiaire' }), CALLER);
  assert.equal(invited.mail, 'sent');
  const [mail] = mails.mails;
  assert.ok(mail);
  assert.deepEqual([mail.from, mail.to], ['atelier@example.com', ['lea@example.com']]);
  assert.match(mail.raw, /^From: Atelier <atelier@example.com>/m);
  assert.match(mail.raw, /^Auto-Submitted: auto-generated/m);
  const text = textOf(mail);
  assert.ok(text.includes(invited.link) && text.includes('en tant que stagiaire'), text);

  await invitations.accept(tokenIn(invited.link), { name: 'Léa', password: 'another horse battery', language: 'fr' }, CALLER);
  const [lea] = await server.storage.members.find({ email: 'lea@example.com' });
  assert.ok(lea);
  const reset = await resets.make(actor, { memberId: (await server.auth.members.views.view()).members.find(({ email }) => email === lea.email)?.id ?? actor.memberId, dropsTotp: false }, CALLER);
  assert.equal(reset.mail, 'sent');
  assert.ok(mails.mails[1] !== undefined && textOf(mails.mails[1]).includes(reset.link) && textOf(mails.mails[1]).startsWith('Bonjour Léa'));
});

test('a mail that cannot be sent is said, and the link is still shown', async () => {
  await using mails = await MailServer.start({ onRcptTo: (_address, _session, done) => done(new Error('no such mailbox')) });
  await using server = await AuthServer.start({ ownerEmail: 'ada@example.com', ownerPassword: 'correct horse battery', smtpUrl: mails.url, mailFrom: FROM });
  const ada = server.visitor();
  await ada.signIn();
  const actor = await ada.whoAmI();
  assert.ok(actor);
  const invited = await server.auth.members.invitations.invite(actor, invitation('lea@example.com'), CALLER);
  assert.equal(invited.mail, 'failed');
  assert.equal((await server.auth.members.invitations.look(tokenIn(invited.link), CALLER)).email, 'lea@example.com');
});

test('a server for mail that is not there is a failed mail, never an error', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: FROM, log: silent });
  assert.equal(await mailer.send({ to: 'lea@example.com', subject: 's', text: 't' }), 'failed');
  mailer.close();
});

test('a user name and password sign in where the server asks for them, and a wrong one is a failed mail', async () => {
  await using mails = await MailServer.start({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => (username === 'us er' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('wrong'))),
  });
  const send = async (user: string) => {
    const mailer = createMailer({ smtpUrl: mails.url.replace('smtp://', `smtp://${user}@`), from: FROM, log: silent });
    const result = await mailer.send({ to: 'lea@example.com', subject: 's', text: 't' });
    mailer.close();
    return result;
  };
  assert.deepEqual([await send('us%20er:p%40ss'), await send('us%20er:wrong')], ['sent', 'failed']);
});

test('what a member chose as a name cannot add a line to a mail', () => {
  const name = 'Ada\r\nBcc: all@example.com {link}';
  const { subject, text } = invitationMail('en', { inviter: name, role: 'owner', link: 'https://x/invite/t', untilMs: 0 });
  assert.ok(!/[\r\n]/.test(subject) && text.includes('Ada Bcc: all@example.com {link} invites'));
  assert.ok(resetMail('fr', { name, link: 'https://x/reset/t', untilMs: 0 }).text.startsWith('Bonjour Ada Bcc'));
});
