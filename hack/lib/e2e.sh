# shellcheck shell=bash
# What the scenarios of hack/e2e share: making drives, waiting, judging. It runs inside the cluster's namespaces, so that
# kubectl, processes and mounts are the cluster's. Source after common.sh.

operator_namespace=configdrive-system
operator_program=$repository/artifacts/image/$(machine_architecture)/configdrive-operator
drive=configdrive.configdrive.dev

# await SECONDS WHAT COMMAND…: until COMMAND succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2 seconds=$1
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "waited $seconds s in vain for $what"
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

# change NAMESPACE NAME TEXT: other user data.
change() {
  kubectl --namespace "$1" patch secret "$2" --type merge --patch "{\"stringData\": {\"userdata\": \"$3\"}}" >/dev/null
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
  local namespace name claim path image=$work/expected.iso count=0
  for namespace in "$@"; do
    kubectl --namespace "$namespace" get "$drive,virtualmachines,virtualmachineinstances,secrets,configmaps" --output json >"$work/objects.json"
    while read -r name claim path; do
      "$operator_program" render --filename "$work/objects.json" --name "$namespace/$name" --output "$image" || die "render failed for $namespace/$name"
      same_bytes "$image" "$(claim_path "$namespace" "$claim")" || die "claim $namespace/$claim does not hold what render gives"
      cmp "$image" "$library/$path" || die "$path in the library is not what render gives"
      count=$((count + 1))
    done < <(kubectl --namespace "$namespace" get "$drive" --no-headers \
      --output custom-columns=NAME:.metadata.name,CLAIM:.status.primary.claimName,PATH:.status.secondary.path)
  done
  ((count)) || die "no ConfigDrive in $*"
  note "$count claims and library entries hold, byte for byte, what render gives"
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
operator_ready() {
  kubectl --namespace "$operator_namespace" rollout status deployment/configdrive-operator --timeout=60s
}

# replace_operator: kills the pod at once; a container that is merely killed would wait longer and longer for its next start.
replace_operator() {
  pkill -KILL --full 'configdrive-operator run' || true
  operator_pods --output name | xargs --no-run-if-empty kubectl --namespace "$operator_namespace" delete --grace-period=0 --force --wait=false 2>/dev/null >&2 || true
}

# audit QUESTION…: an answer out of the audit log.
audit() { python3 "$repository/hack/lib/audit.py" "$dir/audit.log" "$@"; }
