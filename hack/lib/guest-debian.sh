# shellcheck shell=bash
# Guests as people run them: Debian with systemd and cloud-init on a disk, which lives through several starts. The host is root
# there by the second serial port. Source after debian.sh, guest-machine.sh, guest.sh and guest-drives.sh.

guest_debian_packages=systemd-sysv,udev,dbus,cloud-init,openssh-server,netbase,ifupdown,iproute2,e2fsprogs,tzdata,linux-image-cloud-amd64
guest_debian_unit=$repository/tests/Guest/report.service
guest_debian_init=$repository/tests/Guest/initramfs
# What has nothing to do with config drives, and costs an emulated machine much of its start.
guest_debian_masked=(apt-daily{,-upgrade}.timer dpkg-db-backup.timer e2scrub_{all.timer,reap.service} fstrim.timer
  {,serial-}getty@.service {dev-hugepages,dev-mqueue,sys-fs-fuse-connections,sys-kernel-{config,debug,tracing}}.mount
  modprobe@.service proc-sys-fs-binfmt_misc.automount systemd-{binfmt,logind,pstore,random-seed,update-utmp{,-runlevel}}.service)
# Kernel modules of devices that nobody uses here: to unpack and load them takes seconds of each start.
guest_debian_unused=ata_generic,ata_piix,button,evdev,qemu_fw_cfg,serio_raw,sg
# cloud-init makes new SSH host keys for each instance: of this type, as an RSA key takes an emulated machine half a minute.
guest_debian_cloud_config='ssh_genkeytypes: [ed25519]'
guest_mac=02:00:00:4a:5b:6c

# debian_guest RELEASE: where kernel, initramfs and disk are.
debian_guest() { echo "$cache/guest-debian-$1"; }

need_debian_guest() { has_debian_guest "$1" || with_lock "guest-debian-$1" make_debian_guest "$1"; }

has_debian_guest() { [[ $(cat "$(debian_guest "$1")/made-of" 2>/dev/null) == "$(debian_guest_parts)" ]]; }

debian_guest_parts() {
  echo "$guest_debian_packages" "${guest_debian_masked[@]}" "$guest_debian_cloud_config"
  cat "$guest_debian_unit" "$guest_debian_init"
  declare -f debian_initramfs
}

# make_debian_guest RELEASE: by mmdebstrap, as root, for a disk with files of many owners.
make_debian_guest() {
  local work modules made=$cache/guest-debian-$1
  ! has_debian_guest "$1" || return 0 # made meanwhile by the run we waited for
  debian_tools mmdebstrap mmdebstrap perl
  command -v mkfs.ext4 >/dev/null || debian_tools e2fsprogs e2fsprogs
  step "Installing Debian $1 with cloud-init into a disk image: 1 to 3 minutes, once (kept in $made)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_sources "$work/sources" "$1"
  find "$work/sources" -empty -delete
  apt-config dump Acquire | grep -E '^Acquire::(https?|Check-[^:]*|ForceIPv.)[: ]' >"$work/apt.conf" || true # a proxy, and the like
  modules=$cache/mmdebstrap/root/usr
  # shellcheck disable=SC2016 # mmdebstrap's shell knows $1
  LC_ALL=C PERL5LIB=$modules/share/perl5:$modules/share/perl/5.36:$modules/lib/x86_64-linux-gnu/perl/5.36 \
    mmdebstrap --quiet --mode=root --variant=essential --include="$guest_debian_packages" \
    --aptopt="$work/apt.conf" --aptopt='APT::Sandbox::User "root"' --aptopt='Acquire::Retries "3"' \
    --dpkgopt='force-unsafe-io' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook="copy-in '$guest_debian_unit' /etc/systemd/system" \
    --customize-hook="echo '$guest_debian_cloud_config' >\"\$1/etc/cloud/cloud.cfg.d/90-keys.cfg\"" \
    --customize-hook="chroot \"\$1\" systemctl --quiet mask ${guest_debian_masked[*]}" \
    --customize-hook='cd "$1" && chroot . systemctl --quiet enable report $(cd usr/lib/systemd/system && ls | grep -Ex "cloud-(init|init-local|init-main|init-network|config|final)[.]service")' \
    "$1" "$work/root" "$work"/sources/* >&2

  rm -rf "$made"
  mkdir "$made"
  cp "$work"/root/boot/vmlinuz-* "$made/kernel"
  debian_initramfs "$work/root" "$work/initramfs" >"$made/initramfs"
  truncate --size=1500M "$made/disk"
  mkfs.ext4 -q -L root -d "$work/root" "$made/disk"
  debian_guest_parts >"$made/made-of"
  rm -r "$work"
}

# debian_initramfs ROOT FILES: enough to find the disk, and the CD-ROM drive for ds-identify, which looks before systemd starts a unit. Debian's
# own takes longer than all that the kernel does.
debian_initramfs() {
  local root=$1 files=$2 name module number=10
  install -D "$guest_debian_init" "$files/init"
  install -D "$guest/busybox" "$files/bin/busybox"
  mkdir "$files/modules"
  for name in virtio_ring virtio virtio_pci_{modern,legacy}_dev virtio_pci virtio_blk scsi_common scsi_mod cdrom sr_mod virtio_scsi; do
    module=$(find "$root/usr/lib/modules" -name "$name.ko*")
    [[ -n $module ]] || continue # part of the kernel
    if [[ $module == *.xz ]]; then "$guest/busybox" unxz -c "$module"; else cat "$module"; fi >"$files/modules/$((number++))-$name.ko"
  done
  guest_archive "$files"
}

# boot_debian_guest FOLDER NAME RELEASE DISK [DRIVE]: in FOLDER, with FOLDER/DRIVE.iso if any; what the guest writes stays on DISK.
boot_debian_guest() {
  local size made=$cache/guest-debian-$3
  # The script that does what we say, to whole sectors, with empty lines.
  size=$(stat --format=%s "$repository/tests/Guest/report")
  { cat "$repository/tests/Guest/report" && printf '\n%.0s' $(seq $((512 - size % 512))); } >"$1/$2.report"
  start_machine "$1" "$2" "$made/kernel" "$made/initramfs" \
    "root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=-1 mitigations=off init_on_alloc=0 audit=0 lsm=yama scsi_mod.scan=sync module_blacklist=$guest_debian_unused" \
    1024 "${@:5}" -- \
    -uuid "$guest_uuid" -netdev user,id=network,restrict=on,ipv6=off -device "virtio-net-pci,netdev=network,mac=$guest_mac" \
    -drive "if=virtio,file=$4,format=raw,cache=unsafe" -drive "if=virtio,file=$2.report,format=raw,readonly=on"
  guest_at ready
}

# in_guest COMMAND: what root's bash says there to it, with the functions of tests/Guest/report; and its exit status.
in_guest() {
  local number=$SRANDOM
  echo "$number $(base64 --wrap=0 <<<"$1")" >&"$guest_answers"
  await_machine "$guest_deadline" grep --quiet --extended-regexp "^=== $number [0-9]+\$" "$machine/seen.out" || { echo 'the guest does not answer' && return 1; }
  awk -v begin="=== $number" 'index($0, begin " ") == 1 { exit $3 } shown; $0 == begin { shown = 1 }' "$machine/seen.out"
}

# answers TEXT COMMAND: the guest, to the byte.
answers() { differ <(printf '%s' "${1:+$1$'\n'}") <(in_guest "$2"); }
