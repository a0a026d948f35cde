import type { ErrorCode } from '../../../shared/errors.ts';

/** Where the connection to a workspace's agent stands; each phase carries only its own fields. */
export type ConnectionState =
  | { readonly phase: 'connecting'; readonly attempt: number }
  /** `latencyMs` is null until the first answer. */
  | { readonly phase: 'open'; readonly latencyMs: number | null }
  /** Tries again by itself. `attempt` counts the failures since it was last open, from 1. */
  | { readonly phase: 'lost'; readonly attempt: number; readonly nextTryAtMs: number }
  /** The server said no; trying again needs the member first (sign in, start the workspace). */
  | { readonly phase: 'refused'; readonly reason: ErrorCode }
  | { readonly phase: 'closed' };

/** What the browser brings; tests bring their own. */
export type ConnectionEnvironment = {
  readonly nowMs: () => number;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly openSocket: (url: string) => WebSocket;
  /** Calls back when trying at once makes sense: the page has the focus or is visible again. Returns the stop. */
  readonly onWake: (callback: () => void) => () => void;
  /** Calls back when the machine's network went or came. Returns the stop. */
  readonly onNetwork: (callback: (change: 'gone' | 'back') => void) => () => void;
  readonly visible: () => boolean;
};

export const FIRST_RETRY_MS = 250;
export const LONGEST_RETRY_MS = 15_000;
export const PING_EVERY_MS = 5_000;
export const PING_TIMEOUT_MS = 12_000;
/** When the network has just changed: sockets of the old one stay open and say nothing. */
export const NETWORK_PING_TIMEOUT_MS = 1_500;
export const CONNECT_TIMEOUT_MS = 15_000;

/** Doubles from FIRST_RETRY_MS to LONGEST_RETRY_MS, half of it fixed and half random, so that pages do not return as one. */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, Math.min(attempt - 1, 20)));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

export function browserEnvironment(): ConnectionEnvironment {
  return {
    nowMs: () => Date.now(),
    random: () => Math.random(),
    setTimer: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    openSocket: (url) => new WebSocket(url),
    onWake: (callback) => {
      const whenVisible = (): void => {
        if (document.visibilityState === 'visible') callback();
      };
      window.addEventListener('focus', callback);
      document.addEventListener('visibilitychange', whenVisible);
      return () => {
        window.removeEventListener('focus', callback);
        document.removeEventListener('visibilitychange', whenVisible);
      };
    },
    onNetwork: (callback) => {
      const gone = (): void => callback('gone');
      const back = (): void => callback('back');
      window.addEventListener('offline', gone);
      window.addEventListener('online', back);
      return () => {
        window.removeEventListener('offline', gone);
        window.removeEventListener('online', back);
      };
    },
    visible: () => document.visibilityState === 'visible',
  };
}
