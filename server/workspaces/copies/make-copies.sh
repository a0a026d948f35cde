# Makes working copies of modules: <copy> <repository> <origin> <all|main> for each. Runs in a container of its own, as
# the workspace's uid, without a network; the copies are that workspace's volumes, the repositories the server's, read-only.
# A copy that is there is left as it is, but for the address of its origin. A copy is made beside itself in `.git.`, a
# name that git lets nobody commit, and becomes one by the last rename: what is half made is known by it and made again.
set -u
umask 022
export HOME=/tmp LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/tmp/gitconfig GIT_TERMINAL_PROMPT=0
for pair in safe.directory='*' core.hooksPath=/dev/null core.fsmonitor=false init.defaultBranch=main; do
  git config --global "${pair%%=*}" "${pair#*=}" || exit 1
done

make() {
  copy=$1 repository=$2 origin=$3 branches=$4 half=$1/.git.
  if [ -e "$copy/.git" ]; then
    rm -rf "$half"
    git -C "$copy" remote set-url origin "$origin" 2>/dev/null || true
    return 0
  fi
  if [ -e "$half" ]; then
    find "$copy" -mindepth 1 -maxdepth 1 ! -name .git. -exec rm -rf {} + && rm -rf "$half" || return 1
  fi
  # Somebody took the repository out of it: what is there is theirs.
  [ -z "$(ls -A "$copy")" ] || return 0
  mkdir "$half" || return 1
  if git --git-dir="$repository" rev-parse --quiet --verify HEAD >/dev/null; then
    if [ "$branches" = main ]; then set -- --single-branch; else set --; fi
    git clone --quiet --no-hardlinks --no-checkout --template= "$@" -- "$repository" "$half/new" || return 1
    git --git-dir="$half/new/.git" --work-tree="$copy" reset --quiet --hard || return 1
    git -C "$half/new" remote set-url origin "$origin" || return 1
  else
    git init --quiet --initial-branch=main --template= "$half/new" || return 1
    git -C "$half/new" remote add origin "$origin" || return 1
    git -C "$half/new" config branch.main.remote origin && git -C "$half/new" config branch.main.merge refs/heads/main || return 1
  fi
  sync "$half/new/.git" 2>/dev/null
  mv -T "$half/new/.git" "$copy/.git" && rm -rf "$half"
}

failed=0
while [ $# -ge 4 ]; do
  make "$1" "$2" "$3" "$4" || { echo "could not copy $2" >&2; failed=1; }
  shift 4
done
exit "$failed"
