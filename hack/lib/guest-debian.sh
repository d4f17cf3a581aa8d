# shellcheck shell=bash
# A guest as people run it: Debian 12 with systemd and cloud-init on a disk. Source after debian.sh and guest-machine.sh.

guest_debian=$cache/guest-debian
guest_debian_packages=systemd-sysv,udev,dbus,cloud-init,openssh-server,netbase,ifupdown,iproute2,e2fsprogs,tzdata,linux-image-cloud-amd64
guest_debian_unit=$repository/tests/Guest/report.service

# need_debian_guest: $guest_debian has kernel, initramfs and disk.
need_debian_guest() { has_debian_guest || with_lock guest-debian make_debian_guest; }

has_debian_guest() { [[ $(cat "$guest_debian/made-of" 2>/dev/null) == "$(debian_guest_parts)" ]]; }

debian_guest_parts() { echo "$guest_debian_packages" && cat "$guest_debian_unit"; }

# make_debian_guest: by mmdebstrap, as root, for a disk with files of many owners.
make_debian_guest() {
  local work modules
  ! has_debian_guest || return 0 # made meanwhile by the run we waited for
  debian_tools mmdebstrap mmdebstrap perl
  command -v mkfs.ext4 >/dev/null || debian_tools e2fsprogs e2fsprogs
  step "Installing Debian 12 with cloud-init into a disk image: 1 to 3 minutes, once (kept in $guest_debian)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_sources "$work/sources"
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
    --customize-hook='chroot "$1" systemctl --quiet enable report cloud-init-local cloud-init cloud-config cloud-final' \
    bookworm "$work/root" "$work"/sources/* >&2

  rm -rf "$guest_debian"
  mkdir "$guest_debian"
  cp "$work"/root/boot/vmlinuz-* "$guest_debian/kernel"
  cp "$work"/root/boot/initrd.img-* "$guest_debian/initramfs"
  truncate --size=1G "$guest_debian/disk"
  mkfs.ext4 -q -L root -d "$work/root" "$guest_debian/disk"
  debian_guest_parts >"$guest_debian/made-of"
  rm -r "$work"
}

# boot_debian_guest FOLDER SCRIPT DRIVE UUID MAC: with SCRIPT as what reports. Nothing that the guest writes stays on the disk.
boot_debian_guest() {
  local folder=$1 size
  # To whole sectors, with empty lines.
  size=$(stat --format=%s "$2")
  { cat "$2" && printf '\n%.0s' $(seq $((512 - size % 512))); } >"$folder/report"
  start_machine "$folder" debian "$guest_debian/kernel" "$guest_debian/initramfs" 'root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=-1' 1024 "$3" -- \
    -uuid "$4" -netdev user,id=network,restrict=on,ipv6=off -device "virtio-net-pci,netdev=network,mac=$5" \
    -drive "if=virtio,file=$guest_debian/disk,format=raw,snapshot=on" -drive if=virtio,file=report,format=raw,readonly=on
}
