import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ArchitectureChange, SeenBy } from '../../contract.ts';
import { matching, NO_FILTER } from './filter.ts';
import { createTie, graphSeenBy } from './graph.ts';
import { CARD, Layouter } from './layout.ts';
import { changed, NOTHING } from './model.ts';
import { reportPage } from './report-file.ts';
import { keyOf, selectionOf } from './selection.ts';
import { createUnfolding, treeRows } from './tree-rows.ts';

const FACTS = { lastCommit: null, sizeBytes: 0, languages: [{ name: 'Python', bytes: 10 }], hasCommits: true };
const SHOP = 'p000000000001';
const MARIE = { id: 'mmarie0000000', name: 'Marie Lenoir', role: 'developer' };
const LEA = { id: 'mlea000000000', name: 'Léa Martin', role: 'stagiaire' };
const id = (at: number): string => `r${String(at).padStart(12, '0')}`;
const module = (at: number, slug: string) => ({ id: id(at), projectId: SHOP, slug, kind: 'api', description: '', facts: FACTS });
const grant = (memberId: string, at: number, access: string) => ({ memberId, moduleId: id(at), access, revision: 1, grantedAtMs: 1 });

const WHOLE = ArchitectureChange.parse({
  isWhole: true,
  put: {
    projects: [{ id: SHOP, slug: 'shop', title: 'The shop' }],
    modules: [module(1, 'web'), module(2, 'api'), module(3, 'vault')],
    people: [MARIE, LEA],
    grants: [grant(MARIE.id, 1, 'write'), grant(MARIE.id, 2, 'read'), grant(LEA.id, 2, 'write')],
    reaches: [{ fromModuleId: id(1), toModuleId: id(2) }],
  },
  gone: {},
});

test('a change replaces what it names and leaves the rest the same objects', () => {
  const before = changed(NOTHING, WHOLE);
  const after = changed(before, ArchitectureChange.parse({ isWhole: false, put: { grants: [grant(MARIE.id, 3, 'read')] }, gone: { grants: [`${LEA.id}/${id(2)}`] } }));
  assert.equal(after.modules, before.modules);
  assert.deepEqual([...after.grants.keys()].toSorted(), [`${MARIE.id}/${id(1)}`, `${MARIE.id}/${id(2)}`, `${MARIE.id}/${id(3)}`].toSorted());
  assert.equal(changed(after, { isWhole: true, put: {}, gone: {} }).modules.size, 0);
});

test('modules are tied to people, calls and projects, and only what changed becomes another object', () => {
  const tie = createTie();
  const first = changed(NOTHING, WHOLE);
  const before = tie(first);
  const [web, api, vault] = [1, 2, 3].map((at) => [...before.modules.values()].find((one) => one.id === id(at)));
  assert.ok(web !== undefined && api !== undefined && vault !== undefined);
  assert.deepEqual(api.holders.map(({ person, access }) => [person.name, access]), [['Léa Martin', 'propose'], ['Marie Lenoir', 'read']]);
  assert.deepEqual(web.calls, [id(2)]);
  const after = tie(changed(first, ArchitectureChange.parse({ isWhole: false, put: { grants: [grant(MARIE.id, 3, 'read')] }, gone: {} })));
  assert.equal(after.modules.get(web.id), web);
  assert.notEqual(after.modules.get(vault.id), vault);
});

test('the layout depends on modules and calls alone: a grant moves nothing, callers stand left of what they call', () => {
  const tie = createTie();
  const layouter = new Layouter();
  const first = changed(NOTHING, WHOLE);
  const graph = tie(first);
  const before = layouter.layout(graph);
  const place = (at: number) => before.cards.get([...graph.modules.keys()].find((key) => key === id(at)) ?? assert.fail()) ?? assert.fail();
  assert.ok(place(1).x + CARD.width < place(2).x);
  const boxes = [place(1), place(2), place(3)];
  for (const [at, a] of boxes.entries()) for (const b of boxes.slice(at + 1)) assert.ok(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height, 'cards overlap');
  const after = layouter.layout(tie(changed(first, ArchitectureChange.parse({ isWhole: false, put: { grants: [grant(MARIE.id, 3, 'read')] }, gone: {} }))));
  assert.deepEqual(after.cards, before.cards);
});

test('fifty projects with five hundred modules are laid out without overlap of lanes, well within a frame budget of a first paint', () => {
  const projects = Array.from({ length: 50 }, (_, at) => ({ id: `p${String(at).padStart(12, '0')}`, slug: `project-${at}`, title: '' }));
  const modules = Array.from({ length: 500 }, (_, at) => ({ ...module(at, `module-${at}`), projectId: projects[at % 50]?.id }));
  const reaches = Array.from({ length: 450 }, (_, at) => ({ fromModuleId: id(at), toModuleId: id(at + 50) }));
  const graph = createTie()(changed(NOTHING, ArchitectureChange.parse({ isWhole: true, put: { projects, modules, reaches }, gone: {} })));
  const { lanes, cards } = new Layouter().layout(graph);
  assert.equal(cards.size, 500);
  const all = [...lanes.values()];
  for (const [at, a] of all.entries()) {
    for (const b of all.slice(at + 1)) assert.ok(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y, 'lanes overlap');
  }
});

