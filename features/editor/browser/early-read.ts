import { FilePath, pathFromQuery, pathToQuery } from '../../../shared/file-path.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { contentAddress } from './content-address.ts';
import { EditorMemory } from './model/editor-memory.ts';

const early = new Map<string, Promise<Response>>();
/** What an editor has asked for by itself: an early answer that comes after that may be older than what it knows. */
const asked = new Set<string>();
let isDropped = false;

/** `?file=<path>` of the page's address. */
export function requestedFile(): FilePath | null {
  const raw = /[?&]file=([^&]*)/.exec(location.search)?.[1];
  const path = raw === undefined ? null : FilePath.safeParse(pathFromQuery(raw));
  return path?.success ? path.data : null;
}

/** What is remembered of the workspace's open files: this tab's own first, else any tab's. */
export function editorMemory(workspaceId: WorkspaceId): EditorMemory {
  return new EditorMemory(`atelier:editors:${workspaceId}`, [sessionStorage, localStorage]);
}

/** Asks for the file that will be in front, before there is an editor that could: its loading would keep the answer waiting. */
export function readEarly(workspaceId: WorkspaceId): void {
  const path = requestedFile() ?? FilePath.safeParse(editorMemory(workspaceId).active).data;
  if (path === undefined) return;
  const url = `${location.origin}/api/workspaces/${workspaceId}/agent/${contentAddress(pathToQuery(path))}`;
  if (asked.has(url)) return;
  const answer = fetch(url, { cache: 'no-store' });
  early.set(url, answer);
  // Whoever takes it is told; nobody may.
  answer.catch(() => undefined);
}

/** The answer that was asked for early, once; an answer that is no success is asked for again. */
export async function takeEarly(url: string): Promise<Response | null> {
  const answer = asked.has(url) || isDropped ? undefined : (early.get(url) ?? askedByFirstText(url));
  asked.add(url);
  early.delete(url);
  const response = await answer?.catch(() => null);
  return response?.ok ? response : null;
}

/** The editor has opened what it opens by itself: an answer that it did not take is not kept until it is old. */
export function dropEarly(): void {
  early.clear();
  isDropped = true;
}

/** What was there before the page's own modules has asked already. */
async function askedByFirstText(url: string): Promise<Response | null> {
  const answer = await globalThis.atelierFirstText?.answer;
  return answer?.url === url ? answer.response : null;
}
