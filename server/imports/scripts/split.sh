# Takes folders out of the repository at /source with their history and writes them as a bundle to stdout.
# stdin: the number of paths to take, these paths, then the paths to leave out, a line each, as
# `git filter-repo --paths-from-file` reads them. $1: the folder that becomes the root, or ''. $2: yes, to note old hashes.
# 3: nothing is left.
set -eu
cd /work
# Whoever owns a repository here; what git starts for a clone reads this file and no variable.
git config --global --add safe.directory '*'
read -r count
touch taken left-out
awk -v count="$count" 'NR <= count { print > "taken"; next } { print > "left-out" }'
git clone --quiet --bare --no-local file:///source work >&2
cd work
root=$1
# Hashes are the source's own in the first pass alone.
if [ "$2" = yes ]; then
  set -- --commit-callback 'commit.message = commit.message.rstrip(b"\n") + b"\n\nImported-from: " + commit.original_id + b"\n"'
else
  set --
fi
# What is left out first: its paths are those of before the renaming.
if [ -s ../left-out ]; then
  git filter-repo --force "$@" --invert-paths --paths-from-file ../left-out >&2
  set --
fi
[ "$count" -eq 0 ] || set -- "$@" --paths-from-file ../taken
[ -z "$root" ] || set -- "$@" "--path-rename=$root/:"
[ $# -eq 0 ] || git filter-repo --force "$@" >&2
[ -n "$(git for-each-ref --count=1 refs/heads refs/tags)" ] || exit 3
# A module's default branch is main: it is the one that is protected, and read copies follow.
git show-ref --verify --quiet refs/heads/main || git branch --move "$(git symbolic-ref --short HEAD)" main 2>/dev/null || true
git bundle create --quiet - --all
