'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Led } from '../../../../components/ui/badge.tsx';
import { Button, LinkButton } from '../../../../components/ui/button.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import type { SeenBy, WorkspaceNode } from '../../contract.ts';
import { languagesText } from './facts-text.ts';
import type { Graph, GraphModule, GraphProject } from './graph.ts';
import type { Selection } from './selection.ts';
import type { Asked } from './use-grant.ts';

export type DetailsProps = { readonly graph: Graph; readonly selection: Selection | null; readonly isOwnView: boolean; readonly onSelect: (selection: Selection) => void; readonly onGrant: (asked: Asked) => void; readonly onViewAs: (person: PersonView) => void };

/** All that is known of what is selected, with the ways to it. */
export function Details(props: DetailsProps) {
  const t = useTranslations('architecture.details');
  const { graph, selection } = props;
  switch (selection?.kind) {
    case 'module': {
      const module = graph.modules.get(selection.id);
      return module === undefined ? <Nothing /> : <ModuleDetails key={module.id} {...props} module={module} />;
    }
    case 'project': {
      const project = graph.projects.find(({ id }) => id === selection.id);
      return project === undefined ? <Nothing /> : <ProjectDetails {...props} project={project} />;
    }
    case 'person': {
      const person = graph.persons.get(selection.id);
      return person === undefined ? <Nothing /> : <PersonDetails {...props} person={person} />;
    }
    case 'workspace': {
      const workspace = graph.workspaces.get(selection.id);
      return workspace === undefined ? <Nothing /> : <WorkspaceDetails {...props} workspace={workspace} />;
    }
    case undefined:
    default:
      return <p className="p-4 text-ink-2">{t('choose')}</p>;
  }
}

function Nothing() {
  const t = useTranslations('architecture.details');
  return <p className="p-4 text-ink-2">{t('gone')}</p>;
}

function Head({ sign, title, text, end }: { readonly sign: ReactNode; readonly title: string; readonly text: string; readonly end?: ReactNode }) {
  return (
    <div className="flex items-center gap-2.5">
      {sign}
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-lead" title={title}>
          {title}
        </h2>
        <div className="truncate text-small text-ink-3">{text}</div>
      </div>
      {end}
    </div>
  );
}

export function Part({ title, end, children }: { readonly title: string; readonly end?: ReactNode; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div className="mb-1 flex h-6 items-center gap-2">
        <h3 className="flex-1 text-small font-semibold">{title}</h3>
        {end}
      </div>
      {children}
    </section>
  );
}

function AuditLink({ target }: { readonly target: string }) {
  const t = useTranslations('architecture.details');
  return (
    <Part title={t('record')} end={<Link className="text-small" href={`/audit?text=${encodeURIComponent(target)}`}>{t('audit')}</Link>}>
      <p className="text-small text-ink-3">{t('recordHint')}</p>
    </Part>
  );
}

