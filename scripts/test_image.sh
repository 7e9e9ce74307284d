#!/bin/sh
# Builds the image and runs it for real: test/end-to-end/image.test.ts. `npm run test:image` calls this.
# Uses the Docker daemon that answers; where none does, root starts one with a folder of its own and no network bridge, and
# takes it away afterwards. Where the base image cannot be pulled, one is made of Debian and Node from their packages.
# Needs on Debian: apt-get install --no-install-recommends docker.io docker-compose debootstrap
set -eu
cd "$(dirname "$0")/.."
BASE=${BASE:-node:22-bookworm-slim}
export BASE
work=$(mktemp -d)
chmod 755 "$work"
daemon=
say() { printf '%s\n' "$*" >&2; }
not_run() { say "image: NOT RUN, since $1"; exit 2; }

clean_up() {
  if [ -n "$daemon" ]; then
    kill "$daemon" 2>/dev/null || :
    wait "$daemon" 2>/dev/null || :
    umount "$work/exec/netns/default" 2>/dev/null || :
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_daemon() {
  command -v dockerd >/dev/null 2>&1 || not_run 'no Docker daemon answers and dockerd is not installed'
  [ "$(id -u)" -eq 0 ] || not_run 'no Docker daemon answers and only root can start one'
  export DOCKER_HOST="unix://$work/docker.sock"
  dockerd --data-root "$work/root" --exec-root "$work/exec" --host "$DOCKER_HOST" --pidfile "$work/pid" \
    --bridge=none --iptables=false --ip-forward=false --ip-masq=false >"$work/log" 2>&1 &
  daemon=$!
  tries=0
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] && kill -0 "$daemon" 2>/dev/null || not_run "dockerd does not start: $(tail -n 1 "$work/log")"
    sleep 0.1
  done
  say 'image: a Docker daemon of its own'
}

make_base() {
  command -v debootstrap >/dev/null 2>&1 || not_run "$BASE cannot be pulled and debootstrap is not installed"
  case $(uname -m) in x86_64) machine=x64 ;; aarch64) machine=arm64 ;; *) not_run "there is no Node package for $(uname -m)" ;; esac
  say "image: $BASE cannot be pulled, making it of Debian and Node"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base" >"$work/base.log" || not_run "debootstrap failed: $(tail -n 1 "$work/base.log")"
  npm install --prefix "$work/node" --no-save --ignore-scripts --no-audit --no-fund --loglevel error \
    "node@npm:node-linux-$machine@22" npm@10 >&2
  local="$work/base/usr/local"
  mkdir -p "$local/lib/node_modules"
  cp "$work/node/node_modules/node/bin/node" "$local/bin/node"
  cp -R "$work/node/node_modules/npm" "$local/lib/node_modules/npm"
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$local/bin/$name"; done
  # Authorities the machine trusts besides the usual ones.
  set --
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$local/share/extra-ca.crt"
    set -- --change 'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/extra-ca.crt'
  fi
  tar -C "$work/base" -c . | docker import "$@" - "$BASE" >/dev/null
}

docker info >/dev/null 2>&1 || start_daemon
docker image inspect "$BASE" >/dev/null 2>&1 || docker pull --quiet "$BASE" >/dev/null 2>&1 || make_base
DRIFTSENSE_IMAGE=required npx --no-install vitest run test/end-to-end/image.test.ts "$@"
