# Fetches a repository and writes it as a bundle to stdout. $1: its address, http or https.
# 3: it is empty. 7: nobody answers there. Other codes: git said why on stderr.
set -eu
cd /work
# Git waits for minutes where nobody answers.
code=0
curl --silent --show-error --head --output /dev/null --connect-timeout 8 --max-time 30 --proto =http,https -- "$1" >&2 || code=$?
case $code in 6 | 7 | 28) exit 7 ;; esac
git -c protocol.allow=never -c protocol.http.allow=always -c protocol.https.allow=always clone --bare --progress -- "$1" source >&2
[ -n "$(git -C source for-each-ref --count=1 refs/heads refs/tags)" ] || exit 3
git -C source bundle create --quiet - --all
