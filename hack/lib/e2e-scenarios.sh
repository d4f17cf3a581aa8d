# shellcheck shell=bash
# The scenarios of hack/e2e, in their order. Each leaves the cluster as it found it, or with drives that the next may use.
# Source after e2e.sh, e2e-swaps.sh, e2e-migration.sh and e2e-kills.sh.

scenarios() {
  need_helm
  need_judges
  work=$dir/node/tmp
  library=$dir/node/volumes/local-secondary
  release=("$helm" --namespace "$operator_namespace")
  settings=(--set "image.repository=localhost/configdrive-operator,image.tag=e2e,image.pullPolicy=Never,copy.clusterIP=10.0.0.50"
    --set "primaryStorage.storageClassName=local,secondaryStorage.storageClassName=local-secondary,secondaryStorage.size=32Mi"
    --set 'secondaryStorage.accessModes={ReadWriteMany},updateStrategy=Recreate')
  installs
  fills_claims
  writes_nothing_in_vain
  tells_why_a_claim_is_not_filled
  fills_a_hundred_claims
  swaps_a_running_drive
  survives_kills
  survives_a_full_disk
  survives_a_read_only_store
  survives_without_api_server
  upgrades
  asks_a_migration_to_wait
  removes_every_drive
  uses_every_right
  uninstalls
}

installs() {
  step 'helm install'
  install_kubevirt_definitions
  "${release[@]}" install configdrive-operator "$repository/charts/configdrive-operator" --create-namespace --wait --timeout=180s "${settings[@]}" >/dev/null
  operator_ready >/dev/null
  operator_pods --output 'jsonpath={range .items[*]}{.metadata.name}: {.status.phase}, restarts {.status.containerStatuses[0].restartCount}{"\n"}{end}' >&2
  [[ $(kubectl --namespace "$operator_namespace" get persistentvolumeclaim configdrive-operator-secondary --output 'jsonpath={.status.phase}') == Bound ]] \
    || die 'the claim of the secondary store is not bound'
  kubectl create namespace tenant-warm >/dev/null
  drives tenant-warm warm 1 | kubectl apply --filename - >/dev/null
  await 'the first drive' settled tenant-warm
}

# install_kubevirt_definitions: and the object by which KubeVirt tells its version, on which depends what it does to a running guest.
install_kubevirt_definitions() {
  local version
  kubectl create --validate=false --filename "$kubevirt_definitions" >/dev/null
  kubectl wait --for=condition=Established --timeout=180s customresourcedefinitions --all >/dev/null
  kubectl create namespace kubevirt >/dev/null
  version=$(kubectl create --output 'jsonpath={.metadata.resourceVersion}' --filename - <<<'{"apiVersion": "kubevirt.io/v1", "kind": "KubeVirt",
    "metadata": {"name": "kubevirt", "namespace": "kubevirt"}, "spec": {}}')
  kubectl replace --raw /apis/kubevirt.io/v1/namespaces/kubevirt/kubevirts/kubevirt/status --filename - >/dev/null <<END
{"apiVersion": "kubevirt.io/v1", "kind": "KubeVirt", "metadata": {"name": "kubevirt", "namespace": "kubevirt", "resourceVersion": "$version"},
 "spec": {}, "status": {"phase": "Deployed", "observedKubeVirtVersion": "v1.9.0"}}
END
}

fills_claims() {
  step 'Drives in several namespaces: from apply to a filled claim'
  local namespace started
  for namespace in tenant-a tenant-b tenant-c tenant-d; do kubectl create namespace "$namespace" >/dev/null; done
  started=$(date +%s%N)
  drives tenant-a web 1 | kubectl apply --filename - >/dev/null
  await 'a filled claim' settled tenant-a
  note "apply to filled claim: $((($(date +%s%N) - started) / 1000000)) ms; API writes: $(audit writes tenant-a)"
  started=$(date --utc +%FT%T.%6N)
  change tenant-a '#cloud-config\nhostname: changed\n' web-1
  await 'the new revision' holds_text tenant-a web-1 'hostname: changed'
  note "a change: API writes: $(audit writes tenant-a "$started")"
  drives tenant-b web 2 'primaryStorage: {storageClassName: local-immediate, accessModes: [ReadWriteOnce], size: 2Mi}' | kubectl apply --filename - >/dev/null
  drives tenant-c web 2 'primaryStorage: {storageClassName: local-block, volumeMode: Block}' | kubectl apply --filename - >/dev/null
  drive_of_everything tenant-b | kubectl apply --filename - >/dev/null
  for namespace in tenant-b tenant-c; do await "the drives of $namespace" settled "$namespace"; done
  holds_what_render_gives tenant-a tenant-b tenant-c
  [[ $(stat --format '%a %u %g' "$(claim_path tenant-a "$(field tenant-a web-1 .status.primary.claimName)")") == '660 107 107' ]] \
    || die 'disk.img is not rw-rw---- 107:107'
  judge "$library/$(field tenant-a web-1 .status.secondary.path)"
}