function ModuleDetails({ module, graph, isOwnView, onSelect, onGrant }: DetailsProps & { readonly module: GraphModule }) {
  const t = useTranslations('architecture');
  const formats = useFormats();
  const moment = useMoment();
  const { node, project, holders, calls, services, running } = module;
  const { facts } = node;
  return (
    <div className="arch-details">
      <Head
        sign={<KindTile kind={node.kind} size="large" />}
        title={node.slug}
        text={`${project.slug}, ${t(`kind.${node.kind}`)}`}
        end={isOwnView && <LinkButton href={`/projects/${project.slug}`}>{t('details.open')}</LinkButton>}
      />
      {node.description !== '' && <p className="text-ink-2">{node.description}</p>}
      <dl className="arch-facts">
        <dt>{t('details.language')}</dt>
        <dd>{languagesText(facts.languages, formats) || t('noCommits')}</dd>
        <dt>{t('details.size')}</dt>
        <dd>{formats.size(facts.sizeBytes)}</dd>
        {facts.lastCommit !== null && (
          <>
            <dt>{t('details.commit')}</dt>
            <dd>
              <span className="block truncate" title={facts.lastCommit.subject}>
                {facts.lastCommit.subject}
              </span>
              <span className="text-ink-3">{`${facts.lastCommit.authorName}, ${moment(facts.lastCommit.atMs)}`}</span>
            </dd>
          </>
        )}
      </dl>
      {isOwnView && (
        <>
          <Part title={t('details.grants')}>
            {holders.map(({ person, access }) => (
              <div key={person.id} className="arch-grant">
                <Avatar name={person.name} colourKey={person.id} />
                <button type="button" className="arch-link min-w-0 flex-1 truncate text-left" onClick={() => onSelect({ kind: 'person', id: person.id })}>
                  {person.name}
                </button>
                <SegmentedControl
                  label={t('grant.of', { name: person.name })}
                  value={access === 'read' ? 'read' : 'write'}
                  onChange={(chosen: 'none' | 'read' | 'write') => onGrant({ module, person, access: chosen })}
                  segments={[{ value: 'none', label: t('grant.access.none') }, { value: 'read', label: t('access.read') }, { value: 'write', label: t(person.role === 'stagiaire' ? 'access.propose' : 'access.write') }]}
                />
              </div>
            ))}
            <GrantTo module={module} people={graph.people} onGrant={onGrant} />
            <p className="mt-1 text-small text-ink-3">{t('grant.soon')}</p>
          </Part>
          <Part title={t('details.calls')}>
            {calls.length === 0 && <p className="text-small text-ink-3">{t('details.callsNothing')}</p>}
            {calls.map((id) => {
              const other = graph.modules.get(id);
              if (other === undefined) return null;
              return (
                <div key={id} className="arch-line">
                  <KindTile kind={other.node.kind} size="small" />
                  <span className="flex min-w-0 flex-col items-start py-0.5">
                    <button type="button" className="arch-link max-w-full truncate" onClick={() => onSelect({ kind: 'module', id })}>{`${other.project.slug} / ${other.node.slug}`}</button>
                    <code className="max-w-full truncate text-ink-3">{`${other.node.slug}.${other.project.slug}.internal`}</code>
                  </span>
                </div>
              );
            })}
          </Part>
          <Part title={t('details.running')}>
            {running.length + services.length === 0 && <p className="text-small text-ink-3">{t('details.runningNothing')}</p>}
            {services.map((service) => (
              <div key={`${service.workspaceId}/service`} className="arch-line">
                <Led tone={service.state === 'answers' ? 'running' : 'stopped'} isRing={service.state !== 'answers'} />
                <span className="truncate">{t('serviceAt', { workspace: service.workspaceName, port: String(service.port) })}</span>
                <span className="ml-auto text-ink-3">{t(`service.${service.state}`)}</span>
              </div>
            ))}
            {running.map((workspace) => (
              <WorkspaceLine key={workspace.id} workspace={workspace} onSelect={onSelect} />
            ))}
          </Part>
          <AuditLink target={module.id} />
        </>
      )}
    </div>
  );
}

function GrantTo({ module, people, onGrant }: { readonly module: GraphModule; readonly people: readonly PersonView[]; readonly onGrant: (asked: Asked) => void }) {
  const t = useTranslations('architecture.grant');
  const held = new Set(module.holders.map(({ person }) => person.id));
  const others = people.filter(({ id }) => !held.has(id));
  const [chosen, setChosen] = useState<string>('');
  const person = others.find(({ id }) => id === chosen) ?? others[0];
  if (person === undefined) return null;
  return (
    <div className="mt-2 flex items-end gap-1.5">
      <Select className="min-w-0 flex-1" label={t('to')} value={person.id as string} onChange={setChosen} options={others.map(({ id, name }) => ({ value: id as string, label: name }))} />
      <Button onPress={() => onGrant({ module, person, access: 'read' })}>{t('giveRead')}</Button>
      <Button onPress={() => onGrant({ module, person, access: 'write' })}>{t(person.role === 'stagiaire' ? 'givePropose' : 'giveWrite')}</Button>
    </div>
  );
}

function WorkspaceLine({ workspace, onSelect }: { readonly workspace: WorkspaceNode; readonly onSelect: (selection: Selection) => void }) {
  const t = useTranslations('architecture');
  return (
    <div className="arch-line">
      <Led tone={workspace.phase === 'running' ? 'running' : workspace.phase === 'failed' ? 'failed' : 'stopped'} isRing={workspace.phase !== 'running'} />
      <button type="button" className="arch-link truncate" onClick={() => onSelect({ kind: 'workspace', id: workspace.id })}>
        {workspace.name}
      </button>
      <span className="ml-auto text-ink-3">{workspace.cpuPercent === null ? t(`phase.${workspace.phase}`) : t('cpu', { percent: String(workspace.cpuPercent) })}</span>
    </div>
  );
}

function ProjectDetails({ project, isOwnView, onSelect }: DetailsProps & { readonly project: GraphProject }) {
  const t = useTranslations('architecture');
  return (
    <div className="arch-details">
      <Head sign={null} title={project.node.title} text={t('modules', { count: project.modules.length })} end={isOwnView && <LinkButton href={`/projects/${project.node.slug}`}>{t('details.open')}</LinkButton>} />
      <Part title={t('details.modules')}>
        {project.modules.map(({ id, node }) => (
          <div key={id} className="arch-line">
            <KindTile kind={node.kind} size="small" />
            <button type="button" className="arch-link truncate" onClick={() => onSelect({ kind: 'module', id })}>
              {node.slug}
            </button>
          </div>
        ))}
      </Part>
      {isOwnView && <AuditLink target={project.id} />}
    </div>
  );
}