test('the filter looks in every name that is tied to a module, and narrows by person, kind and project', () => {
  const graph = createTie()(changed(NOTHING, WHOLE));
  const found = (filter: Partial<typeof NO_FILTER>): string[] => [...(matching(graph, { ...NO_FILTER, ...filter }) ?? [])].map((key) => graph.modules.get(key)?.node.slug ?? '').toSorted();
  assert.equal(matching(graph, NO_FILTER), null);
  assert.deepEqual(found({ text: 'léa' }), ['api']);
  assert.deepEqual(found({ text: 'shop vault' }), ['vault']);
  assert.deepEqual(found({ memberId: graph.people.find(({ name }) => name === MARIE.name)?.id ?? null }), ['api', 'web']);
  assert.deepEqual(treeRows(graph, matching(graph, { ...NO_FILTER, text: 'vault' })).map(({ children }) => children.map(({ text }) => text)), [['vault']]);
});

test('what a member sees is made of their own list: no other module, person or call is in it', () => {
  const seen = SeenBy.parse({
    member: MARIE,
    projects: [{ id: SHOP, slug: 'shop', title: 'The shop', state: 'live', purgeAtMs: null, createdAtMs: 1, modules: [{ ...module(2, 'api'), projectSlug: 'shop', state: 'live', access: 'read', cloneUrl: '', createdAtMs: 1 }] }],
    neighbours: [],
  });
  const graph = graphSeenBy(seen);
  assert.deepEqual([...graph.modules.values()].map(({ node, holders, calls }) => [node.slug, holders.map(({ person }) => person.name), calls]), [['api', [MARIE.name], []]]);
  assert.doesNotMatch(JSON.stringify(graph.projects), /vault|Léa/);
});

test('the key of a row says what it is about, wherever the row stands', () => {
  const { people } = createTie()(changed(NOTHING, WHOLE));
  const [person] = people;
  assert.ok(person !== undefined);
  const selection = { kind: 'person', id: person.id } as const;
  assert.deepEqual(selectionOf(keyOf(selection, `module:${id(1)}`)), selection);
  assert.equal(selectionOf(`module:${id(1)}/facts`), null);
});

test('a report’s page says nothing as markup that was found in a container', () => {
  const page = reportPage(
    { kinds: [{ kind: 'files', attempts: 1, holes: [{ what: '<script>', answer: '"&' }], incomplete: null, examples: [] }] } as unknown as Parameters<typeof reportPage>[0],
    { title: 'T', where: '', verdict: '', kinds: {}, holes: '', incomplete: '' },
    'en',
  );
  assert.ok(page.includes('&lt;script&gt;') && page.includes('&quot;&amp;') && !page.includes('<script>'));
});

test('the tree is given one row below a closed one, all below an open one, and the same rows as long as nothing became another', () => {
  const graph = createTie()(changed(NOTHING, WHOLE));
  const rows = treeRows(graph, null);
  const unfold = createUnfolding();
  const closed = unfold(rows, new Set());
  assert.deepEqual(closed.map(({ below }) => below.map(({ row }) => row.text)), [['api']]);
  const shop = rows[0] ?? assert.fail();
  const opened = unfold(rows, new Set([shop.key]));
  assert.deepEqual(opened[0]?.below.map(({ row, below }) => [row.text, below.length]), [['api', 1], ['vault', 1], ['web', 1]]);
  const deeper = unfold(rows, new Set([shop.key, shop.children[0]?.key ?? '']));
  assert.equal(deeper[0]?.below[0]?.below.length, 3);
  assert.equal(deeper[0]?.below[1], opened[0]?.below[1]);
  assert.equal(unfold(rows, new Set())[0]?.below.length, 1);
});

test('columns that are laid out later move nothing that stands', () => {
  const put = {
    projects: Array.from({ length: 20 }, (_, at) => ({ id: `p${String(at).padStart(12, '0')}`, slug: `p${String(at).padStart(2, '0')}`, title: '' })),
    modules: Array.from({ length: 60 }, (_, at) => ({ ...module(at, `m${String(at)}`), projectId: `p${String(at % 20).padStart(12, '0')}` })),
    reaches: Array.from({ length: 40 }, (_, at) => ({ fromModuleId: id(at), toModuleId: id(at + 20) })),
  };
  const graph = createTie()(changed(NOTHING, ArchitectureChange.parse({ isWhole: true, put, gone: {} })));
  const all = new Layouter().layout(graph);
  const layouter = new Layouter();
  const first = layouter.layout(graph, 2);
  assert.deepEqual([first.lanes.size, all.lanes.size], [10, 20]);
  for (const [key, place] of first.cards) assert.deepEqual(all.cards.get(key), place);
  assert.deepEqual(layouter.layout(graph), all);
});