# holds_text NAMESPACE NAME TEXT: the drive's claim has the text, and all has settled.
holds_text() {
  settled "$1" && grep --quiet --text "$3" "$(claim_path "$1" "$(field "$1" "$2" .status.primary.claimName)")"
}

# judge ISO: what programs say that are not ours.
judge() {
  local paths
  [[ $(blkid --output value --match-tag LABEL "$1") == config-2 ]] || die "blkid finds no label config-2 on $1"
  paths=$(xorriso -indev "$1" -find / -type f 2>/dev/null)
  [[ $paths == *"'/openstack/latest/meta_data.json'"* && $paths == *"'/cloudstack/userdata/user_data.txt'"* ]] || die "xorriso finds no metadata on $1"
  note "blkid and xorriso read it: $(wc -l <<<"$paths") files"
}

writes_nothing_in_vain() {
  step 'A restart writes nothing'
  local before since
  before=$(find "$library" -name '*.iso' -printf '%p %i %T@\n' | sort)
  since=$(date --utc +%FT%T.%6N)
  operator_pods --output name | xargs kubectl --namespace "$operator_namespace" delete >/dev/null
  operator_ready >/dev/null
  sleep 5 # nothing to wait for: nothing is to happen
  [[ $(find "$library" -name '*.iso' -printf '%p %i %T@\n' | sort) == "$before" ]] || die 'the restart wrote to the library'
  [[ $(audit writes tenant-a "$since") == '0 ' ]] || die "the restart wrote to the API server: $(audit writes tenant-a "$since")"
}

tells_why_a_claim_is_not_filled() {
  step 'Pods and claims that fail, as a real node fails them'
  local namespace=tenant-d
  # No volume is that large.
  drives "$namespace" large 1 'primaryStorage: {size: 1Gi}' | kubectl apply --filename - >/dev/null
  await 'the reason' has_reason "$namespace" large-1 PodUnschedulable
  note "no volume fits: $(message "$namespace" large-1)"
  kubectl --namespace "$namespace" delete "$drive/large-1" --timeout=180s >/dev/null
  drives "$namespace" nowhere 1 'primaryStorage: {storageClassName: missing}' | kubectl apply --filename - >/dev/null
  await 'the reason' has_reason "$namespace" nowhere-1 StorageClassNotFound
  note "no such class: $(message "$namespace" nowhere-1)"
  kubectl --namespace "$namespace" delete "$drive/nowhere-1" --timeout=180s >/dev/null
  # The image is gone from the node, and nobody may pull it.
  ctr images remove localhost/configdrive-operator:e2e >/dev/null
  drives "$namespace" web 1 | kubectl apply --filename - >/dev/null
  await 'the reason' has_reason "$namespace" web-1 ImagePullFailed
  note "no image: $(message "$namespace" web-1)"
  ctr images import "$dir/operator.tar" >/dev/null
  await 'the drive, once the image is back' settled "$namespace"
  holds_what_render_gives "$namespace"
}

fills_a_hundred_claims() {
  step 'A hundred drives at once'
  local started=$SECONDS
  kubectl create namespace tenant-many >/dev/null
  drives tenant-many web 100 >"$work/many.yaml"
  kubectl apply --filename "$work/many.yaml" >/dev/null
  await 'a hundred filled claims' settled tenant-many
  note "$((SECONDS - started)) s; API writes for all: $(audit writes tenant-many)"
  holds_what_render_gives tenant-many
  kubectl --namespace tenant-many delete "$drive" --all --wait=false >/dev/null
  kubectl --namespace tenant-many delete virtualmachines,secrets --all --wait=false >/dev/null
  await 'the hundred to be gone' nothing_of tenant-many
}

nothing_of() { [[ -z $(kubectl --namespace "$1" get "$drive,persistentvolumeclaims,pods" --output name) ]]; }

survives_a_full_disk() {
  step 'The secondary store is full'
  dd if=/dev/zero of="$library/filler" bs=4k status=none 2>/dev/null || true
  change tenant-a '#cloud-config\nhostname: full\n' web-1
  await 'the reason' ready_says tenant-a web-1 SecondaryStoreFull
  note "$(field tenant-a web-1 '.status.conditions[?(@.type=="Ready")].message')"
  rm "$library/filler"
  await 'the drive, once there is space' holds_text tenant-a web-1 'hostname: full'
  holds_what_render_gives tenant-a
}

