#!/usr/bin/env bash
# The offline bundle: the program, every library as it stands in the lock, the install script, and
# the sha256 of all of it. Needs the network; what it makes does not.
#
#   tools/make_bundle.sh FOLDER     writes FOLDER/dieuphoi-VERSION.tar.gz and says its name
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
folder=$(realpath -m "$1")
python=${PYTHON:-.venv/bin/python}

version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/dieuphoi-$version
mkdir -p "$bundle/source" "$bundle/wheelhouse"

git ls-files -z -- config deploy dieuphoi docs/guide locale CHANGELOG.md LICENSE NOTICE README.md \
    pyproject.toml requirements.lock \
  | tar --create --null --files-from=- | tar --extract --directory "$bundle/source"
"$python" -m pip download --quiet --disable-pip-version-check --no-input --no-deps \
  --only-binary :all: --require-hashes --requirement requirements.lock --dest "$bundle/wheelhouse"

echo "$version" > "$bundle/VERSION"
"$python" -c 'import platform, sys; print("%d.%d %s" % (*sys.version_info[:2], platform.machine()))' \
  > "$bundle/PYTHON"
cp deploy/install.sh "$bundle/install.sh"
(cd "$bundle" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > SHA256SUMS)

mkdir -p "$folder"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime='2000-01-01 00:00Z' \
    --directory "$work" "dieuphoi-$version" | gzip --no-name > "$folder/dieuphoi-$version.tar.gz.part"
mv "$folder/dieuphoi-$version.tar.gz.part" "$folder/dieuphoi-$version.tar.gz"
echo "$folder/dieuphoi-$version.tar.gz"
