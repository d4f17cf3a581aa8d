# shellcheck shell=bash
# What the whole-system benchmark compares the operator to: a program of tests/Benchmarks, compiled with the client-go that the source of
# Kubernetes in Debian 12 has. Source after common.sh, debian.sh and kubernetes.sh.

peer_source=$repository/tests/Benchmarks/WholeSystem/Peer/main.go

# need_peer: prints the path of the program, which is compiled when its source has changed.
need_peer() {
  local peer
  peer=$cache/peer-$(sha256sum "$peer_source" | cut -c 1-12)
  [[ -x $peer ]] || with_lock kubernetes make_peer "$peer" >&2
  echo "$peer"
}

make_peer() {
  [[ ! -x $1 ]] || return 0 # made meanwhile by the run we waited for
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-kubernetes.XXXXXX")
  trap stop_making EXIT
  step 'Compiling the operator of the comparison (a minute, once)'
  fetch_kubernetes_source "$work"
  local folder=$work/go/src/k8s.io/kubernetes/cmd/peer go
  mkdir "$folder"
  cp "$peer_source" "$folder"
  use_go "$work"
  "${go[@]}" go build -ldflags '-s -w' -o "$work/peer" k8s.io/kubernetes/cmd/peer
  mv "$work/peer" "$1"
  stop_making
  trap - EXIT
}
