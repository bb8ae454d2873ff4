#!/bin/sh
# Installs the scaffolders that fcgen is compared with, for
#
#     go run ./bench -tools DIR
#
# where DIR is this script's argument (default: what go run ./bench looks in).
# The two from npm go into DIR; cookiecutter, Debian's package, goes into the
# system and needs root. What cannot be installed is said and left out.
set -eu

dir=${1:-${TMPDIR:-/tmp}/fcgen-bench-tools}
mkdir -p "$dir"

if command -v npm >/dev/null; then
    npm install --no-audit --no-fund --prefix "$dir" create-vite@9.3.0 hygen@6.2.11
else
    echo "no npm here: create-vite and hygen are left out" >&2
fi

if command -v cookiecutter >/dev/null; then
    echo "cookiecutter is there"
elif command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get install --yes --no-install-recommends cookiecutter
else
    echo "cookiecutter is left out: as root, apt-get install cookiecutter" >&2
fi
