'use client';
import { Handle, MarkerType, Position, ReactFlow, ReactFlowProvider, useReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize, Minus, Plus } from 'lucide-react';
import { createContext, memo, startTransition, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Led } from '../../../../components/ui/badge.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import type { ModuleId } from '../../../../shared/ids.ts';
import type { DragStore } from './drag.ts';
import { Face } from './face.tsx';
import type { Graph, GraphModule, GraphProject } from './graph.ts';
import { CARD, columnsOf, Layouter, type Layout } from './layout.ts';

const FACES = 4;
const MIN_ZOOM = 0.1;
const MAX_ZOOM = 1.6;
/** More than this, and the picture begins at its corner in a size that can be read. */
const FITS = 40;
/** Wider than any screen. Laying out one takes dagre tens of milliseconds. */
const COLUMNS_AT_FIRST = 3;

export type PictureProps = {
  readonly graph: Graph;
  readonly selectedId: ModuleId | null;
  /** The modules that a filter lets through; null: all. */
  readonly matching: ReadonlySet<ModuleId> | null;
  readonly drag: DragStore;
  readonly onSelect: (id: ModuleId) => void;
};

type Look = Pick<PictureProps, 'selectedId' | 'matching' | 'drag' | 'onSelect'>;
const LookContext = createContext<Look | null>(null);

type ModuleNodeOf = Node<{ readonly module: GraphModule }, 'module'>;
type LaneNode = Node<{ readonly project: GraphProject }, 'lane'>;

const NODE_TYPES = { module: memo(ModuleCard), lane: memo(Lane) };
/** Where calls begin and end: known, so that nothing has to be measured. */
const HANDLES = [
  { type: 'source' as const, position: Position.Right, x: CARD.width, y: CARD.height / 2, width: 1, height: 1 },
  { type: 'target' as const, position: Position.Left, x: 0, y: CARD.height / 2, width: 1, height: 1 },
];

/** Modules as cards in the lanes of their projects, calls as arrows, people as colours. Only what is in view is made. */
export default function Picture(props: PictureProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ graph, selectedId, matching, drag, onSelect }: PictureProps) {
  const t = useTranslations('architecture');
  const [place] = useState(createPlacing);
  const columns = useColumns(columnsOf(graph));
  const nodes = useMemo(() => place(graph, columns), [graph, place, columns]);
  const edges = useMemo(() => edgesOf(graph, { selectedId, matching }), [graph, selectedId, matching]);
  const look = useMemo(() => ({ selectedId, matching, drag, onSelect }), [selectedId, matching, drag, onSelect]);
  const isSmall = graph.modules.size <= FITS;
  return (
    <LookContext value={look}>
      <div className="arch-canvas" data-nodes={graph.modules.size}>
        <ReactFlow
          aria-label={t('picture')}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          fitView={isSmall}
          fitViewOptions={{ maxZoom: 1, padding: 0.04 }}
          defaultViewport={{ x: 12, y: 12, zoom: 0.8 }}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          panOnScroll
          zoomOnDoubleClick={false}
          proOptions={{ hideAttribution: true }}
        />
        <Zoom />
      </div>
    </LookContext>
  );
}

function Zoom() {
  const t = useTranslations('architecture.zoom');
  const flow = useReactFlow();
  return (
    <fieldset className="arch-zoom" aria-label={t('label')}>
      <IconButton icon={Plus} label={t('in')} onPress={() => void flow.zoomIn()} />
      <IconButton icon={Minus} label={t('out')} onPress={() => void flow.zoomOut()} />
      <IconButton icon={Maximize} label={t('fit')} onPress={() => void flow.fitView({ maxZoom: 1, padding: 0.04 })} />
    </fieldset>
  );
}

/** As many columns as are laid out: those in view at once, the others one by one when there is time. */
function useColumns(all: number): number {
  const [columns, setColumns] = useState(COLUMNS_AT_FIRST);
  useEffect(() => {
    if (columns >= all) return;
    const next = setTimeout(() => startTransition(() => setColumns((before) => before + 1)));
    return () => clearTimeout(next);
  }, [columns, all]);
  return columns;
}

/** Remembers lanes and cards, so that what did not change is not made again. */
function createPlacing(): (graph: Graph, columns: number) => Node[] {
  const layouter = new Layouter();
  const cache = new WeakMap<GraphModule, ModuleNodeOf>();
  return (graph, columns) => nodesOf(graph, layouter.layout(graph, columns), cache);
}

