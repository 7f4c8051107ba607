#!/bin/sh
# The steps of the Containerfile, one word each.
#
#   install.sh system             what Python's packages load from the system
#   install.sh filings SRC HOME   a virtual environment at HOME with filings and what the lock pins
set -eu

case "$1" in
system)
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig
    rm -rf /var/lib/apt/lists/*
    ;;
filings)
    src=$2 home=$3
    # What builds the wheel stays behind: only what runs is in HOME.
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    python3 -m venv "$tools/build"
    "$tools/build/bin/pip" install -q --disable-pip-version-check hatchling
    (cd "$src" && "$tools/build/bin/python" -m hatchling build -t wheel -d "$tools/dist" >/dev/null)
    # Hashes and comments apart, the lock says which versions: constraints for what the wheel asks.
    sed -n 's/ *\\$//; /^[a-z0-9][a-z0-9._-]*==/p' "$src/requirements.lock" >"$tools/constraints"
    python3 -m venv "$home"
    "$home/bin/pip" install -q --disable-pip-version-check -c "$tools/constraints" "$tools"/dist/*.whl
    "$home/bin/filings" --version
    ;;
*)
    echo "usage: $0 system | filings SRC HOME" >&2
    exit 2
    ;;
esac
