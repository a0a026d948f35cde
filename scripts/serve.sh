#!/bin/sh
# Becomes the server. What Node makes of the sources is kept beside the checkout, from the first of them on: main.ts
# can ask for it only once it runs itself, and a single file that has to be stripped of its types loads the 10 MB that
# strip it. Told to give memory back, these together spare a third of it (140 → 98 MB when idle):
# - each sign-in hashes in 19 MiB; from the second on, glibc would keep such a piece for good;
# - glibc would keep a heap for each of the threads that read files and hash, mostly empty;
# - V8 would let the space for short-lived objects grow to 48 MB, whatever lives in it.
cd "$(dirname "$0")/.." || exit 1
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/.cache/node}"
export MALLOC_MMAP_THRESHOLD_=1048576
export MALLOC_ARENA_MAX=2
exec node_modules/.bin/node --max-semi-space-size=4 server/main.ts "$@"