function nodesOf({ projects }: Graph, layout: Layout, cache: WeakMap<GraphModule, ModuleNodeOf>): Node[] {
  const lanes = projects.flatMap((project): LaneNode[] => {
    const box = layout.lanes.get(project.id);
    if (box === undefined) return [];
    const { x, y, width, height } = box;
    return [{ id: project.id, type: 'lane', position: { x, y }, width, height, measured: { width, height }, zIndex: 0, style: { pointerEvents: 'none' }, data: { project } }];
  });
  const cards = projects.flatMap(({ modules }) =>
    modules.flatMap((module): ModuleNodeOf[] => {
      const place = layout.cards.get(module.id);
      if (place === undefined) return [];
      const present = cache.get(module);
      if (present?.position.x === place.x && present.position.y === place.y) return [present];
      const made: ModuleNodeOf = { id: module.id, type: 'module', position: place, ...CARD, measured: CARD, handles: HANDLES, zIndex: 2, style: { pointerEvents: 'all' }, data: { module } };
      cache.set(module, made);
      return [made];
    }),
  );
  return [...lanes, ...cards];
}

function edgesOf({ modules }: Graph, { selectedId, matching }: { selectedId: ModuleId | null; matching: ReadonlySet<ModuleId> | null }): Edge[] {
  return [...modules.values()].flatMap(({ id, calls }) =>
    calls.map((to): Edge => {
      const isOn = id === selectedId || to === selectedId;
      const isDim = matching !== null && !(matching.has(id) && matching.has(to));
      const color = isOn ? 'var(--color-accent-ink)' : 'var(--color-edge)';
      return {
        id: `${id}/${to}`, source: id, target: to, type: 'smoothstep', zIndex: 1, className: isOn ? 'on' : isDim ? 'dim' : '',
        style: { stroke: color }, markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 },
      };
    }),
  );
}

function Lane({ data: { project } }: NodeProps<LaneNode>) {
  return (
    <div className="arch-lane">
      <span title={project.node.title}>{project.node.slug}</span>
    </div>
  );
}

function ModuleCard({ data: { module } }: NodeProps<ModuleNodeOf>) {
  const look = use(LookContext);
  const t = useTranslations('architecture');
  if (look === null) return null;
  const { node, project, holders, services, running } = module;
  const isDim = look.matching !== null && !look.matching.has(module.id);
  const classNames = ['arch-card', module.id === look.selectedId ? 'sel' : '', isDim ? 'dim' : ''].filter((name) => name !== '').join(' ');
  const light = services.some(({ state }) => state === 'answers') || running.length > 0 ? 'running' : 'stopped';
  return (
    <div className="relative size-full" data-module={module.id}>
      {/* The tree is the keyboard's way: the same things, in an order. */}
      <button type="button" tabIndex={-1} className={classNames} aria-pressed={module.id === look.selectedId} onClick={() => look.onSelect(module.id)}>
        <span className="flex items-center gap-2">
          <KindTile kind={node.kind} />
          <span className="sr-only">{t('cardOf', { project: project.slug })}</span>
          <b className="min-w-0 flex-1 truncate">{node.slug}</b>
          <Led tone={light} isRing={light === 'stopped'} />
        </span>
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate text-left text-micro text-ink-3">{node.facts.languages[0]?.name ?? ''}</span>
          <span className="flex gap-0.5">
            {holders.slice(0, FACES).map(({ person, access }) => (
              <Face key={person.id} person={person} access={access} />
            ))}
            {holders.length > FACES && <span className="count">{`+${holders.length - FACES}`}</span>}
          </span>
        </span>
      </button>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
      <DropHalves id={module.id} drag={look.drag} />
    </div>
  );
}

/** While a member is held over the card: what each half would give. */
function DropHalves({ id, drag }: { readonly id: ModuleId; readonly drag: DragStore }) {
  const t = useTranslations('architecture.access');
  const half = useSyncExternalStore(drag.subscribe, () => {
    const over = drag.get()?.over;
    return over?.moduleId === id ? over.half : null;
  }, () => null);
  if (half === null) return null;
  return (
    <span className="arch-drop">
      <span className={half === 'read' ? 'over' : ''}>{t('read')}</span>
      <span className={half === 'write' ? 'over' : ''}>{t('write')}</span>
    </span>
  );
}

