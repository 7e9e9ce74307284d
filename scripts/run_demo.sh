#!/bin/sh
# The whole loop once: build, data, first model, thirty days of monitoring. `make demo` and `npm run demo` call this.
# CONFIG names the configuration (default: examples/demo/config.yaml). Where a Docker daemon answers it all happens in a
# container, as the user who calls, and else locally; DEMO_DOCKER=no goes locally without asking. BASE names another base image.
set -eu
cd "$(dirname "$0")/.."
config=${CONFIG:-examples/demo/config.yaml}
image=driftsense
say() { printf '%s\n' "$*" >&2; }

if [ ! -f "$config" ]; then
  say "error: no configuration file '$config'"
  say "remedy: make demo CONFIG=examples/demo/config.yaml"
  exit 2
fi

# Whose are the versions in models/? Ours are counted in a marker; any more, and any without it, are somebody's.
marker=models/.made-by-demo
count_versions() { find models -maxdepth 1 -name 'model_v*.json' 2>/dev/null | wc -l | tr -d ' '; }
ours=0
[ -f "$marker" ] && ours=$(cat "$marker")
if [ "$(count_versions)" -ne "$ours" ]; then
  say "error: models/ holds model versions this demo did not make ($ours of $(count_versions) are its own); it does not touch the work of others"
  say "remedy: mv models models.kept && make demo CONFIG=$config"
  exit 2
fi

# The container sees four folders and the configuration, may write in the folders only, and has a network only when
# there is a channel to reach.
secrets='SLACK_WEBHOOK_URL SMTP_HOST SMTP_PORT SMTP_USERNAME SMTP_PASSWORD EMAIL_FROM EMAIL_TO'
network=none
[ -z "${SLACK_WEBHOOK_URL:-}${SMTP_HOST:-}" ] || network=bridge
terminal=
if [ -t 1 ] && [ -t 2 ]; then terminal=--tty; fi
in_container() {
  docker run --rm --init $terminal --network "$network" --read-only --tmpfs /tmp --cap-drop ALL \
    --security-opt no-new-privileges --user "$(id -u):$(id -g)" $(printf -- '--env %s ' $secrets) \
    --volume "$PWD/data:/app/data" --volume "$PWD/models:/app/models" --volume "$PWD/logs:/app/logs" \
    --volume "$PWD/outputs:/app/outputs" --volume "$PWD/$config:/app/$config:ro" "$@"
}

# Says in `why` what stands against Docker.
docker_works() {
  [ "${DEMO_DOCKER:-}" != no ] || { why='DEMO_DOCKER=no'; return 1; }
  command -v docker >/dev/null 2>&1 || { why='there is no docker command'; return 1; }
  docker info >/dev/null 2>&1 || { why='no Docker daemon answers'; return 1; }
  case "/$config/" in //* | */../*) why="a container does not see '$config', outside this folder"; return 1 ;; esac
  say 'demo: a Docker daemon answers, building the image (the first time in a minute or two)'
  # The network of the host, since a daemon may have no other; `npm ci` needs one.
  if ! log=$(docker build --quiet --network host ${BASE:+--build-arg "BASE=$BASE"} --tag "$image" . 2>&1 >/dev/null); then
    why="the image cannot be built: $(printf '%s\n' "$log" | grep . | tail -n 1)"
    return 1
  fi
  mkdir -p -m 700 data models logs outputs
  if ! log=$(in_container --entrypoint touch "$image" outputs/.probe 2>&1) || [ ! -f outputs/.probe ]; then
    why="a container cannot write here as uid $(id -u): $(printf '%s\n' "$log" | grep . | tail -n 1)"
    return 1
  fi
  rm outputs/.probe
}

if docker_works; then
  say "demo: in Docker, as uid $(id -u)"
  driftsense() { in_container "$image" "$@"; }
  again='in the container: examples/docker/README.md'
else
  say "demo: locally, since $why"
  build=
  # Newer sources, or none built yet: without types, which only publishing and editors need.
  if [ ! -f dist/cli.js ] || [ -n "$(find src package.json tsup.config.ts -newer dist/cli.js -print 2>/dev/null | head -n 1)" ]; then
    build=yes
  fi
  # Commands come last: without them an install was broken off, or one without what builds.
  if [ ! -d node_modules ] || { [ -n "$build" ] && [ ! -e node_modules/.bin/tsup ]; }; then
    npm ci --no-audit --no-fund --loglevel error
    touch node_modules/.installed
  fi
  if [ -n "$build" ]; then
    say 'demo: building'
    npx --no-install tsup --no-dts --silent
  fi
  driftsense() { node dist/cli.js "$@"; }
  again="node dist/cli.js status --config $config"
fi

# Data of yours are used as they are; `driftsense generate-data --force` makes the synthetic ones anew.
if [ ! -f data/train.csv ]; then driftsense generate-data --out data; else say 'demo: data/ is there already'; fi

# Counted however it ends: what an interrupted run made is its own, too.
mark() { [ -d models ] && (umask 077 && count_versions >"$marker" && chmod 600 "$marker"); }
trap 'mark || :' EXIT
trap 'exit 130' INT TERM
driftsense init-model --config "$config"
driftsense run-monitor --config "$config"

say
say 'Look at  outputs/report.html    the whole run on one page'
say '         outputs/charts/        a chart per column'
say '         outputs/flags.csv, outputs/results.ndjson, logs/driftsense.ndjson'
say "         models/registry.csv    the versions; $again"
