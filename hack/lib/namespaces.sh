# shellcheck shell=bash
# A place on this machine that looks like one of its own: its own mounts, network and processes. When its first process ends,
# all that ran in it is gone, and so are its interfaces, firewall rules and mounts. Source after processes.sh.

# enter_namespaces DIR PROGRAM: makes the place; its first process is PROGRAM first-process DIR/.
enter_namespaces() {
  local dir=$1
  mkdir -p "$dir/node"
  rm -f "$dir/node/ready"
  spawn "$dir" node unshare --mount --propagation private --net --pid --fork --kill-child --mount-proc "$2" first-process "$dir/"
  await_process "$dir" node 10 test -e "$dir/node/ready" || die "the node's namespaces could not be made: see $dir/node.log"
}

# first_process DIR: what a fresh machine has, then waiting, and burying processes that nobody else waits for.
first_process() {
  local dir=$1
  # Programs keep state in these: it is the place's own, not the machine's.
  mkdir -p "$dir"/node/{lib,log,tmp}
  mount --bind "$dir/node/lib" /var/lib
  mount --bind "$dir/node/log" /var/log
  mount -t tmpfs -o mode=755 tmpfs /run
  printf '%s\n' '127.0.0.1 localhost' "$node_address $node_name" >"$dir/node/hosts"
  mount --bind "$dir/node/hosts" /etc/hosts
  mount --make-rshared /

  ip link set lo up
  # A bridge without a port: an interface to have an address, which every kernel knows.
  ip link add node0 type bridge
  ip address add "$node_address/24" dev node0
  ip link set node0 up
  ip route add default via "$node_gateway" dev node0
  echo 1 >/proc/sys/net/ipv4/ip_forward
  touch "$dir/node/ready"
  while :; do
    sleep 3600 &
    wait $! || true
  done
}

# inside DIR COMMAND…: in the place of DIR.
inside() {
  local dir=$1 first
  shift
  is_running "$dir" node || die "no cluster runs in $dir"
  first=$(pgrep --parent "$(<"$dir/node.pid")") || die "the cluster in $dir has ended: see $dir/node.log"
  KUBECONFIG=$dir/kubeconfig PATH=$dir/node:$node_path:$PATH CONTAINERD_ADDRESS=/run/containerd/containerd.sock CONTAINERD_NAMESPACE=k8s.io \
    nsenter --target "$first" --mount --net --pid --wd="$PWD" -- "$@"
}

# leave_namespaces DIR: ends everything in it. Nothing there is worth a farewell.
leave_namespaces() {
  local pid
  if is_running "$1" node; then
    pid=$(<"$1/node.pid")
    kill -KILL "$pid" # --kill-child: with it, the first process; with that, all others
    while is_running "$1" node || pgrep --full "first-process $1/" >/dev/null; do sleep 0.05; done
  fi
  rm -f "$1/node.pid"
}
