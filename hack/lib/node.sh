# shellcheck shell=bash
# The one node: containerd, kubelet, kube-proxy, and the scheduler that fills it. Source after namespaces.sh and images.sh.

node_name=node1 node_address=192.168.199.2 node_gateway=192.168.199.1 pod_network=10.244.0.0/16
node_root=$cache/node/root
node_path=$cache/node/bin:$kubernetes_cache
PATH=$PATH:$node_path # what the machine has of its own comes first

# why_no_node: says why this machine cannot run a node, and fails; or says nothing.
why_no_node() {
  ((EUID == 0)) || { echo 'it needs root' && return 1; }
  on_debian || { echo 'it takes its programs from Debian 12' && return 1; }
  unshare --mount --propagation private --net --pid --fork --kill-child --mount-proc true 2>/dev/null \
    || { echo 'this process may not make mount, network and process namespaces' && return 1; }
  unshare --mount --propagation private mount -t tmpfs tmpfs /mnt 2>/dev/null \
    || { echo 'this process may not mount file systems' && return 1; }
  local folder
  for folder in $(cgroup_roots); do
    mkdir "$folder/configdrive-check.$$" 2>/dev/null || { echo "this process may not make control groups in $folder" && return 1; }
    rmdir "$folder/configdrive-check.$$"
  done
  [[ -n ${folder:-} ]] || { echo 'no control groups are mounted at /sys/fs/cgroup' && return 1; }
}

need_node_programs() {
  need_programs etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl openssl
  debian_tools node containerd runc containernetworking-plugins iptables conntrack ethtool socat iproute2 procps e2fsprogs
}

# cgroup_roots: of each hierarchy that kubelet uses (version 1), or the one (version 2).
cgroup_roots() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo /sys/fs/cgroup
    return
  fi
  local controller
  for controller in cpu cpuacct cpuset memory devices freezer blkio pids hugetlb net_cls net_prio perf_event systemd unified; do
    [[ ! -d /sys/fs/cgroup/$controller ]] || realpath "/sys/fs/cgroup/$controller"
  done | sort --unique
}

node_cgroup() { echo "configdrive-$(basename "$1")"; }

make_node_cgroups() {
  local root folder file
  for root in $(cgroup_roots); do
    folder=$root/$(node_cgroup "$1")
    mkdir -p "$folder"
    for file in cpuset.cpus cpuset.mems; do
      # A version 1 cpuset starts empty, and takes no process before it is filled.
      [[ ! -e $root/cpuset.cpus || -e $root/cgroup.controllers ]] || cat "$root/$file" >"$folder/$file"
    done
  done
}

remove_node_cgroups() {
  local root folder deadline=$((SECONDS + 5))
  for root in $(cgroup_roots); do
    folder=$root/$(node_cgroup "$1")
    while [[ -d $folder ]] && ((SECONDS < deadline)); do
      find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.05 # a process that was killed just now
    done
  done
}

# api_server_flags DIR: what the API server needs beyond hack/control-plane's, so that pods reach it and it reaches kubelet. Large objects that
# change all the time fill etcd, which keeps each version until it is compacted.
api_server_flags() {
  echo "--bind-address=0.0.0.0 --advertise-address=$node_address --endpoint-reconciler-type=lease" \
    "--enable-admission-plugins=OwnerReferencesPermissionEnforcement --etcd-compaction-interval=1m" \
    "--kubelet-client-certificate=$1/pki/admin.crt --kubelet-client-key=$1/pki/admin.key"
}

# start_node DIR: inside the namespaces.
start_node() {
  local dir=$1
  make_node_cgroups "$dir"
  choose_iptables "$dir"
  start_containerd "$dir"
  load_images_here "$dir/node/images/busybox.tar"
  spawn "$dir" kube-scheduler "$(find_program kube-scheduler)" --kubeconfig="$dir/kubeconfig" --leader-elect=false \
    --bind-address=127.0.0.1 --port=0 --secure-port=0
  start_kubelet "$dir"
  start_kube_proxy "$dir"
  await_process "$dir" kubelet 60 kubectl wait --for=condition=Ready --timeout=5s "node/$node_name" || {
    tail -n 20 "$dir/kubelet.log" "$dir/containerd.log" >&2
    die "the node did not become ready: its logs are in $dir"
  }
  make_storage_classes
  make_file_system_volume "$dir" local-secondary 64
  make_folder_volumes "$dir" local 150
  make_folder_volumes "$dir" local-immediate 5
  make_block_volumes "$dir" local-block 3
  spawn "$dir" recycler "$repository/hack/e2e-cluster" recycle-volumes "$dir/"
}

