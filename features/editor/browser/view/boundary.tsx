'use client';

import { Component, type ReactNode } from 'react';

export type BoundaryProps = { readonly children: ReactNode; readonly fallback: (error: unknown, again: () => void) => ReactNode };

/** What goes wrong in one tab stays in it: code that could not be loaded, a view that threw. */
export class Boundary extends Component<BoundaryProps, { readonly failure: { readonly error: unknown } | null }> {
  override state = { failure: null as { readonly error: unknown } | null };

  static getDerivedStateFromError(error: unknown): { readonly failure: { readonly error: unknown } } {
    return { failure: { error } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : this.props.fallback(failure.error, () => this.setState({ failure: null }));
  }
}
