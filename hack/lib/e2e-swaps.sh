# shellcheck shell=bash
# A running VirtualMachine whose drive is swapped over and over. KubeVirt's controllers are not there: what they do is done here by
# kubectl, in their order (virt-controller's declarative hotplug and attachment pods, virt-handler's mounts, as of KubeVirt 1.9), and the
# attachment pod, which stands for the guest, reads the drive. Source after e2e.sh.

swaps_a_running_drive() {
  local namespace=tenant-swaps machine=vm-1 node attachment_pod='' number former claim started took=()
  step 'Ten swaps of the drive of a running VirtualMachine, read in the pod that plays it'
  node=$(kubectl get nodes --output 'jsonpath={.items[0].metadata.name}')
  kubectl create namespace "$namespace" >/dev/null
  drives "$namespace" vm 1 | kubectl apply --filename - >/dev/null
  await 'the drive' settled "$namespace"
  start_machine
  reads "#cloud-config
hostname: $machine"
  for ((number = 1; number <= 10; number++)); do
    former=$(named_claim) started=$(date +%s%N)
    change "$namespace" "#cloud-config\nhostname: swap-$number\n" "$machine"
    await 'the VirtualMachine to name another claim' names_another_claim_than "$former"
    claim=$(named_claim)
    [[ $(claim_field "$claim" '.metadata.annotations.configdrive\.dev/filled') == "$(claim_field "$claim" '.metadata.annotations.configdrive\.dev/revision')" ]] \
      || die "the VirtualMachine names claim $claim, which is not filled"
    ((number > 1)) || holds_the_tray
    eject
    inject "$claim"
    reads "#cloud-config
hostname: swap-$number"
    took+=("$((($(date +%s%N) - started) / 1000000))")
    await 'the status to tell of the swap' is_attached
  done
  note "from the change of the Secret to the new drive read, in ms: ${took[*]:1}"
  await 'the claims of former revisions to go' each_claim_is_wanted
  stop_machine
}

# holds_the_tray: a guest holds its drive for longer than claims are kept that nobody names.
holds_the_tray() {
  patch_instance merge '{"status": {"conditions": [
    {"type": "AgentConnected", "status": "True"},
    {"type": "Synchronized", "status": "False", "reason": "Synchronizing with the Domain failed.", "message": "server error. command SyncVMI failed: tray of the device is locked"}]}}'
  await 'the reason' attached_says SyncFailed
  sleep 7 # nothing to wait for: nothing is to happen
  in_use_is_kept
  patch_instance merge '{"status": {"conditions": [{"type": "AgentConnected", "status": "True"}]}}'
}

in_use_is_kept() { [[ -z $(claim_field "$former" .metadata.deletionTimestamp) ]] || die "claim $former is deleted while the guest has it"; }

# reads USERDATA: the pod that plays the VirtualMachine sees, as qemu's user, what render gives, with that user data; and may write it, as KubeVirt asks.
reads() {
  kubectl --namespace "$namespace" exec "$attachment_pod" -- sh -c 'id -u >&2; test -w /drive/disk.img && cat /drive/disk.img' >"$work/read.img" 2>"$work/read.txt" \
    || die "the pod cannot read its drive: $(<"$work/read.txt")"
  [[ $(<"$work/read.txt") == 107 ]] || die "the pod that reads is user $(<"$work/read.txt")"
  export_objects "$namespace"
  render "$namespace/$machine" "$(field "$namespace" "$machine" .status.revision)"
  same_bytes "$work/expected.iso" "$work/read.img" || die 'the pod does not read what render gives'
  rm -f "$work/user_data"
  xorriso -osirrox on -indev "$work/read.img" -extract /openstack/latest/user_data "$work/user_data" 2>/dev/null
  [[ $(<"$work/user_data") == "$1" ]] || die "the drive has other user data: $(<"$work/user_data")"
}

is_attached() {
  settled "$namespace" && [[ $(field "$namespace" "$machine" .status.attached.revision) == "$(field "$namespace" "$machine" .status.revision)" ]] && attached_says Attached
}

attached_says() { [[ $(field "$namespace" "$machine" '.status.conditions[?(@.type=="Attached")].reason') == "$1" ]]; }
named_claim() { kubectl --namespace "$namespace" get virtualmachine "$machine" --output "jsonpath={$claim_in_template}"; }
names_another_claim_than() { [[ $(named_claim) != "$1" ]]; }
claim_field() { kubectl --namespace "$namespace" get persistentvolumeclaim "$1" --output "jsonpath={$2}"; }

