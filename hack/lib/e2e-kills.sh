# shellcheck shell=bash
# kill -9 of operators and copy pods at random instants. Source after e2e.sh.

survives_kills() {
  local kills=${KILLS:-100} copies=0 operators=0 rounds=0 started=$SECONDS limit
  # How many there are in that time is a matter of the machine's pace.
  limit=$((60 + kills))
  step "Killing operator and copy pods, $kills times or for $limit s, while user data changes"
  kubectl create namespace tenant-kills >/dev/null
  drives tenant-kills web 8 | kubectl apply --filename - >/dev/null
  while ((copies + operators < kills && SECONDS - started < limit)) || ! ((copies && operators)); do
    ((SECONDS - started < 2 * limit)) || die "$operators operators and $copies copy pods killed in $((2 * limit)) s: they no longer come"
    rounds=$((rounds + 1))
    change tenant-kills "#cloud-config\nhostname: round-$rounds-$SRANDOM\n" "web-$((SRANDOM % 4 + 1))" "web-$((SRANDOM % 4 + 5))"
    kill_at_random_instants
    each_machine_names_a_filled_claim tenant-kills || die 'a VirtualMachine names a claim that is not filled'
  done
  note "killed $operators operators and $copies copy pods in $((SECONDS - started)) s, $rounds changes meanwhile"
  operator_ready >/dev/null
  await 'every drive to converge' converged tenant-kills
  await 'claims and pods that nobody wants to go' each_claim_is_wanted
  holds_what_render_gives tenant-kills
  [[ -z $(find "$library" -type f ! -name configdrive.iso) ]] || die "left in the library: $(find "$library" -type f ! -name configdrive.iso)"
}

# converged NAMESPACE: an operator that has just come may not have seen the last change, so a status that has settled says little.
converged() { settled "$1" && (holds_what_render_gives "$1"); }

# kill_at_random_instants: for two seconds; counts in operators and copies.
kill_at_random_instants() {
  local end=$((SECONDS + 2)) pid
  while ((SECONDS < end)); do
    sleep "0.0$((SRANDOM % 100))"
    # Not every one that is seen, so that some are met late in their short life, and some never.
    for pid in $(pgrep --full 'configdrive-operator copy' || true); do
      if ((SRANDOM % 2)) && kill -KILL "$pid" 2>/dev/null; then copies=$((copies + 1)); fi
    done
    if ((SRANDOM % 40 == 0)) && kill_operator; then operators=$((operators + 1)); fi
  done
}

# kill_operator: fails when none runs. The pod goes too: a container that is merely killed would wait longer and longer for its next start.
kill_operator() {
  pkill -KILL --full 'configdrive-operator run' || return
  operator_pods --output name | xargs --no-run-if-empty kubectl --namespace "$operator_namespace" delete --grace-period=0 --force --wait=false >/dev/null 2>&1 || true
}

# each_machine_names_a_filled_claim NAMESPACE: or none. Claims are asked for last: they outlive their mention by seconds.
each_machine_names_a_filled_claim() {
  local named filled
  named=$(kubectl --namespace "$1" get virtualmachines --output "jsonpath={range .items[*]}{$claim_in_template}{\"\\n\"}{end}")
  filled=$(kubectl --namespace "$1" get persistentvolumeclaims --output "jsonpath={range .items[*]}{.metadata.name} {.metadata.annotations.configdrive\\.dev/filled}{\"\\n\"}{end}")
  [[ -z $(comm -23 <(sed '/^$/d' <<<"$named" | sort) <(awk 'NF == 2 { print $1 }' <<<"$filled" | sort)) ]]
}
