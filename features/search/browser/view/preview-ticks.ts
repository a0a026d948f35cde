import type { editor, IPosition, IRange } from 'monaco-editor/editor';

import type { TextEditorAttachment } from '../../../../components/workbench/editors/text-editor.ts';
import type { Hit } from '../../contract.ts';
import type { FileResult } from '../model/results.ts';
import type { SearchSession } from '../search-session.ts';
import { REPLACED } from './replace-preview.ts';

export type PreviewTicksDeps = { readonly session: SearchSession; readonly words: () => { readonly replaced: string; readonly leftOut: string; readonly line: (line: number) => string } };

/** One hit of the text after: where it stands there, and what it may say. */
type Place = { readonly hit: Hit; decoration: string; readonly before: string };

/** In the text after a replacement, a box at each line with hits: what has no tick stays as it is, there and in the list. */
export function previewTicks({ session, words }: PreviewTicksDeps): TextEditorAttachment {
  return ({ monaco, editor: shown, model, path, diff, shows }) => {
    if (shows !== 'right' || diff?.right.source !== REPLACED) return () => undefined;
    const original = diff.editor.getOriginalEditor().getModel();
    const file = session.results.find(path);
    if (original === null || file === null) return () => undefined;
    const { hits } = file;
    const places = placesOf({ session, file, original, model });
    const boxes = new Map<number, Box>();
    const draw = (): void => {
      if (model.isDisposed() || session.results.find(path) !== file || file.hits !== hits) {
        for (const box of boxes.values()) shown.removeContentWidget(box);
        boxes.clear();
        return;
      }
      for (const place of places) {
        const range = model.getDecorationRange(place.decoration);
        const wanted = file.leftOut.has(place.hit) ? place.before : session.replacing.textFor(place.hit);
        if (range === null || model.getValueInRange(range) === wanted) continue;
        const start = model.getOffsetAt(range.getStartPosition());
        model.applyEdits([{ range, text: wanted }]);
        place.decoration = mark(model, { start, length: wanted.length }, place.decoration);
      }
      const byLine = Map.groupBy(places, ({ decoration }) => model.getDecorationRange(decoration)?.endLineNumber ?? 1);
      for (const [line, box] of boxes) {
        if (byLine.has(line)) continue;
        shown.removeContentWidget(box);
        boxes.delete(line);
      }
      for (const [line, here] of byLine) {
        const known = boxes.get(line);
        const box = known ?? new Box(`${REPLACED} ${line}`, monaco.editor.ContentWidgetPositionPreference.EXACT);
        box.show({ place: { lineNumber: line, column: model.getLineMaxColumn(line) }, isOn: here.some(({ hit }) => !file.leftOut.has(hit)), words: words(), toggle: (isOn) => toggle(here, isOn) });
        boxes.set(line, box);
        if (known === undefined) shown.addContentWidget(box);
        else shown.layoutContentWidget(box);
      }
    };
    const toggle = (here: readonly Place[], isOn: boolean): void => {
      for (const { hit } of here) session.results.setLeftOut(file, hit, !isOn);
      session.draw();
    };
    draw();
    const stops = [session.version.subscribe(draw), session.form.subscribe(draw)];
    return () => {
      for (const stop of stops) stop();
      for (const box of boxes.values()) shown.removeContentWidget(box);
      if (!model.isDisposed()) model.deltaDecorations(places.map(({ decoration }) => decoration), []);
    };
  };
}

/** Hits stand after as before, moved by what those before them became. One that is not what is expected there has no box. */
function placesOf({ session, file, original, model }: { readonly session: SearchSession; readonly file: FileResult; readonly original: editor.ITextModel; readonly model: editor.ITextModel }): readonly Place[] {
  const places: Place[] = [];
  const all = original.getValue();
  let moved = 0;
  for (const hit of file.hits.toSorted((a, b) => a.at - b.at)) {
    const start = original.getOffsetAt({ lineNumber: hit.line, column: hit.column });
    const end = original.getOffsetAt({ lineNumber: hit.endLine, column: hit.endColumn });
    const before = all.slice(start, end);
    const text = file.leftOut.has(hit) ? before : session.replacing.textFor(hit);
    const place = { start: start + moved, length: text.length };
    moved += text.length - (end - start);
    if (model.getValueInRange(rangeOf(model, place)) === text) places.push({ hit, decoration: mark(model, place), before });
  }
  return places;
}

type Span = { readonly start: number; readonly length: number };

function rangeOf(model: editor.ITextModel, { start, length }: Span): IRange {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(start + length)];
  return { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
}

/** Follows a part of the text; takes the place of an earlier mark. */
function mark(model: editor.ITextModel, span: Span, instead?: string): string {
  const [decoration = ''] = model.deltaDecorations(instead === undefined ? [] : [instead], [{ range: rangeOf(model, span), options: {} }]);
  return decoration;
}

/** A box with its words behind the end of a line. */
class Box implements editor.IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;
  private readonly id: string;
  private place: IPosition = { lineNumber: 1, column: 1 };
  private readonly preference: editor.ContentWidgetPositionPreference;
  private readonly label = document.createElement('label');
  private readonly box = document.createElement('input');
  private readonly text = document.createElement('span');
  private toggle: (isOn: boolean) => void = () => undefined;

  constructor(id: string, preference: editor.ContentWidgetPositionPreference) {
    this.id = id;
    this.preference = preference;
    this.label.className = 'search-preview-tick';
    this.box.type = 'checkbox';
    this.label.append(this.box, this.text);
    this.box.addEventListener('change', () => this.toggle(this.box.checked));
    // Else the editor takes the space key.
    this.label.addEventListener('keydown', (event) => event.stopPropagation());
  }

  show({ place, isOn, words, toggle }: { readonly place: IPosition; readonly isOn: boolean; readonly words: ReturnType<PreviewTicksDeps['words']>; readonly toggle: (isOn: boolean) => void }): void {
    this.place = place;
    this.toggle = toggle;
    this.box.checked = isOn;
    this.text.textContent = isOn ? words.replaced : words.leftOut;
    this.box.setAttribute('aria-label', words.line(this.place.lineNumber));
  }

  getId(): string {
    return this.id;
  }

  getDomNode(): HTMLElement {
    return this.label;
  }

  getPosition(): editor.IContentWidgetPosition {
    return { position: this.place, preference: [this.preference] };
  }
}
