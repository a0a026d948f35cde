# Prints what git knows of work that lives nowhere else, below the folders given. Runs in a container of its own:
# the member's volumes read-only, no network, the workspace's uid. Nothing a repository configures does any harm
# there, and what would only slow it down is switched off. Records end with NUL; those of ours begin with #, git's never do.
set -u
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_OPTIONAL_LOCKS=0 GIT_PAGER=cat GIT_TERMINAL_PROMPT=0 LC_ALL=C
repositories=50
entries=200
seconds=5
list=$(mktemp) || exit 1
say() { printf '#%s\0' "$1"; }
ask() {
  timeout "$seconds" git -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.untrackedCache=false \
    -c submodule.recurse=false -c safe.directory='*' -C "$repository" "$@" 2>/dev/null
}
count() { tr -cd '\0' <"$list" | wc -c; }

find "$@" -xdev -maxdepth 6 \( -name node_modules -o -name .cache -o -name .npm -o -name .cargo -o -name .rustup -o -name .local -o -name vendor \) -prune \
  -o -name .git -print0 -prune 2>/dev/null | head -z -n "$((repositories + 1))" >"$list.found"
[ "$(tr -cd '\0' <"$list.found" | wc -c)" -gt "$repositories" ] && say incomplete
head -z -n "$repositories" "$list.found" | while IFS= read -r -d '' found; do
  repository=${found%/.git}
  # What is no repository after all, or takes too long, is not looked at further.
  ask status --porcelain=v1 -z --no-renames --ignore-submodules=none >"$list" || { say incomplete; continue; }
  say "repository $repository"
  say "branch $(ask symbolic-ref --quiet --short HEAD || ask rev-parse --short HEAD)"
  say "changed $(count)"
  head -z -n "$entries" "$list"
  # Commits of branches, of a detached head and of the stash that no remote is known to have.
  { ask log -z --format='%h %s' --branches HEAD --not --remotes -- || { ask rev-parse --verify --quiet HEAD >/dev/null && say incomplete >&3; }
    ask stash list -z --format='%gd %s'; } 3>&1 >"$list"
  say "unpushed $(count)"
  head -z -n "$entries" "$list"
done
say "bytes $(timeout 10 du -skx -- "$@" 2>/dev/null | { total=0; while read -r kibibytes _; do total=$((total + kibibytes)); done; echo "$((total * 1024))"; })"
say end
