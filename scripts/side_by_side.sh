#!/bin/sh
# Runs commands at the same time, prints what each said in one piece, and fails if any did:
#   scripts/side_by_side.sh 'npm run types' 'npm run build'
set -u
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
started=0
for command in "$@"; do
  started=$((started + 1))
  { sh -c "$command" >"$said/$started" 2>&1; echo $? >"$said/$started.status"; } &
done
wait
failed=0
ended=0
for command in "$@"; do
  ended=$((ended + 1))
  status=$(cat "$said/$ended.status")
  cat "$said/$ended"
  [ "$status" -eq 0 ] || { failed=1; printf 'failed with %s: %s\n' "$status" "$command" >&2; }
done
exit "$failed"
