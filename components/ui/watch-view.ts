/** Calls `measure` now, and whenever the element is scrolled or gets another size. Returns what ends it. */
export function watchView(element: HTMLElement, measure: () => void): () => void {
  measure();
  element.addEventListener('scroll', measure, { passive: true });
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  return () => {
    element.removeEventListener('scroll', measure);
    observer.disconnect();
  };
}
