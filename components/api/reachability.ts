/** Whether the server answers, as far as the page's streams know. Read through `useReachable`. */
export class Reachability {
  #reachable = true;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): boolean => this.#reachable;

  set(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    for (const listener of this.#listeners) listener();
  }
}

/** One for the page: the control plane is one server. */
export const reachability = new Reachability();
