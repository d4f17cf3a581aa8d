# shellcheck shell=bash
# One disk, several starts with other drives, as a user's machine has them: what of a drive reaches the guest, and when, and what its
# owner did stays. docs/reference/guests.md promises it. Source after guest-debian.sh.

declare -A password=([a]='first-of-all' [b]="it's \"b\": \$HOME \\n #2" [c]='another-instance' [own]='chosen by its user'
  [alice]='of-the-user-data' [carol]='of-the-vendor-data' [bob1]='bob, hashed' [bob2]='bob, hashed again')
for number in {1..10}; do password[live$number]=live-password-$number; done

# make_keys: $dir/key.NAME and key.NAME.pub, of this run alone.
make_keys() {
  local name
  command -v ssh-keygen >/dev/null || debian_tools ssh openssh-client
  for name in k1 k2 k3 k4 user owner; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$dir/key.$name"; done
}

public_key() { printf '%s' "$(<"$dir/key.$1.pub")"; }

# yescrypt PASSWORD: a hash as Debian makes it.
yescrypt() { perl -e 'chomp(my $password = <STDIN>); print crypt($password, q($y$j9T$4OOhjEYK5jCq5pGhIFmvT1$))' <<<"$1"; }

# user_data NAME [LINE…]: of one who has a key, and one that is also on drives, and tells what has run.
user_data() {
  printf '%s\n' '#cloud-config' 'locale: C.UTF-8' "bootcmd: ['echo $1 >/run/bootcmd']" "runcmd: ['echo $1 >>/var/local/runcmd']" \
    "ssh_authorized_keys: ['$(public_key user)', '$(public_key k4)']" "${@:2}"
}

# start_drive NAME USER-DATA PASSWORD KEYS, with more of the spec on standard input: $dir/NAME.iso
start_drive() {
  local key
  {
    manifest guest <(cat <<<"$2")
    sed 's/^/  /'
    echo '  sshPublicKeys:'
    for key in $4; do echo "    - inline: $(public_key "$key")"; done
    printf '%s\n' '---' 'apiVersion: v1' 'kind: Secret' 'metadata: {name: password, namespace: default}' "data: {password: $(printf %s "$3" | base64 --wrap=0)}"
  } >"$dir/$1.yaml"
  operator render --filename "$dir/$1.yaml" --output "$dir/$1.iso" --revision "$(sha256sum "$dir/$1.yaml" | base32 | tr '[:upper:]' '[:lower:]' | head -c 10)"
}

# secret [FIELDS]: the spec's password, and its host name.
secret() { printf '%s\n' "password: {secretKeyRef: {name: password, key: password}${2:+, $2}}" "metadata: {hostname: $1.example.org}"; }

