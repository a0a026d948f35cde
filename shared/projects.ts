import { z } from 'zod';

import { MemberId, ModuleId, ProjectId } from './ids.ts';
import { DAY_MS, MIB } from './units.ts';

/** What projects, modules and grants look like, the same for the contracts, the use cases and the pages. */
export const PROJECT_TRASH_DAYS = 30;
export const PROJECT_TRASH_MS = PROJECT_TRASH_DAYS * DAY_MS;

/** Names that mean something to a file system, to git, to a host name or to an address of ours. */
export const RESERVED_SLUGS = [
  'git', 'home', 'workspace', 'internal', 'localhost', 'atelier', 'new', 'con', 'prn', 'aux', 'nul', 'objects', 'refs', 'hooks', 'info', 'head',
] as const;

/**
 * A project's or module's name: folder, address and host name at once, so the letters that are the same in all
 * three and cannot be mistaken for others. A DNS label (RFC 1123) of at most 40 characters.
 */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/)
  .refine((slug) => !(RESERVED_SLUGS as readonly string[]).includes(slug) && !slug.startsWith('xn--'), { params: { reserved: true } });

/** Which rule a name breaks, so that it can be said. */
export type SlugProblem = 'missing' | 'too_long' | 'characters' | 'ends' | 'reserved';

const MAX_SLUG = 40;

/** null: it can be a project's or module's name. The same rules as `Slug`, one at a time. */
export function slugProblem(text: string): SlugProblem | null {
  if (text === '') return 'missing';
  if (!/^[a-z0-9-]+$/.test(text)) return 'characters';
  if (text.length > MAX_SLUG) return 'too_long';
  if (text.startsWith('-') || text.endsWith('-')) return 'ends';
  return Slug.safeParse(text).success ? null : 'reserved';
}

/** A branch as `git check-ref-format` allows it, without what a shell or a pattern could read another way. */
export const BranchName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w][\w.+@=-]*(?:\/[\w][\w.+@=-]*)*$/)
  .refine((name) => !name.includes('..') && !name.split('/').some((part) => part.endsWith('.') || part.endsWith('.lock')));

/** What a module can begin with: `workspace-templates/<id>/`. */
export const TEMPLATE_IDS = ['python-api', 'node-websocket', 'react-interface', 'cpp-library', 'rust-crate', 'php-site'] as const;
export const TemplateId = z.enum(TEMPLATE_IDS);
export type TemplateId = z.infer<typeof TemplateId>;

export const ModuleKind = z.enum(['interface', 'api', 'ai', 'service', 'library', 'docs']);
export type ModuleKind = z.infer<typeof ModuleKind>;

/** What an owner gives. */
export const GrantAccess = z.enum(['read', 'write']);
export type GrantAccess = z.infer<typeof GrantAccess>;

/** What it is for the member: a stagiaire's `write` is `propose`, a branch of their own. Owners have `write` everywhere. */
export const ModuleAccess = z.enum(['read', 'propose', 'write']);
export type ModuleAccess = z.infer<typeof ModuleAccess>;

/** `live`, then `archived` (kept, read by nobody but the owner) or `trashed` (for PROJECT_TRASH_DAYS). */
export const Lifecycle = z.enum(['live', 'archived', 'trashed']);
export type Lifecycle = z.infer<typeof Lifecycle>;

export const MAX_PUSH_BYTES = 512 * MIB;
export const DEFAULT_BRANCH = 'main';

export const CommitView = z.object({
  hash: z.string().regex(/^[0-9a-f]{40}$/),
  subject: z.string(),
  authorName: z.string(),
  authorEmail: z.string(),
  atMs: z.number(),
});
export type CommitView = z.infer<typeof CommitView>;

/** Found from what is on the default branch; bytes by language, largest first. */
export const ModuleFacts = z.object({
  lastCommit: CommitView.nullable(),
  sizeBytes: z.number(),
  languages: z.array(z.object({ name: z.string(), bytes: z.number() })),
  /** false while nothing was ever pushed. */
  hasCommits: z.boolean(),
});
export type ModuleFacts = z.infer<typeof ModuleFacts>;

export const ModuleView = z.object({
  id: ModuleId,
  projectId: ProjectId,
  projectSlug: z.string(),
  slug: z.string(),
  kind: ModuleKind,
  description: z.string(),
  state: Lifecycle,
  /** The asking member's own. */
  access: ModuleAccess,
  /** Where any git client reaches it: `<public URL>/git/<project>/<module>.git`. */
  cloneUrl: z.string(),
  facts: ModuleFacts,
  createdAtMs: z.number(),
});
export type ModuleView = z.infer<typeof ModuleView>;

/** A project as one member sees it: the modules granted to them and no word of others. */
export const ProjectView = z.object({
  id: ProjectId,
  slug: z.string(),
  title: z.string(),
  state: Lifecycle,
  purgeAtMs: z.number().nullable(),
  modules: z.array(ModuleView),
  createdAtMs: z.number(),
});
export type ProjectView = z.infer<typeof ProjectView>;

/** Owner only. `revision` goes back with a change, so that the later of two owners is told. */
export const GrantView = z.object({
  memberId: MemberId,
  moduleId: ModuleId,
  access: GrantAccess,
  revision: z.number().int(),
  grantedAtMs: z.number(),
});
export type GrantView = z.infer<typeof GrantView>;
