# In front of each block that a test plays. These stand in for what is not here: an engine, whose `exec` runs in the
# service's own environment, and npx, which takes a second to find what is in this repository.
docker() {
  [ "$1 $2" = "compose exec" ] || return 0
  shift 2
  local given=()
  while [ "$1" = -e ]; do
    given+=("$2")
    shift 2
  done
  shift
  (cd "$CLONE" && env -i PATH="$PATH" $SERVICE "${given[@]}" "$@")
}

npx() {
  [ "$1" = afterchat ] || return 127
  shift
  node "$CLONE/dist/src/cli.js" "$@"
}

# A request that is refused ends the block.
curl() {
  command curl -sS --fail-with-body "$@"
}

# What a block sets and defines is there in the next one.
set -a
