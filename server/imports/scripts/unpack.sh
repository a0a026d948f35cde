# Makes a repository of an archive on stdin and writes it as a bundle to stdout. $1: most bytes, $2: most entries.
# 3: nothing in it. 4: no archive that is known. 5: larger than allowed. 6: damaged.
set -eu
cd /work
# Whoever owns a repository here; what git starts for a clone reads this file and no variable.
git config --global --add safe.directory '*'
cat > archive
case "$(file --brief --mime-type archive)" in
  application/zip) kind=zip ;;
  application/gzip | application/x-bzip2 | application/x-xz | application/x-tar | application/zstd) kind=tar ;;
  *) if [ "$(head -c 16 archive)" = '# v2 git bundle' ] || [ "$(head -c 15 archive)" = '# v2 git bundle' ]; then kind=bundle; else exit 4; fi ;;
esac
if [ "$kind" = bundle ]; then
  git bundle verify --quiet archive >&2 2>/dev/null || true
  git clone --quiet --bare archive source >&2 || exit 6
  git -C source bundle create --quiet - --all
  exit
fi
# The sizes that the archive declares, before a byte is unpacked; what lies about them meets the disk's limit.
if [ "$kind" = zip ]; then
  unzip -Zt archive > sizes 2>/dev/null || exit 6
  set -- "$1" "$2" "$(awk '{print $3; exit}' sizes)" "$(awk '{print $1; exit}' sizes)"
else
  tar --list --verbose --numeric-owner --file archive > sizes || exit 6
  set -- "$1" "$2" "$(awk '{bytes += $3} END {printf "%.0f", bytes}' sizes)" "$(awk 'END {print NR}' sizes)"
fi
[ "$3" -le "$1" ] && [ "$4" -le "$2" ] || exit 5
mkdir tree
# Both leave `..` and leading slashes aside; what is neither file, folder nor link (a device) cannot be made here.
if [ "$kind" = zip ]; then
  unzip -qq -o archive -d tree >&2 || [ $? -eq 1 ] || exit 6
else
  tar --extract --file archive --directory tree --no-same-owner --no-same-permissions --delay-directory-restore >&2 || [ -n "$(ls -A tree)" ] || exit 6
fi
rm archive sizes
chmod -R u+rwX tree
find tree ! -type f ! -type d ! -type l -delete
# One folder around everything is the archive's own name, not part of the project.
root=tree
only="$(ls -A tree)"
if [ "$(ls -A tree | wc -l)" -eq 1 ] && [ -d "tree/$only" ] && [ ! -L "tree/$only" ] && [ "$only" != .git ]; then root="tree/$only"; fi
# A browser sends no empty folders, without which git sees no repository.
[ ! -f "$root/.git/HEAD" ] || mkdir -p "$root/.git/refs" "$root/.git/objects"
if [ -d "$root/.git" ] && git clone --quiet --bare --no-local "$root" source >&2; then
  [ -n "$(git -C source for-each-ref --count=1)" ] || exit 3
  git -C source bundle create --quiet - --all
  exit
fi
# A repository inside another would become a link to nowhere.
find "$root" -name .git -prune -exec rm -rf {} +
git init --quiet --initial-branch=main --template= "$root" >&2
git -C "$root" -c core.autocrlf=false -c core.safecrlf=false add --all >&2
git -C "$root" diff --cached --quiet && exit 3
git -C "$root" -c gc.auto=0 commit --quiet --no-verify --message='Import' >&2
git -C "$root" bundle create --quiet - --all
