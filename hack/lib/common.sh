# shellcheck shell=bash
# What every script in hack/ shares: messages, the cache folder, a lock. Source it after `set -euo pipefail`.

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' plain=''
fi

# Messages go to standard error: standard output belongs to results.
step() { printf '%s==>%s %s%s%s\n' "$green" "$plain" "$bold" "$*" "$plain" >&2; }
note() { printf '    %s%s%s\n' "$dim" "$*" "$plain" >&2; }
die() {
  printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
  exit 1
}

# shellcheck disable=SC2034 # for the scripts
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/configdrive-operator

# with_lock NAME COMMAND…: one process at a time does COMMAND; a second one says that it waits, and for what.
with_lock() {
  local name=$1 descriptor
  shift
  mkdir -p "$cache"
  exec {descriptor}>"$cache/$name.lock"
  if ! flock --nonblock "$descriptor"; then
    note "another run is busy with '$name' in $cache; waiting for it"
    flock "$descriptor"
  fi
  "$@"
  exec {descriptor}>&-
}
