# shellcheck shell=bash
# A guest of busybox alone, with the script for prepared images (guest/), and drives of ours and of others. Source after guest-starts.sh.

# make_box FOLDER: what busybox does not make itself, and one user, who has a key.
make_box() {
  make --silent -C "$repository/guest" install DESTDIR="$1"
  mkdir -p "$1"/etc/configdrive "$1"/home/tenant/.ssh
  echo 'user=tenant' >"$1/etc/configdrive/configdrive.conf"
  printf '%s\n' 'root:x:0:0::/root:/bin/sh' 'tenant:x:1000:1000::/home/tenant:/bin/sh' >"$1/etc/passwd"
  printf '%s\n' 'root:x:0:' 'tenant:x:1000:' >"$1/etc/group"
  printf '%s\n' 'root:*:20000::::::' 'tenant:*:20000::::::' >"$1/etc/shadow"
  public_key owner >"$1/home/tenant/.ssh/authorized_keys"
  echo >>"$1/home/tenant/.ssh/authorized_keys"
}

# box_drives: those that the operator makes, with one layout each, and two as others make them.
box_drives() {
  start_drive box-cloudstack '' "${password[a]}" 'k1 k2' < <(secret a && echo 'layouts: [CloudStack]')
  start_drive box-openstack '' "${password[b]}" 'k2 k3' < <(secret b && echo 'layouts: [OpenStack]')
  start_drive box-ended '' "${password[own]}" 'k2 k4' < <(secret b && echo 'layouts: [OpenStack]')

  # CloudStack's server: engine/storage/configdrive/src/main/java/org/apache/cloudstack/storage/configdrive/ConfigDriveBuilder.java.
  foreign_file box-foreign-cloudstack cloudstack/metadata/public-keys.txt "$(public_key k1)"$'\n'"$(public_key k3)"
  foreign_file box-foreign-cloudstack cloudstack/metadata/vm-id.txt "$guest_uuid"
  foreign_file box-foreign-cloudstack cloudstack/password/vm_password.txt "${password[c]}"
  foreign_file box-foreign-cloudstack openstack/latest/meta_data.json "{\"hostname\":\"a\",\"uuid\":\"$guest_uuid\"}"
  foreign_file box-foreign-cloudstack openstack/latest/vendor_data.json '{}'
  foreign_image box-foreign-cloudstack

  # Nova: nova/api/metadata/base.py.
  foreign_file box-foreign-openstack openstack/latest/meta_data.json "{\"uuid\": \"$guest_uuid\", \"admin_pass\": \"not-asked-for\", $(
    )\"public_keys\": {\"mine\": \"$(public_key k4)\\n\"}, \"keys\": [{\"name\": \"mine\", \"type\": \"ssh\", \"data\": \"$(public_key k4)\\n\"}], $(
    )\"hostname\": \"a.novalocal\", \"name\": \"a\", \"launch_index\": 0, \"availability_zone\": \"nova\", \"random_seed\": \"AAAA\", \"devices\": []}"
  foreign_file box-foreign-openstack openstack/latest/vendor_data.json '{}'
  foreign_image box-foreign-openstack
}

# foreign_file NAME PATH TEXT
foreign_file() {
  mkdir -p "$(dirname "$dir/$1/$2")"
  printf %s "$3" >"$dir/$1/$2"
}

# foreign_image NAME: as Nova and CloudStack have it made, where genisoimage is at hand.
foreign_image() {
  local genisoimage
  if genisoimage=$(PATH=$PATH:$cache/judges/bin command -v genisoimage); then
    "$genisoimage" -quiet -o "$dir/$1.iso" -ldots -allow-lowercase -allow-multidot -l -J -r -V config-2 "$dir/$1"
  else
    program Guest/release/ConfigDrive.Guest "$dir/$1" "$dir/$1.iso"
  fi
}

# box_has DRIVE PASSWORD KEYS: after it was applied.
box_has() {
  local hash
  reached "$1" apply || return
  hash=$(seen "$1" apply | sed -n 's/^password //p')
  [[ -n $hash && $hash == "$(perl -e 'chomp(my $given = <STDIN>); print crypt($given, shift)' "$hash" <<<"$2")" ]] || { echo "another password has the hash '$hash'" && return 1; }
  differ <(printf '%s\n' "keys $3" '600 tenant') <(seen "$1" apply | grep --invert-match '^password ')
}

check_box() {
  check 'busybox: a drive of CloudStack layout alone: its password and keys, and the key of the owner' box_has box-cloudstack "${password[a]}" 'k1 k2 owner'
  check 'busybox: a drive of OpenStack layout alone: another password, other keys' box_has box-openstack "${password[b]}" 'k2 k3 owner'
  check "busybox: CloudStack's own drive, after a run that was ended midway: another password, and exactly its keys" box_has box-foreign-cloudstack "${password[c]}" 'k1 k3 owner'
  check "busybox: Nova's drive: other keys; it brings no password" box_has box-foreign-openstack "${password[c]}" 'k4 owner'
}