survives_a_read_only_store() {
  step 'The secondary store is mounted read-only'
  mount -o remount,ro "$library"
  change tenant-a '#cloud-config\nhostname: read-only\n' web-1
  await 'the reason' ready_says tenant-a web-1 SecondaryStoreReadOnly
  note "$(field tenant-a web-1 '.status.conditions[?(@.type=="Ready")].message')"
  mount -o remount,rw "$library"
  await 'the drive, once it can be written' holds_text tenant-a web-1 'hostname: read-only'
  holds_what_render_gives tenant-a
}

ready_says() { [[ $(field "$1" "$2" '.status.conditions[?(@.type=="Ready")].reason') == "$3" ]]; }

survives_without_api_server() {
  step 'The API server is away for a minute'
  "$repository/hack/control-plane" stop-api-server "$dir"
  sleep 60
  "$repository/hack/control-plane" restart-api-server "$dir"
  change tenant-a '#cloud-config\nhostname: back\n' web-1
  await 'the drive' holds_text tenant-a web-1 'hostname: back'
  note "the operator's pod: $(operator_pods --output 'jsonpath={range .items[*]}{.status.containerStatuses[0].restartCount} restarts{end}')"
  holds_what_render_gives tenant-a tenant-b tenant-c
}

upgrades() {
  step 'helm upgrade: two replicas, another address of the copy endpoint, and the webhook for migrations'
  local before
  before=$(find "$library" -name '*.iso' -printf '%p %i %T@\n' | sort)
  webhook_has_a_certificate_of_another
  # An address cannot be changed, and is part of the certificate.
  kubectl --namespace "$operator_namespace" delete service configdrive-operator-copy >/dev/null
  "${release[@]}" upgrade configdrive-operator "$repository/charts/configdrive-operator" --wait --timeout=180s "${settings[@]}" \
    --set replicas=2,updateStrategy=RollingUpdate,copy.clusterIP=10.0.0.51,migrationWebhook.enabled=true >/dev/null
  operator_ready >/dev/null
  [[ $(find "$library" -name '*.iso' -printf '%p %i %T@\n' | sort) == "$before" ]] || die 'the upgrade wrote to the library'
  change tenant-a '#cloud-config\nhostname: upgraded\n' web-1
  await 'a drive after the upgrade' holds_text tenant-a web-1 'hostname: upgraded'
}

# webhook_has_a_certificate_of_another: made by an operator, for another name. It is to be made anew.
webhook_has_a_certificate_of_another() {
  kubectl create --filename - >/dev/null <<END
{"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
 "metadata": {"name": "configdrive-operator-webhook-tls", "namespace": "$operator_namespace", "labels": {"app.kubernetes.io/managed-by": "configdrive-operator"}},
 "data": $(kubectl --namespace "$operator_namespace" get secret configdrive-operator-copy-tls --output 'jsonpath={.data}')}
END
}

removes_every_drive() {
  step 'Every ConfigDrive is deleted'
  kubectl delete "$drive" --all --all-namespaces --timeout=180s >/dev/null
  [[ -z $(find "$library" -name '*.iso') ]] || die "left in the library: $(find "$library" -name '*.iso')"
}

uninstalls() {
  step 'helm uninstall, in the documented order'
  "${release[@]}" uninstall configdrive-operator --wait >/dev/null
  kubectl delete namespace tenant-warm tenant-a tenant-b tenant-c tenant-d tenant-many tenant-swaps tenant-kills "$operator_namespace" --ignore-not-found --timeout=180s >/dev/null
  [[ -z $(kubectl get persistentvolumeclaims,pods --all-namespaces --output name) ]] || die 'claims or pods are left'
  kubectl get customresourcedefinition configdrives.configdrive.dev >/dev/null || die 'the definition is gone: Helm was to keep it'
}

# uses_every_right: this run, that is. A right that no test needs is a right too many.
uses_every_right() {
  step 'Rights: none is refused, and each is used'
  local answer
  kubectl get clusterrole,role --all-namespaces --selector app.kubernetes.io/instance=configdrive-operator --output json >"$work/roles.json"
  unseen_rights >"$work/unseen"
  answer=$(audit rights "$work/roles.json" "$work/unseen")
  [[ -z $answer ]] || die "the rights in config/rbac are not those that the audit log shows:
$answer"
}

# unseen_rights: those that no request can show here, a tab, and why they are needed.
unseen_rights() {
  printf '%s\t%s\n' 'update configdrives/finalizers (configdrive.dev)' \
    'asked for by OwnerReferencesPermissionEnforcement, which is on here, within the request that creates a claim or a pod'
}
