# Writes what a working copy holds to stdout as one git bundle: every branch, tag and stash, and what was never committed
# as the branch `uncommitted` on top of what was checked out. The copy is read only; what is new is made in /tmp.
set -u
export HOME=/tmp LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/tmp/gitconfig GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0
export GIT_AUTHOR_NAME=Atelier GIT_AUTHOR_EMAIL=atelier@localhost GIT_COMMITTER_NAME=Atelier GIT_COMMITTER_EMAIL=atelier@localhost
for pair in safe.directory='*' core.hooksPath=/dev/null core.fsmonitor=false; do
  git config --global "${pair%%=*}" "${pair#*=}" || exit 1
done
copy=$1
git clone --quiet --bare --shared --template= -- "$copy" /tmp/all || exit 1
git --git-dir=/tmp/all fetch --quiet "$copy" '+refs/*:refs/*' || exit 1
export GIT_DIR=/tmp/all GIT_WORK_TREE=$copy GIT_INDEX_FILE=/tmp/index
cd "$copy" || exit 1
head=$(git --git-dir="$copy/.git" rev-parse --quiet --verify HEAD)
[ -z "$head" ] || git read-tree "$head" || exit 1
git add --all . || exit 1
tree=$(git write-tree) || exit 1
if [ -z "$head" ]; then
  commit=$(git commit-tree "$tree" -m 'What was never committed')
elif [ "$tree" != "$(git rev-parse "$head^{tree}")" ]; then
  commit=$(git commit-tree "$tree" -p "$head" -m 'What was never committed')
else
  commit=
fi
[ -z "$commit" ] || git update-ref refs/heads/uncommitted "$commit" || exit 1
# A detached head has no branch of its own.
[ -z "$head" ] || git update-ref refs/heads/checked-out "$head" || exit 1
git bundle create --quiet - --all