start_machine() {
  local claim now
  claim=$(named_claim) now=$(date --utc +%FT%TZ)
  kubectl --namespace "$namespace" patch virtualmachine "$machine" --type merge --patch '{"spec": {"runStrategy": "Always"}}' >/dev/null
  kubectl create --filename - >/dev/null <<END
apiVersion: kubevirt.io/v1
kind: VirtualMachineInstance
metadata:
  name: $machine
  namespace: $namespace
  ownerReferences:
    - {apiVersion: kubevirt.io/v1, kind: VirtualMachine, name: $machine, controller: true, blockOwnerDeletion: true,
       uid: $(kubectl --namespace "$namespace" get virtualmachine "$machine" --output 'jsonpath={.metadata.uid}')}
spec: $(kubectl --namespace "$namespace" get virtualmachine "$machine" --output 'jsonpath={.spec.template.spec}')
status: {phase: Scheduled, nodeName: $node}
END
  plug "$claim"
  patch_instance merge "{\"status\": {\"phase\": \"Running\", \"conditions\": [{\"type\": \"AgentConnected\", \"status\": \"True\"}],
    \"phaseTransitionTimestamps\": [{\"phase\": \"Running\", \"phaseTransitionTimestamp\": \"$now\"}]}}"
  tell_volume "$claim" Ready VolumeReady sda
  await 'the status to tell of the drive' is_attached
}

stop_machine() {
  kubectl --namespace "$namespace" patch virtualmachine "$machine" --type merge --patch '{"spec": {"runStrategy": "Halted"}}' >/dev/null
  kubectl --namespace "$namespace" delete "virtualmachineinstance/$machine" "pod/$attachment_pod" >/dev/null
}

# eject: the volume leaves the spec; once the node has unmounted it the attachment pod goes, then what the status told of it.
eject() {
  patch_instance json '[{"op": "test", "path": "/spec/volumes/0/name", "value": "configdrive"}, {"op": "remove", "path": "/spec/volumes/0"}]'
  tell_volume "$former" UnMountedFromPod VolumeUnMountedFromPod
  in_use_is_kept
  kubectl --namespace "$namespace" delete pod "$attachment_pod" >/dev/null
  patch_instance merge '{"status": {"volumeStatus": []}}'
}

inject() {
  patch_instance json "[{\"op\": \"add\", \"path\": \"/spec/volumes/-\", \"value\":
    {\"name\": \"configdrive\", \"persistentVolumeClaim\": {\"claimName\": \"$1\", \"hotpluggable\": true}}}]"
  plug "$1"
  tell_volume "$1" Ready VolumeReady sda
}

# plug CLAIM: an attachment pod brings the claim to the node. Like KubeVirt's it is qemu's user, and has no fsGroup that would open files to it.
plug() {
  tell_volume "$1" Pending PVCNotReady
  attachment_pod=hp-volume-$SRANDOM
  kubectl create --filename - >/dev/null <<END
apiVersion: v1
kind: Pod
metadata: {name: $attachment_pod, namespace: $namespace, labels: {kubevirt.io: hotplug-disk}}
spec:
  terminationGracePeriodSeconds: 0
  securityContext: {runAsNonRoot: true, runAsUser: 107, runAsGroup: 107, seccompProfile: {type: RuntimeDefault}}
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
    {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$node]}]}]}}}
  containers:
    - name: hotplug-disk
      image: localhost/busybox:1
      imagePullPolicy: Never
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      volumeMounts: [{name: configdrive, mountPath: /drive}]
  volumes: [{name: configdrive, persistentVolumeClaim: {claimName: $1}}]
END
  tell_volume "$1" AttachedToNode SuccessfulCreate
  kubectl --namespace "$namespace" wait --for=condition=Ready --timeout=180s "pod/$attachment_pod" >/dev/null
  tell_volume "$1" MountedToPod VolumeMountedToPod
}

# tell_volume CLAIM PHASE REASON [TARGET]: how far the volume is. Kubernetes 1.20 takes an empty string for null, but KubeVirt's schema wants a target.
tell_volume() {
  patch_instance merge "{\"status\": {\"volumeStatus\": [{\"name\": \"configdrive\", \"phase\": \"$2\", \"reason\": \"$3\", \"target\": \"${4:-none}\",
    \"hotplugVolume\": {${attachment_pod:+\"attachPodName\": \"$attachment_pod\"}},
    \"persistentVolumeClaimInfo\": {\"claimName\": \"$1\", \"accessModes\": [\"ReadWriteMany\"]}}]}}"
}

# patch_instance TYPE PATCH. KubeVirt's definition has no status subresource.
patch_instance() { kubectl --namespace "$namespace" patch virtualmachineinstance "$machine" --type "$1" --patch "$2" >/dev/null; }
