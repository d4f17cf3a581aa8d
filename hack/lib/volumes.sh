# shellcheck shell=bash
# PersistentVolumes on folders and loop devices of this machine, made before claims ask for them. Unlike hostPath ones they
# honour fsGroup, may be block devices, and may be shared by many readers and writers. Source after node.sh.

make_storage_classes() {
  local name
  for name in local:WaitForFirstConsumer local-immediate:Immediate local-block:WaitForFirstConsumer local-secondary:Immediate; do
    cat <<END
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${name%:*}}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: ${name#*:}
END
  done | kubectl apply --filename - >&2
}

# make_folder_volumes DIR CLASS COUNT: the sizes are not enforced.
make_folder_volumes() {
  local dir=$1 class=$2 count=$3 number
  for ((number = 1; number <= count; number++)); do
    mkdir -p "$dir/node/volumes/$class-$number"
    volume "$class-$number" "$class" Filesystem "$dir/node/volumes/$class-$number" 16Mi
  done | kubectl apply --filename - >/dev/null
}

# make_file_system_volume DIR CLASS MEBIBYTES: a file system of its own, which can be full.
make_file_system_volume() {
  local dir=$1 class=$2 size=$3 path=$1/node/volumes/$2
  mkdir -p "$path"
  truncate --size "${size}M" "$path.ext4"
  mkfs.ext4 -q -m 0 -O ^has_journal "$path.ext4"
  mount -o loop "$path.ext4" "$path"
  volume "$class" "$class" Filesystem "$path" "${size}Mi" | kubectl apply --filename - >/dev/null
}

# make_block_volumes DIR CLASS COUNT: loop devices, not empty, as reused devices are.
make_block_volumes() {
  local dir=$1 class=$2 count=$3 number file
  for ((number = 1; number <= count; number++)); do
    file=$dir/node/volumes/$class-$number
    mkdir -p "$dir/node/volumes"
    head --bytes 16M /dev/zero | tr '\0' '\252' >"$file"
    volume "$class-$number" "$class" Block "$(losetup --find --show "$file")" 16Mi
  done | kubectl apply --filename - >/dev/null
}

# volume NAME CLASS MODE PATH SIZE
volume() {
  cat <<END
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: $1}
spec:
  storageClassName: $2
  volumeMode: $3
  capacity: {storage: $5}
  accessModes: [ReadWriteOnce, ReadWriteMany]
  persistentVolumeReclaimPolicy: Retain
  local: {path: $4}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$node_name]}]}]}}
END
}

# recycle_volumes DIR: makes volumes whose claims are gone available again, as a provisioner would; runs until it is ended.
recycle_volumes() {
  local dir=$1 name phase
  while :; do
    while read -r name phase; do
      # What the watch tells may be old: the volume of a new claim must not be emptied. Nobody else takes a volume out of this state.
      [[ $phase == Released && $(kubectl get persistentvolume "$name" --output 'jsonpath={.status.phase} {.spec.claimRef.name}') == 'Released '?* ]] || continue
      [[ ! -d $dir/node/volumes/$name ]] || find "$dir/node/volumes/$name" -mindepth 1 -delete
      kubectl patch persistentvolume "$name" --type json --patch '[{"op": "remove", "path": "/spec/claimRef"}]' >/dev/null || true
    done < <(kubectl get persistentvolumes --watch --no-headers --output custom-columns=NAME:.metadata.name,PHASE:.status.phase)
    sleep 1
  done
}

# release_loop_devices DIR: those whose files lie in DIR, and those that kubelet stacked on them.
release_loop_devices() {
  local device file
  while read -r device file; do
    [[ $file == "$1"/* ]] || continue
    losetup --list --noheadings --output NAME,BACK-FILE | awk -v lower="$device" '$2 == lower { print $1 }' | xargs --no-run-if-empty losetup --detach
    losetup --detach "$device" 2>/dev/null || true # gone with its mount
  done < <(losetup --list --noheadings --output NAME,BACK-FILE)
}
