# shellcheck shell=bash
# PersistentVolumes on folders and loop devices of this machine, made before claims ask for them. Unlike hostPath ones they
# honour fsGroup, may be block devices, and may be shared by many readers and writers. Source after node.sh.

make_storage_classes() {
  local name mode
  for name in local:WaitForFirstConsumer local-immediate:Immediate local-block:WaitForFirstConsumer; do
    mode=${name#*:}
    cat <<END
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${name%:*}}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: $mode
END
  done | kubectl apply --filename - >&2
}

# release_loop_devices DIR: those whose files lie in DIR, and those that kubelet stacked on them.
release_loop_devices() {
  local device backing
  while read -r device backing; do
    [[ $backing == "$1"/* ]] || continue
    release_stacked "$device"
    losetup --detach "$device" 2>/dev/null || true
  done < <(losetup --list --noheadings --output NAME,BACK-FILE 2>/dev/null)
}

release_stacked() {
  local device backing
  while read -r device backing; do
    [[ $backing != "$1" ]] || losetup --detach "$device" 2>/dev/null || true
  done < <(losetup --list --noheadings --output NAME,BACK-FILE 2>/dev/null)
}
