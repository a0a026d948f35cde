/** A line of the view: a sign, a name, what can be done; below it what else there is to say. */
export const ROW = 'grid grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-0.5 rounded-mark px-2 py-2 hover:bg-hover';
