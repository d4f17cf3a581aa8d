# shellcheck shell=bash
# A migration that is asked for while the drive of a running VirtualMachine is swapped. Source after e2e-swaps.sh.

asks_a_migration_to_wait() {
  local namespace=tenant-swaps machine=vm-1 node attachment_pod='' former claim migration
  step 'A migration that is asked for during a swap waits for its end'
  await 'the API server to be told by what to trust the webhook' has_authority
  node=$(kubectl get nodes --output 'jsonpath={.items[0].metadata.name}')
  start_machine
  former=$(named_claim)
  change "$namespace" '#cloud-config\nhostname: migrates\n' "$machine"
  await 'the VirtualMachine to name another claim' names_another_claim_than "$former"
  claim=$(named_claim)
  (await 'the migration to be taken' migrate) &
  migration=$!
  await 'the migration to be asked to wait' is_asked_to_wait
  [[ -z $(migrations) ]] || die 'a migration was taken during a swap'
  eject
  inject "$claim"
  wait "$migration" || exit
  [[ -n $(migrations) ]] || die 'there is no migration'
  # While it is under way, nothing of the VirtualMachine is changed.
  change "$namespace" '#cloud-config\nhostname: migrated\n' "$machine"
  await 'the reason' attached_says MigrationInProgress
  [[ $(named_claim) == "$claim" ]] || die 'the VirtualMachine was changed during a migration'
  end_migration
  await 'the VirtualMachine to name another claim' names_another_claim_than "$claim"
  stop_machine
}

has_authority() { [[ -n $(kubectl get validatingwebhookconfiguration configdrive-operator --output 'jsonpath={.webhooks[0].clientConfig.caBundle}') ]]; }

# migrate: kubectl, as other clients, sends it again some times while it is asked to wait.
migrate() {
  kubectl create --filename - <<END
{"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstanceMigration", "metadata": {"name": "$machine", "namespace": "$namespace"}, "spec": {"vmiName": "$machine"}}
END
}

is_asked_to_wait() { grep --quiet '"resource":"virtualmachineinstancemigrations".*"reason":"TooManyRequests"' "$dir/audit.log"; }
migrations() { kubectl --namespace "$namespace" get virtualmachineinstancemigrations --output name; }

end_migration() {
  local version
  version=$(kubectl --namespace "$namespace" get virtualmachineinstancemigration "$machine" --output 'jsonpath={.metadata.resourceVersion}')
  kubectl replace --raw "/apis/kubevirt.io/v1/namespaces/$namespace/virtualmachineinstancemigrations/$machine/status" --filename - >/dev/null <<END
{"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstanceMigration",
 "metadata": {"name": "$machine", "namespace": "$namespace", "resourceVersion": "$version"},
 "spec": {"vmiName": "$machine"}, "status": {"phase": "Succeeded"}}
END
}
