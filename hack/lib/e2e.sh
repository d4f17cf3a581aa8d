# shellcheck shell=bash
# What the scenarios of hack/e2e share: making drives, waiting, judging. It runs inside the cluster's namespaces, so that
# kubectl, processes and mounts are the cluster's. Source after common.sh.

operator_namespace=configdrive-system
operator_program=$repository/artifacts/image/$(machine_architecture)/configdrive-operator
drive=configdrive.configdrive.dev
# shellcheck disable=SC2034 # for the scenarios
kubevirt_definitions=$(cd "$repository" && realpath "${KUBEVIRT_CRDS:-config/testing/kubevirt-crds}")
# The claim that a VirtualMachine has in its drive: a JSON path.
# shellcheck disable=SC2034 # for the scenarios
claim_in_template='.spec.template.spec.volumes[?(@.name=="configdrive")].persistentVolumeClaim.claimName'

# await WHAT COMMAND…: until COMMAND succeeds, however busy this machine is.
await() {
  local deadline=$((SECONDS + 300)) what=$1
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "waited 300 s in vain for $what"
    sleep 0.1
  done
}

# drives NAMESPACE PREFIX COUNT [SPEC]: a VirtualMachine, a Secret and a ConfigDrive each. SPEC is the inside of a flow mapping.
drives() {
  local namespace=$1 prefix=$2 count=$3 spec=${4:-} number name
  for ((number = 1; number <= count; number++)); do
    name=$prefix-$number
    cat <<END
---
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: $name, namespace: $namespace}
spec:
  runStrategy: Halted
  template:
    spec:
      domain: {devices: {disks: []}}
      volumes: []
---
apiVersion: v1
kind: Secret
metadata: {name: $name, namespace: $namespace}
stringData: {userdata: "#cloud-config\nhostname: $name\n", password: "secret of $name"}
---
apiVersion: configdrive.dev/v1alpha1
kind: ConfigDrive
metadata: {name: $name, namespace: $namespace}
spec:
  virtualMachineRef: {name: $name}
  userData: {secretKeyRef: {name: $name, key: userdata}}
  password: {secretKeyRef: {name: $name, key: password}, lifetime: Always}
  secondaryStorage: {reclaim: OnDelete}
  ${spec:-suspend: false}
END
  done
}

# drive_of_everything NAMESPACE: one that reads whatever a ConfigDrive can be made of, for a VirtualMachine with a claim of its own.
drive_of_everything() {
  cat <<END
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: root, namespace: $1}
spec: {storageClassName: local-immediate, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: keys, namespace: $1}
data: {authorized_keys: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID+e7r6Wz2ywa6zzOzyU6GwxO3PuLPZ6r1+EDsruj4UF ada@example.org}
---
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: everything, namespace: $1}
spec:
  runStrategy: Halted
  template:
    spec:
      domain: {devices: {disks: [{name: root, disk: {bus: virtio}}]}}
      volumes: [{name: root, persistentVolumeClaim: {claimName: root}}]
---
apiVersion: configdrive.dev/v1alpha1
kind: ConfigDrive
metadata: {name: everything, namespace: $1}
spec:
  virtualMachineRef: {name: everything}
  sshPublicKeys: [{configMapKeyRef: {name: keys, key: authorized_keys}}]
  metadata: {exposeNamespace: true}
  secondaryStorage: {reclaim: OnDelete}
END
}

# change NAMESPACE TEXT NAME…: other user data.
change() {
  kubectl --namespace "$1" patch secrets "${@:3}" --type merge --patch "{\"stringData\": {\"userdata\": \"$2\"}}" >/dev/null
}

field() { kubectl --namespace "$1" get "$drive" "$2" --output "jsonpath={$3}"; }