function PersonDetails({ person, graph, onSelect, onViewAs }: DetailsProps & { readonly person: PersonView }) {
  const t = useTranslations('architecture');
  const held = [...graph.modules.values()].flatMap((module) => module.holders.filter((holder) => holder.person.id === person.id).map(({ access }) => ({ module, access })));
  const workspaces = [...graph.workspaces.values()].filter(({ memberId }) => memberId === person.id);
  return (
    <div className="arch-details">
      <Head sign={<Avatar name={person.name} colourKey={person.id} size="large" />} title={person.name} text={t(`role.${person.role}`)} end={<LinkButton href="/team">{t('details.team')}</LinkButton>} />
      {person.role !== 'owner' && (
        <Button className="self-start" onPress={() => onViewAs(person)}>
          {t('viewAs.of', { name: person.name })}
        </Button>
      )}
      <Part title={t('details.files')}>
        {held.length === 0 && <p className="text-small text-ink-3">{t('details.filesNothing')}</p>}
        {held.map(({ module, access }) => (
          <div key={module.id} className="arch-line">
            <button type="button" className="arch-link mono truncate" onClick={() => onSelect({ kind: 'module', id: module.id })}>{`/workspace/${module.project.slug}/${module.node.slug}`}</button>
            <span className="ml-auto text-ink-3">{t(`access.${access}`)}</span>
          </div>
        ))}
      </Part>
      <Part title={t('details.workspaces')}>
        {workspaces.length === 0 && <p className="text-small text-ink-3">{t('details.workspacesNothing')}</p>}
        {workspaces.map((workspace) => (
          <WorkspaceLine key={workspace.id} workspace={workspace} onSelect={onSelect} />
        ))}
      </Part>
      <AuditLink target={person.id} />
    </div>
  );
}

function WorkspaceDetails({ workspace, graph, onSelect }: DetailsProps & { readonly workspace: WorkspaceNode }) {
  const t = useTranslations('architecture');
  return (
    <div className="arch-details">
      <Head sign={null} title={workspace.name} text={`${workspace.memberName}, ${t(`phase.${workspace.phase}`)}`} end={<LinkButton href="/workspaces">{t('details.open')}</LinkButton>} />
      <Part title={t('details.modules')}>
        {workspace.moduleIds.map((id) => {
          const module = graph.modules.get(id);
          if (module === undefined) return null;
          return (
            <div key={id} className="arch-line">
              <KindTile kind={module.node.kind} size="small" />
              <button type="button" className="arch-link truncate" onClick={() => onSelect({ kind: 'module', id })}>{`${module.project.slug} / ${module.node.slug}`}</button>
            </div>
          );
        })}
      </Part>
      <Part title={t('details.member')}>
        <button type="button" className="arch-link" onClick={() => onSelect({ kind: 'person', id: workspace.memberId })}>
          {workspace.memberName}
        </button>
      </Part>
      <AuditLink target={workspace.id} />
    </div>
  );
}

/** Beside what a member sees: their folders, and what they may call without seeing it. */
export function SeenDetails({ seen }: { readonly seen: SeenBy }) {
  const t = useTranslations('architecture');
  const { member, projects, neighbours } = seen;
  const modules = projects.flatMap((project) => project.modules);
  return (
    <div className="arch-details">
      <Head sign={<Avatar name={member.name} colourKey={member.id} size="large" />} title={member.name} text={t(`role.${member.role}`)} />
      <Part title={t('details.files')}>
        {modules.map((module) => (
          <div key={module.id} className="arch-line">
            <code className="truncate">{`/workspace/${module.projectSlug}/${module.slug}`}</code>
            <span className="ml-auto text-ink-3">{t(`access.${module.access}`)}</span>
          </div>
        ))}
        <div className="arch-line">
          <code>/home/ws</code>
        </div>
      </Part>
      <Part title={t('details.calls')}>
        {neighbours.length === 0 && <p className="text-small text-ink-3">{t('details.callsNothing')}</p>}
        {neighbours.map(({ projectSlug, slug, kind }) => (
          <div key={`${projectSlug}/${slug}`} className="arch-line">
            <KindTile kind={kind} size="small" />
            <span className="truncate">{`${projectSlug} / ${slug}`}</span>
            <span className="ml-auto text-ink-3">{t('details.blackBox')}</span>
          </div>
        ))}
      </Part>
    </div>
  );
}