# choose_iptables DIR: as iptables, the flavour that this kernel has. Debian's own choice comes first.
choose_iptables() {
  local flavour name extensions
  extensions=$(library_path "$node_root")
  extensions=${extensions%%:*}/xtables
  for flavour in nft legacy; do
    for name in ip{,6}tables{,-save,-restore}; do
      printf '#!/bin/sh\nXTABLES_LIBDIR=%q exec %q %s "$@"\n' "$extensions" "$cache/node/bin/xtables-$flavour-multi" "$name" >"$1/node/$name"
      chmod +x "$1/node/$name"
    done
    PATH=$1/node:$PATH
    iptables -t nat -A POSTROUTING -m comment --comment test -m mark --mark 0x1 -j MASQUERADE 2>"$1/node/iptables.log" \
      && iptables -t nat -F POSTROUTING && return
  done
  cat "$1/node/iptables.log" >&2
  die 'this kernel has no NAT for iptables, which Services need'
}

start_containerd() {
  local dir=$1 snapshotter=overlayfs
  mkdir -p "$dir"/node/{cni,upper,lower,work,merged} /var/lib/containerd
  # A folder that is an overlay itself, as in a container, takes no other one.
  if mount -t overlay -o "lowerdir=$dir/node/lower,upperdir=$dir/node/upper,workdir=$dir/node/work" overlay "$dir/node/merged" 2>/dev/null; then
    umount "$dir/node/merged"
  else
    snapshotter=native
  fi
  cat >"$dir/node/cni/10-bridge.conflist" <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$pod_network"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
END
  # device_ownership_from_security_context: without it a block device belongs to root, and no pod under another user can write it.
  # restrict_oom_score_adj: in a sandbox without CAP_SYS_RESOURCE every pod would fail.
  cat >"$dir/node/containerd.toml" <<END
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$busybox_image"
  disable_apparmor = true
  device_ownership_from_security_context = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$node_root/usr/lib/cni"
    conf_dir = "$dir/node/cni"
END
  spawn "$dir" containerd "$node_root/usr/bin/containerd" --config "$dir/node/containerd.toml"
  await_process "$dir" containerd 20 ctr version || die "containerd did not start: see $dir/containerd.log"
}

start_kubelet() {
  local dir=$1
  : >"$dir/node/resolv.conf"
  cat >"$dir/node/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: false}, x509: {clientCAFile: "$dir/pki/ca.crt"}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /$(node_cgroup "$dir")
enforceNodeAllocatable: []
failSwapOn: false
resolvConf: "$dir/node/resolv.conf"
# What is on the machine is none of this node's business.
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 1s
maxPods: 250
registryPullQPS: 0
kubeAPIQPS: 50
kubeAPIBurst: 100
END
  spawn "$dir" kubelet "$(find_program kubelet)" --config="$dir/node/kubelet.yaml" --kubeconfig="$dir/kubeconfig" \
    --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
    --hostname-override="$node_name" --node-ip="$node_address" --cert-dir="$dir/node/kubelet"
}

start_kube_proxy() {
  local dir=$1
  cat >"$dir/node/kube-proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: "$dir/kubeconfig"}
hostnameOverride: $node_name
# A pod's answer must come back through the node, also from the same bridge, where not every kernel filters.
iptables: {masqueradeAll: true, minSyncPeriod: 100ms}
# Limits of the whole machine.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
  spawn "$dir" kube-proxy "$(find_program kube-proxy)" --config="$dir/node/kube-proxy.yaml"
}

# make_node_images DIR: in a shell of its own, whose end removes what buildah kept.
make_node_images() {
  mkdir -p "$1/node/images"
  (need_buildah && make_busybox_image "$1/node/images/busybox.tar")
}

# load_images DIR FILE…
load_images() { inside "$1" ctr images import "${@:2}" >&2; }
load_images_here() { ctr images import "$@" >&2; }
