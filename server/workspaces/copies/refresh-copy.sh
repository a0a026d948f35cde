# Brings the copy for readers to the newest commit of the module's default branch: <copy> <repository> <origin>. Runs in
# a container of its own, as the copy's uid, without a network; nobody else can write the copy, and it is changed in
# place, so that workspaces that have it mounted see it. A copy that does not work any more is made anew.
set -u
umask 022
export HOME=/tmp LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/tmp/gitconfig GIT_TERMINAL_PROMPT=0
for pair in safe.directory='*' core.hooksPath=/dev/null core.fsmonitor=false gc.autoDetach=false; do
  git config --global "${pair%%=*}" "${pair#*=}" || exit 1
done
copy=$1 repository=$2 origin=$3
cd "$copy" || exit 1

refresh() {
  [ -d .git ] || git init --quiet --initial-branch=main --template= . || return 1
  # Of a container that was ended half-way: only one of them runs at a time.
  find .git -name '*.lock' -type f -delete
  git config remote.origin.url "$origin" && git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*' || return 1
  branch=$(git --git-dir="$repository" symbolic-ref --short HEAD) || return 1
  if ! git --git-dir="$repository" rev-parse --quiet --verify "refs/heads/$branch" >/dev/null; then
    [ -z "$(git rev-parse --quiet --verify HEAD)" ] || return 1
    return 0
  fi
  git fetch --quiet --no-tags --prune --no-write-fetch-head "$repository" "+refs/heads/$branch:refs/remotes/origin/$branch" '+refs/tags/*:refs/tags/*' || return 1
  git symbolic-ref HEAD "refs/heads/$branch" && git reset --quiet --hard "refs/remotes/origin/$branch" && git clean -ffdxq || return 1
  git config "branch.$branch.remote" origin && git config "branch.$branch.merge" "refs/heads/$branch"
}

refresh && exit 0
find . -mindepth 1 -maxdepth 1 -exec rm -rf {} +
refresh
