# shellcheck shell=bash
# What is promised of a machine that is started several times, by the means of guest-starts.sh. Source after that.

# test_starts RELEASE: every line of a check, on standard output.
test_starts() {
  local release=$1 what who starts disk kept
  trap end_machine EXIT
  trap 'exit 143' TERM
  test_each_start
  test_once
  test_again
  test_nocloud
  rm -f "$disk"
}

# guestHook EachStart and instanceIdentity Stable, as by default.
test_each_start() {
  use_disk each-start
  start a
  no_cloud_init_error
  holds 'the host name' a hostname
  has_password debian "${password[a]}"
  holds 'the default user has the SSH keys of the drive and of the user data' 'k1 k2 k4 user' 'keys_of debian'
  holds 'the user data' 'a a' 'on_line cat /run/bootcmd /var/local/runcmd'
  holds 'the vendor data' Europe/Berlin 'readlink /etc/localtime | sed s,.*zoneinfo/,,'
  holds 'the file' 'of the drive' 'cat /etc/motd'
  holds 'the static address' 192.0.2.10/24 "ip -4 -brief address show dev eth0 | awk '{ print \$3 }'"
  logs_in k1 debian debian
  no_trace "${password[a]}"
  # As it comes with Debian: nothing has mounted the drive, udev has locked it, and opens it on request.
  check "$who: opens the tray on request, and takes the next revision" change_medium a b
  holds 'the next revision, found by its label and mounted' "$(user_data b)" \
    'udevadm settle; mount --read-only LABEL=config-2 /mnt; cat /mnt/openstack/latest/user_data; umount /mnt'
  owner_acts "$(public_key owner)"
  stop

  start b
  no_cloud_init_error
  has_password debian "${password[b]}" "${password[a]}"
  holds 'exactly the keys of this drive, of the user data, and of the owner' 'k2 k3 k4 owner user' 'keys_of debian'
  holds "the user's file of keys stays private" '600 debian' 'key_file debian'
  logs_in k3 debian debian
  logs_in k1 debian refused
  holds 'the new host name' b hostname
  holds "the new user data's bootcmd runs, its runcmd does not" 'b a' 'on_line cat /run/bootcmd /var/local/runcmd'
  owner_keeps
  no_trace "${password[@]}"
  in_guest "chpasswd <<<debian:${password[own]@Q}" >/dev/null || true
  stop reboot

  start b
  has_password debian "${password[own]}" "${password[b]}"
  holds 'the keys are the same' 'k2 k3 k4 owner user' 'keys_of debian'
  owner_keeps
  stop

  start
  has_password debian "${password[own]}"
  holds 'the keys are the same' 'k2 k3 k4 owner user' 'keys_of debian'
  logs_in k3 debian debian
  holds 'the host name is the same' b hostname
  owner_keeps
  stop
}

# instanceIdentity SystemUUID: cloud-init reads the drive once; the hook, at each start.
test_once() {
  use_disk system-uuid
  start once-a
  no_cloud_init_error
  has_password debian "${password[a]}"
  has_password carol "${password[carol]}"
  holds 'the keys' 'k1 k2 k4 user' 'keys_of debian'
  owner_acts "$(public_key owner)"
  stop

  start once-b
  holds 'cloud-init does not read the drive: the host name and the bootcmd of the first' 'a a' 'on_line cat /etc/hostname /run/bootcmd'
  has_password debian "${password[b]}" "${password[a]}"
  has_password carol "${password[carol]}"
  holds 'exactly the keys of this drive, of the user data, and of the owner' 'k2 k3 k4 owner user' 'keys_of debian'
  owner_keeps
  # As in an image that does not let ds-identify decide.
  in_guest 'echo policy: enabled >/etc/cloud/ds-identify.cfg' >/dev/null || true
  stop

  start
  has_password debian "${password[b]}"
  holds 'the keys are the same' 'k2 k3 k4 owner user' 'keys_of debian'
  holds 'cloud-init runs, and takes the instance for the same one' "$guest_uuid a a" 'on_line cat /var/lib/cloud/data/instance-id /etc/hostname /var/local/runcmd'
  owner_keeps
  stop
}

