import { MINUTE_MS } from '../../../../shared/units.ts';

/** A moment as a date and time field of this browser's zone shows it: `2027-01-30T17:30`. */
export function toLocalField(atMs: number | null): string {
  if (atMs === null) return '';
  return new Date(atMs - new Date(atMs).getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** null: empty, or no moment. */
export function fromLocalField(text: string): number | null {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}

/** A minute of the day as a time field shows it: `09:00`. The day's end is its midnight. */
export function toTimeField(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** null: no time. */
export function fromTimeField(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}
