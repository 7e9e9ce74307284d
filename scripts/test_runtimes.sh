#!/bin/sh
# Runs the built package under Bun, Deno and the Node versions it supports: test/package/runtimes.test.ts.
# `npm run test:runtimes` calls this; arguments choose among them: scripts/test_runtimes.sh bun deno.
# `--suite` runs the core's own test files under Bun and Deno instead.
set -eu
cd "$(dirname "$0")/.."
bun=1.4.5 deno=2.9.6 node20=20.19.0 node22=22.23.5 node24=24.22.3 # 20.19.0 is the least supported
cache=node_modules/.cache/runtimes
not_run() { printf 'runtimes: NOT RUN, since %s\n' "$*" >&2; exit 2; }

suite=
[ "${1:-}" != --suite ] || { suite=1; shift; }
[ $# -gt 0 ] || { [ -n "$suite" ] && set -- bun deno || set -- bun deno node20 node22 node24; }

platform=$(node -p '`${process.platform}-${process.arch}`')
packages=
for name in "$@"; do
  case $name in
    bun) packages="$packages bun@$bun" ;;
    deno) packages="$packages deno@$deno" ;;
    node20 | node22 | node24) eval "packages=\"\$packages $name@npm:node-$platform@\$$name\"" ;;
    *) not_run "'$name' is none of bun, deno, node20, node22, node24" ;;
  esac
done
mkdir -p "$cache"
# Without their scripts: the programs lie in packages of their own, one per platform.
# shellcheck disable=SC2086
npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund --loglevel error $packages >&2 ||
  not_run 'they cannot be installed'

find_program() {
  case $1 in
    bun) set -- "$cache"/node_modules/@oven/bun-*/bin/bun ;;
    deno) set -- "$cache"/node_modules/@deno/*/deno ;;
    *) set -- "$cache/node_modules/$1/bin/node" ;;
  esac
  [ -x "$1" ] || not_run "$1 is not there"
  printf '%s/%s' "$PWD" "$1"
}

if [ -n "$suite" ]; then
  # Left out: what starts Node itself with arguments of its own, or asks V8 for its garbage collector.
  core='test/stats test/table test/profile test/judge test/laws test/store test/monitor test/act test/source test/plain-json.test.ts'
  for name in "$@"; do
    program=$(find_program "$name")
    without='act/alert/process|monitor/heap'
    case $name in
      bun) set -- --bun ;;
      # Threads are refused there, as test/package/runtimes.test.ts sees. And its JSON.parse (V8 15.0) takes other keys of one
      # escaped character for a backslash, where it has met that in the same place: '{"a":1,"\\":2}', then '{"a":1,"\"":2}'.
      deno)
        set -- run -A --no-lock
        without="$without|profile/worker-executor|source/read-in-threads|laws/hostile-column-names"
        ;;
      *) set -- ;;
    esac
    # shellcheck disable=SC2046,SC2086
    "$program" "$@" node_modules/vitest/vitest.mjs run --testNamePattern '^(?!.*lets the process end)' \
      $(find $core -name '*.test.ts' | grep -vE "/($without)\.test\.ts$")
  done
  exit 0
fi

RUNTIMES=
for name in "$@"; do
  program=$(find_program "$name")
  [ "$name" != deno ] || program="$program run -A --no-lock"
  RUNTIMES="$RUNTIMES$name $program
"
done
export RUNTIMES
npx --no-install vitest run test/package/runtimes.test.ts
