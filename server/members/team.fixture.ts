import assert from 'node:assert/strict';

import type { Actor, Role } from '#shared/actor.ts';
import type { MemberId } from '#shared/ids.ts';
import { INVITATION_DAYS, type StagiaireLimits } from '#shared/members.ts';

import type { Caller } from '../api.ts';
import { AuthServer, OWNER, type Visitor } from '../auth/auth-server.fixture.ts';
import type { Members } from '../auth/create-auth.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Stored } from '../storage/storage.ts';
import type { NewInvitation } from './invitations.ts';

export const CALLER: Caller = { address: '127.0.0.1', client: '', requestId: 'r' };
export const PASSWORD = 'another horse battery';

export function invitation(email: string, more: Partial<NewInvitation> = {}): NewInvitation {
  return { email, role: 'developer', language: null, days: INVITATION_DAYS, limits: null, grants: [], ...more };
}

export function tokenIn(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

export type Joined = { readonly visitor: Visitor; readonly actor: Actor; readonly email: string };

/** An installation with its owner signed in, and others who come by invitation. */
export class TeamServer implements AsyncDisposable {
  readonly server: AuthServer;
  readonly owner: Joined;

  private constructor(server: AuthServer, owner: Joined) {
    this.server = server;
    this.owner = owner;
  }

  static async start(): Promise<TeamServer> {
    const server = await AuthServer.start();
    return new TeamServer(server, await signIn(server, OWNER.ownerEmail, OWNER.ownerPassword));
  }

  get members(): Members {
    return this.server.auth.members;
  }

  /** Invites, accepts and signs in. */
  async join(name: string, more: { role?: Role; limits?: StagiaireLimits } = {}): Promise<Joined> {
    const email = `${name}@example.com`;
    const { link } = await this.members.invitations.invite(this.owner.actor, invitation(email, more), CALLER);
    await this.members.invitations.accept(tokenIn(link), { name, password: PASSWORD, language: null }, CALLER);
    return signIn(this.server, email, PASSWORD);
  }

  async member(memberId: MemberId): Promise<Stored<MemberDocument>> {
    const member = await this.server.storage.members.get(memberId);
    assert.ok(member);
    return member;
  }

  /** As the owner last saw the member. */
  async about(memberId: MemberId): Promise<{ memberId: MemberId; edition: number }> {
    return { memberId, edition: (await this.member(memberId)).edition };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

async function signIn(server: AuthServer, email: string, password: string): Promise<Joined> {
  const visitor = server.visitor();
  const reply = await visitor.signIn(email, password);
  assert.equal(reply.status, 200, reply.text);
  const actor = await visitor.whoAmI();
  assert.ok(actor);
  return { visitor, actor, email };
}
