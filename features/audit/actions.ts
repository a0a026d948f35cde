/** Every action that is ever on record, `<subject>.<verb>`; each has a sentence in both languages. */
export const AUDIT_ACTIONS = [
  'architecture.prove', 'architecture.view_as',
  'copy.download', 'copy.give_back', 'copy.keep', 'copy.remove',
  'gateway.request', 'gateway.upgrade',
  'git.authenticate', 'git.enter', 'git.fetch', 'git.push',
  'grant.remove', 'grant.set',
  'image.build', 'image.derive',
  'import.discard', 'import.run', 'import.start',
  'member.accept_invitation', 'member.bind_outside_account', 'member.change_password', 'member.disable', 'member.disable_totp', 'member.enable',
  'member.enable_totp', 'member.invite', 'member.make_reset', 'member.remove', 'member.renew_invitation', 'member.renew_recovery_codes',
  'member.revoke_invitation', 'member.set_limits', 'member.set_quota', 'member.set_role', 'member.update', 'member.use_reset',
  'module.archive', 'module.create', 'module.purge', 'module.restore', 'module.trash', 'module.unarchive', 'module.update',
  'preview.open',
  'project.archive', 'project.create', 'project.purge', 'project.rename', 'project.restore', 'project.trash', 'project.unarchive',
  'proposal.accept', 'proposal.approve', 'proposal.comment', 'proposal.open', 'proposal.remove_comment', 'proposal.resolve', 'proposal.return', 'proposal.unapprove',
  'proposal.update', 'proposal.withdraw',
  'reach.remove', 'reach.set',
  'remote_key.remove', 'remote_key.save', 'remote_key.use',
  'service.call', 'service.share', 'service.stop',
  'session.create', 'session.end',
  'settings.set_owners_need_totp',
  'setup.create_owner',
  'status.prove_wall',
  'token.create', 'token.revoke',
  'workspace.create', 'workspace.delete', 'workspace.enter', 'workspace.keep_running', 'workspace.purge', 'workspace.rebuild', 'workspace.restore', 'workspace.start',
  'workspace.stop', 'workspace.trash', 'workspace.update',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

type SubjectOf<Action extends string> = Action extends `${infer Subject}.${string}` ? Subject : never;
export type AuditSubject = SubjectOf<AuditAction>;

/** In the order of the list, each once. */
export const AUDIT_SUBJECTS: readonly AuditSubject[] = [...new Set(AUDIT_ACTIONS.map((action) => action.slice(0, action.indexOf('.')) as AuditSubject))];

const KNOWN: ReadonlySet<string> = new Set(AUDIT_ACTIONS);

export function isAuditAction(action: string): action is AuditAction {
  return KNOWN.has(action);
}

type Underscored<Action extends string> = Action extends `${infer Subject}.${infer Verb}` ? `${Subject}_${Verb}` : never;

/** The key of an action's sentence: a dot in it would be a group. */
export function sentenceKey(action: AuditAction): Underscored<AuditAction> {
  return action.replace('.', '_') as Underscored<AuditAction>;
}