# instanceIdentity PerUserData; at first without a hook, then with one, and at last with the live one.
test_again() {
  local former
  use_disk per-user-data
  start again-a
  has_password debian "${password[a]}"
  holds 'guestHook None: nothing of ours is in the guest' '' \
    'find / -xdev -name "*configdrive*" -not -path "/var/lib/cloud/*" -not -path "/usr/lib/python3/*"; find /run -name "*configdrive*" -not -name cloud-id-configdrive; grep --recursive --files-with-matches configdrive-guest /etc /var/lib'
  former=$(in_guest host_keys)
  stop

  start again-b
  no_cloud_init_error
  holds 'other user data: it runs from the start' 'b a b' 'on_line cat /run/bootcmd /var/local/runcmd'
  holds 'other user data: SSH host keys are made anew' new "[ \"\$(host_keys)\" = ${former@Q} ] && echo old || echo new"
  has_password debian "${password[b]}" "${password[a]}"
  holds 'the keys' 'k2 k3 k4 user' 'keys_of debian'
  owner_acts "$(public_key owner)"
  stop

  start again-c
  no_cloud_init_error
  holds 'another password alone: nothing runs from the start' 'b a b' 'on_line cat /run/bootcmd /var/local/runcmd'
  owner_keeps
  has_password debian "${password[c]}" "${password[b]}"
  holds 'the keys' 'k2 k3 k4 owner user' 'keys_of debian'
  test_live
  stop
}

# guestHook Live, which came to a guest that was made without it: media change while the guest's one processor is never idle.
test_live() {
  local texts=() number
  for number in {1..10}; do texts+=("${password[live$number]}"); done
  holds 'the live hook is there, for root alone to change' '755 root 644 root 644 root' \
    "on_line stat --format='%a %U' /usr/local/sbin/configdrive-guest /etc/systemd/system/configdrive@.service /etc/udev/rules.d/90-configdrive.rules"
  in_guest "mkdir -p /etc/configdrive/hooks.d
    printf '%s\n' '#!/bin/sh' 'echo \"\$1 \$CONFIGDRIVE_REVISION\" >>/root/hooks' >/etc/configdrive/hooks.d/10-test
    chmod +x /etc/configdrive/hooks.d/10-test
    watch_processes ${texts[*]@Q}
    while :; do :; done </dev/null >/dev/null 2>&1 3>&- &" >/dev/null || true
  : >"$dir/$release.seconds"
  check "$who: live, under load: ten media, each tray opens, each password and each set of keys arrives" ten_media
  note "$who: seconds from a medium to its password and keys, under load: $(paste --serial --delimiters=' ' "$dir/$release.seconds")"
  holds 'live: the hooks of the owner run, once a medium' "$(for number in {1..10}; do echo "medium $(revision_of "live-$number")"; done)" 'cat /root/hooks'
  holds 'live: the revision that was applied last' "$(revision_of live-10)" 'cat /run/configdrive/revision'
  no_trace "${texts[@]}"
  owner_keeps
}

# revision_of DRIVE: as the status of its ConfigDrive has it (the volume's field Application Use).
revision_of() { dd if="$dir/$1.iso" bs=1 skip=33651 count=10 status=none; }

ten_media() {
  local number begun
  for number in {1..10}; do
    change_medium again-c "live-$number" >/dev/null || { echo "medium $number did not come in" && return 1; }
    begun=${EPOCHREALTIME/./}
    # The revision is noted when password and keys are applied.
    if in_guest "until_true applied $(revision_of "live-$number")"; then
      echo "$((${EPOCHREALTIME/./} - begun))" | sed -E 's/^(.*)([0-9])[0-9]{5}$/\1.\2/' >>"$dir/$release.seconds"
      in_guest "has debian ${password[live$number]@Q} 'k$((number % 2 + 1)) k3 k4 owner user'" && continue
    fi
    echo "medium $number is not applied"
    in_guest 'cat /run/configdrive/applied; systemctl status configdrive@sr0; keys_of debian'
    return 1
  done
}

# layouts NoCloud; user data with users of its own, and no default one; a password that is given as a hash, to one of them.
test_nocloud() {
  use_disk nocloud
  start nocloud-a
  no_cloud_init_error
  holds 'the host name' a hostname
  holds 'the network configuration' 192.0.2.11/24 "ip -4 -brief address show dev eth0 | awk '{ print \$3 }'"
  has_password bob "${password[bob1]}"
  has_password alice "${password[alice]}"
  holds 'the first of the users has the keys, as there is no default one' 'k1 k2' 'keys_of alice'
  holds 'the user data' 'a a' 'on_line cat /run/bootcmd /var/local/runcmd'
  kept=$(in_guest host_keys)
  stop

  start nocloud-b
  holds 'the new host name' b hostname
  holds "the new user data's bootcmd runs, its runcmd does not" 'b a' 'on_line cat /run/bootcmd /var/local/runcmd'
  has_password bob "${password[bob2]}" "${password[bob1]}"
  has_password alice "${password[alice]}"
  holds 'the first of the users has exactly the keys of this drive' 'k2 k3' 'keys_of alice'
  holds 'SSH host keys stay' "$kept" host_keys
  stop
}
