/** The mark: an A that is a trestle table. Brass is for its plank, and for nothing else. */
export function Mark({ className = 'size-5' }: { readonly className?: string }) {
  return (
    <svg className={className} viewBox="0 0 24 24" fill="none" strokeLinecap="round" strokeWidth="2.5" aria-hidden>
      <path stroke="var(--color-brass)" d="M3 6h18" />
      <path stroke="currentColor" d="M8.5 6 5 20M15.5 6 19 20M7 14.5h10" />
    </svg>
  );
}
