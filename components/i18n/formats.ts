import { FORMAT_TAGS, type Language } from './language.ts';

/** Between a figure and its unit: they stay on one line. */
const NBSP = '\u00a0';
const DAY_MS = 86_400_000;
const STEP = 1024;
const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export type DayWord = 'today' | 'yesterday' | 'weekday' | 'date';
export type Moment = { readonly day: DayWord; readonly time: string; readonly date: string };

/** How figures, sizes and times are written in a language. Words around them come from the catalogue. */
export class Formats {
  readonly language: Language;
  readonly #tag: string;
  readonly #timeZone: string | undefined;

  /** @param timeZone defaults to the browser's; only tests give another. */
  constructor(language: Language, timeZone?: string) {
    this.language = language;
    this.#tag = FORMAT_TAGS[language];
    this.#timeZone = timeZone;
  }

  /** At most one decimal, and none where it would be a zero or nobody reads it: 9.4, 12, 1 234. */
  number(value: number): string {
    return new Intl.NumberFormat(this.#tag, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 }).format(value);
  }

  percent(part: number): string {
    return `${this.number(Math.round(part * 100))}${NBSP}%`;
  }

  /** 512 MB, 9.4 GB; in powers of 1,024, as memory is sold. */
  size(bytes: number): string {
    const power = sizePower(bytes);
    return this.#inUnit(bytes / STEP ** power, power);
  }

  /** "9.4 of 32 GB" needs one unit: the bare figure of `bytes` in the unit of `whole`, or its own size where that would be 0. */
  sizeFigure(bytes: number, whole: number): string {
    const figure = this.number(bytes / STEP ** sizePower(whole));
    return figure === '0' && bytes > 0 ? this.size(bytes) : figure;
  }

  /** As `size`, in the unit of `whole`: nothing of 24 GB is "0 GB". */
  sizeOf(bytes: number, whole: number): string {
    const power = sizePower(whole);
    return this.#inUnit(bytes / STEP ** power, power);
  }

  /** 0.1 s, 41 s, 52 min, 4 h 12 min, 3 d 4 h: the two largest units that count. */
  duration(ms: number): string {
    const tenths = Math.max(0, Math.round(ms / 100));
    if (tenths < 100) return `${this.number(tenths / 10)}${NBSP}s`;
    const seconds = Math.round(tenths / 10);
    if (seconds < 60) return `${seconds}${NBSP}s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes}${NBSP}min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 24) return join([`${hours}${NBSP}h`, minutes % 60 > 0 ? `${minutes % 60}${NBSP}min` : '']);
    const dayUnit = this.language === 'fr' ? 'j' : 'd';
    return join([`${Math.floor(hours / 24)}${NBSP}${dayUnit}`, hours % 24 > 0 ? `${hours % 24}${NBSP}h` : '']);
  }

  /** 3:41, 0:09, 1:02:03 */
  countdown(ms: number): string {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const two = (value: number): string => String(value).padStart(2, '0');
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  /** 09:14 */
  time(atMs: number): string {
    return this.#date(atMs, { hour: '2-digit', minute: '2-digit' });
  }

  /** 09:14:07 */
  exactTime(atMs: number): string {
    return this.#date(atMs, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  }

  /** 12 November; with the year when it is not this one. */
  date(atMs: number, nowMs: number): string {
    const sameYear = this.#date(atMs, { year: 'numeric' }) === this.#date(nowMs, { year: 'numeric' });
    return this.#date(atMs, sameYear ? { day: 'numeric', month: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' });
  }

  /** Which word says the day best; `date` is the weekday or the date where that is the word. */
  moment(atMs: number, nowMs: number): Moment {
    const days = this.#daysBetween(atMs, nowMs);
    const time = this.time(atMs);
    if (days === 0) return { day: 'today', time, date: '' };
    if (days === 1) return { day: 'yesterday', time, date: '' };
    if (days > 1 && days < 7) return { day: 'weekday', time, date: this.#date(atMs, { weekday: 'long' }) };
    return { day: 'date', time, date: this.date(atMs, nowMs) };
  }

  #daysBetween(atMs: number, nowMs: number): number {
    const day = (ms: number): number => {
      const parts = new Intl.DateTimeFormat('en-CA', { timeZone: this.#timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);
      return Date.parse(`${parts}T00:00:00Z`);
    };
    return Math.round((day(nowMs) - day(atMs)) / DAY_MS);
  }

  #date(atMs: number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#tag, { timeZone: this.#timeZone, ...options }).format(atMs);
  }

  #inUnit(value: number, power: number): string {
    return new Intl.NumberFormat(this.#tag, {
      style: 'unit',
      unit: SIZE_UNITS[power] ?? 'byte',
      unitDisplay: power === 0 ? 'long' : 'short',
      maximumFractionDigits: power > 0 && value < 10 ? 1 : 0,
    })
      .format(value)
      .replace(/[ \u202f](?=\D*$)/, NBSP);
  }
}

function sizePower(bytes: number): number {
  let power = 0;
  // 1,000 MB reads worse than 1 GB: the next unit begins a little before its power.
  while (power < SIZE_UNITS.length - 1 && bytes / STEP ** power >= 999.5) power += 1;
  return power;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(NBSP);
}
