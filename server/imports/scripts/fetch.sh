# Fetches a repository and writes it as a bundle to stdout. $1: its address, http or https.
# 3: it is empty. Other codes: git said why on stderr.
set -eu
cd /work
git -c protocol.allow=never -c protocol.http.allow=always -c protocol.https.allow=always clone --bare --progress -- "$1" source >&2
[ -n "$(git -C source for-each-ref --count=1 refs/heads refs/tags)" ] || exit 3
git -C source bundle create --quiet - --all
