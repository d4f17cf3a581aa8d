# shellcheck shell=bash
# Processes that outlive the script that starts them, each known by DIR/NAME.pid. Source after common.sh.

# spawn DIR NAME PROGRAM ARGUMENT…: in a session of its own, so that no Ctrl-C of a terminal reaches it. An argument must name DIR/, by which
# is_running knows the process.
spawn() {
  local dir=$1 name=$2 pid
  shift 2
  printf '%s\n' "$@" >"$dir/$name.command"
  setsid "$@" >>"$dir/$name.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$dir/$name.pid"
  # Until it has become the program: before that it bears this script's command line, and would be taken for somebody else's.
  until is_running "$dir" "$name" || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
}

# respawn DIR NAME: once more with the same command.
respawn() {
  local words
  mapfile -t words <"$1/$2.command"
  spawn "$1" "$2" "${words[@]}"
}

# is_running DIR NAME: the process lives and is ours. A number can be another's after a reboot, but nobody else's
# command line names DIR. (A dead process that nobody waited for has an empty one.)
is_running() {
  local pid
  pid=$(cat "$1/$2.pid" 2>/dev/null) && tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -F -e "$1/" >/dev/null
}

# end_process DIR NAME: asks it to end, and after 5 seconds ends it. One that is suspended is woken first.
end_process() {
  local pid deadline=$((SECONDS + 5))
  if is_running "$1" "$2"; then
    pid=$(<"$1/$2.pid")
    kill -TERM "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true
    while is_running "$1" "$2"; do
      ((SECONDS < deadline)) || kill -KILL "$pid" 2>/dev/null || true
      sleep 0.05
    done
  fi
  rm -f "$1/$2.pid"
}

# await_process DIR NAME SECONDS COMMAND…: until COMMAND succeeds; fails when the process ends before, or after SECONDS.
await_process() {
  local dir=$1 name=$2 deadline=$((SECONDS + $3))
  shift 3
  until "$@" >/dev/null 2>&1; do
    is_running "$dir" "$name" || return
    ((SECONDS < deadline)) || return
    sleep 0.1
  done
}

# await_owner DIR PID: runs until PID ends, and stops what DIR has then, by the script's stop; or until somebody else stopped it.
await_owner() {
  while [[ $(cat "$1/owner.pid" 2>/dev/null) == "$$" ]]; do
    if ! kill -0 "$2" 2>/dev/null; then
      stop "$1"
      rm -rf "$1"
    fi
    sleep 1
  done
}

# free_port: a port of 127.0.0.1 where nobody listens, below those that the kernel gives to outgoing connections.
free_port() {
  local port
  while port=$((20000 + SRANDOM % 12000)); do
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}
