#!/bin/sh
# Installs what the benchmarks compare with, at pinned versions, outside the project. Run: npm run bench:peers
# What cannot be had here is left out; its pairs then say "not run".
set -u
here=$(cd "$(dirname "$0")" && pwd)
there=${DRIFTSENSE_PEERS:-$HOME/.cache/driftsense/peers}
mkdir -p "$there"
[ -x "$there/bin/python" ] || "${PYTHON:-python3}" -m venv "$there" || echo 'no Python environment: peers in Python are left out'
while read -r package; do
  "$there/bin/python" -m pip install --quiet "$package" -c "$here/requirements.txt" || echo "$package is left out"
done <"$here/requirements.txt"
cp "$here/package.json" "$there/package.json"
npm install --prefix "$there" --no-audit --no-fund --ignore-scripts || echo 'peers from npm are left out'