# settled NAMESPACE: every ConfigDrive there is Ready, for the generation that it has, and its claim has its revision.
settled() {
  local states
  states=$(kubectl --namespace "$1" get "$drive" --output 'jsonpath={range .items[*]}{.metadata.generation}{.status.revision} {.status.observedGeneration}{.status.primary.revision} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}')
  awk '$1 != $2 || $3 != "True" { bad = 1 } END { exit bad || !NR }' <<<"$states"
}

# holds_what_render_gives NAMESPACE…: the bytes in each drive's claim, and in the library, are those that render makes of the objects.
holds_what_render_gives() {
  local namespace name revision claim path count=0
  for namespace in "$@"; do
    export_objects "$namespace"
    while read -r name revision claim path; do
      render "$namespace/$name" "$revision"
      same_bytes "$work/expected.iso" "$(claim_path "$namespace" "$claim")" || die "claim $namespace/$claim does not hold what render gives"
      cmp "$work/expected.iso" "$library/$path" || die "$path in the library is not what render gives"
      count=$((count + 1))
    done < <(kubectl --namespace "$namespace" get "$drive" --no-headers \
      --output custom-columns=NAME:.metadata.name,REVISION:.status.revision,CLAIM:.status.primary.claimName,PATH:.status.secondary.path)
  done
  ((count)) || die "no ConfigDrive in $*"
  note "$count claims and library entries hold, byte for byte, what render gives"
}

# export_objects NAMESPACE: what drives are made of, for render.
export_objects() {
  kubectl --namespace "$1" get "$drive,virtualmachines,virtualmachineinstances,secrets,configmaps,namespaces,nodes" --output json >"$work/objects.json"
}

# render NAMESPACE/NAME REVISION: $work/expected.iso, of the objects exported last.
render() {
  "$operator_program" render --filename "$work/objects.json" --name "$1" --revision "$2" --output "$work/expected.iso" || die "render failed for $1"
}

# same_bytes IMAGE FILE: FILE begins with the image, and has zeroes behind it.
same_bytes() {
  local size
  size=$(stat --format %s "$1")
  cmp --bytes "$size" "$1" "$2" && [[ $(tail --bytes "+$((size + 1))" "$2" | tr --delete '\0' | head --bytes 1 | wc --bytes) == 0 ]]
}

# claim_path NAMESPACE CLAIM: where its volume is: disk.img, or the block device.
claim_path() {
  local volume path
  volume=$(kubectl --namespace "$1" get persistentvolumeclaim "$2" --output 'jsonpath={.spec.volumeName}')
  path=$(kubectl get persistentvolume "$volume" --output 'jsonpath={.spec.local.path}')
  [[ ! -d $path ]] || path=$path/disk.img
  echo "$path"
}

# each_claim_is_wanted: no claim and no pod of ours is there that no ConfigDrive has.
each_claim_is_wanted() {
  local wanted found
  wanted=$(kubectl get "$drive" --all-namespaces --output 'jsonpath={range .items[*]}{.metadata.namespace}/{.status.primary.claimName}{"\n"}{end}' | sort)
  found=$(kubectl get persistentvolumeclaims --all-namespaces --selector app.kubernetes.io/managed-by=configdrive-operator \
    --output 'jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}' | sort)
  [[ $wanted == "$found" ]] && [[ -z $(kubectl get pods --all-namespaces --selector app.kubernetes.io/component=copy --output name) ]]
}

has_reason() { [[ $(field "$1" "$2" '.status.conditions[?(@.type=="CopiedToPrimary")].reason') == "$3" ]]; }
message() { field "$1" "$2" '.status.conditions[?(@.type=="CopiedToPrimary")].message'; }

operator_pods() { kubectl --namespace "$operator_namespace" get pods --selector app.kubernetes.io/name=configdrive-operator "$@"; }
operator_ready() { kubectl --namespace "$operator_namespace" rollout status deployment/configdrive-operator --timeout=180s; }

# audit QUESTION…: an answer out of the audit log.
audit() { python3 "$repository/hack/lib/audit.py" "$dir/audit.log" "$@"; }