start_drives() {
  local name users
  start_drive a "$(user_data a)" "${password[a]}" 'k1 k2 k4' <<END
$(secret a)
vendorData: {inline: "#cloud-config\ntimezone: Europe/Berlin\n"}
files: [{path: /etc/motd, content: {inline: "of the drive"}}]
networkData:
  inline: |
    {"links": [{"id": "link0", "type": "phy", "ethernet_mac_address": "$guest_mac"}],
     "networks": [{"id": "network0", "link": "link0", "network_id": "network0", "type": "ipv4", "ip_address": "192.0.2.10", "netmask": "255.255.255.0"}],
     "services": []}
END
  start_drive b "$(user_data b)" "${password[b]}" 'k2 k3' < <(secret b)

  users="users: [default, {name: carol, shell: /bin/bash}]"
  start_drive once-a "$(user_data a "$users")" "${password[a]}" 'k1 k2 k4' <<END
$(secret a)
instanceIdentity: SystemUUID
vendorData: {inline: "#cloud-config\nchpasswd: {expire: false, users: [{name: carol, password: ${password[carol]}, type: text}]}\n"}
END
  start_drive once-b "$(user_data b "$users")" "${password[b]}" 'k2 k3' < <(secret b && echo 'instanceIdentity: SystemUUID')

  start_drive again-a "$(user_data a)" "${password[a]}" k4 < <(secret a && printf '%s\n' 'instanceIdentity: PerUserData' 'guestHook: None')
  start_drive again-b "$(user_data b)" "${password[b]}" 'k2 k3' < <(secret b && echo 'instanceIdentity: PerUserData')
  start_drive again-c "$(user_data b)" "${password[c]}" 'k2 k3' < <(secret b && printf '%s\n' 'instanceIdentity: PerUserData' 'guestHook: Live')
  for name in {1..10}; do
    start_drive "live-$name" "$(user_data b)" "${password[live$name]}" "k$((name % 2 + 1)) k3" \
      < <(secret b && printf '%s\n' 'instanceIdentity: PerUserData' 'guestHook: Live')
  done

  users="$(printf '%s\n' 'users: [{name: alice, shell: /bin/bash}, {name: bob, shell: /bin/bash}]' \
    "chpasswd: {expire: false, users: [{name: alice, password: ${password[alice]}, type: text}]}")"
  start_drive nocloud-a "$(user_data a "$users")" "$(yescrypt "${password[bob1]}")" 'k1 k2' <<END
$(secret a 'user: bob, hashed: true')
layouts: [NoCloud]
networkConfig: {inline: "version: 2\nethernets: {eth0: {match: {macaddress: '$guest_mac'}, addresses: [192.0.2.11/24]}}\n"}
END
  start_drive nocloud-b "$(user_data b "$users")" "$(yescrypt "${password[bob2]}")" 'k2 k3' < <(secret b 'user: bob, hashed: true' && echo 'layouts: [NoCloud]')
}

# use_disk WHAT: from here on, a new one.
use_disk() {
  what=$1 starts=0 disk=$dir/$release.disk
  cp --sparse=always "$(debian_guest "$release")/disk" "$disk"
}

# start [DRIVE]: the disk, with that drive or with none.
start() {
  local begun=$SECONDS said=up
  starts=$((starts + 1)) who="$release, $what, start $starts (drive ${1:-none})"
  boot_debian_guest "$dir" "$release-$what-$starts" "$release" "$disk" "$@" || said="no: $(tail -n 15 "$machine/console")"
  check "$who: boots" test "$said" = up
  note "$who: $((SECONDS - begun)) s"
}

# stop [reboot]: ends the start.
stop() {
  local said
  said=$(in_guest "systemctl --no-block --force ${1:-poweroff}") || true
  wait "$guest_process" || said+="QEMU's exit status is $?"
  exec {guest_answers}>&- {guest_commands}>&-
  check "$who: goes down" test -z "$said"
}

# holds PROMISE TEXT COMMAND: that the guest answers.
holds() { check "$who: $1" answers "$2" "$3"; }

# has_password USER PASSWORD [FORMER]: by the account's hash, and by a login.
has_password() {
  holds "$1 logs in with the password that is due${3:+, and not with the former}" "right $1${3:+ wrong refused}" \
    "passwords() { password_of $1 ${2@Q}; login $1 ${2@Q}; ${3:+password_of $1 ${3@Q}; login $1 ${3@Q};} }; on_line passwords"
}

# logs_in PRIVATE-KEY USER ANSWER
logs_in() { holds "a login by ssh with the key $1: $3" "$3" "ssh_login $2 <<'END'"$'\n'"$(<"$dir/key.$1")"$'\n'END; }

no_trace() { holds 'no trace of a password outside what is root'"'"'s alone' '' "holders ${*@Q}"; }

# owner_acts KEY: as people do in their machines, and with a key of their own.
owner_acts() {
  in_guest "useradd --create-home owner; echo kept >/home/owner/file; echo ${1@Q} >>/home/debian/.ssh/authorized_keys" >/dev/null
  kept=$(in_guest "$owners")
}
owners='host_keys; id owner; cat /home/owner/file'

owner_keeps() { holds 'SSH host keys, users and files of the owner stay' "$kept" "$owners"; }

no_cloud_init_error() { holds 'cloud-init ends without an error' '"errors":[]' "tr -d ' ' </run/cloud-init/result.json | grep errors"; }
