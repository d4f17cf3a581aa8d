# shellcheck shell=bash
# A guest that reads drives: Debian's kernel, and an initramfs of what a guest reads drives with. Both come out of Debian's
# packages, so nothing is installed, no disk is made, and any user can boot it. Source after debian.sh and guest-machine.sh.

guest=$cache/guest
# With every library that its programs need, so that the guest is the same whatever this machine has.
guest_packages=(linux-image-cloud-amd64 ignition udev util-linux mount busybox-static
  libacl1 libblkid1 libc6 libcap2 libkmod2 liblzma5 libmount1 libpcre2-8-0 libselinux1 libssl3 libzstd1)
guest_ignition=usr/lib/dracut/modules.d/30ignition/ignition
guest_programs=("$guest_ignition" lib/udev/cdrom_id bin/udevadm sbin/blkid bin/mount)
guest_rules=(lib/udev/rules.d/{50-udev-default,60-cdrom_id,60-persistent-storage}.rules)
guest_modules=(virtio_pci virtio_pci_modern_dev virtio_pci_legacy_dev virtio virtio_ring
  virtio_scsi scsi_mod scsi_common sr_mod cdrom isofs nls_utf8)

# need_guest: qemu-system-x86_64 is in PATH, and $guest has kernel, initramfs and busybox.
need_guest() {
  need_qemu
  has_guest || with_lock guest make_guest
}

has_guest() { [[ $(cat "$guest/packages" 2>/dev/null) == "${guest_packages[*]}" ]]; }

make_guest() {
  local work kernel
  ! has_guest || return 0 # made meanwhile by the run we waited for
  step "Fetching a guest: ${guest_packages[*]:0:6} (kept in $guest, not installed)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_update "$work"
  # linux-image-cloud-amd64 is an empty package that depends on the newest kernel.
  kernel=$(APT_CONFIG=$work/apt.conf apt-cache depends linux-image-cloud-amd64 | awk '$1 == "Depends:" { print $2 }')
  debian_unpack_alone "$work" "$work/root" "${kernel:?}" "${guest_packages[@]:1}"
  guest_files "$work/root" "$work/files"

  rm -rf "$guest"
  mkdir "$guest"
  cp "$work/root/bin/busybox" "$guest/"
  cp "$work"/root/boot/vmlinuz-* "$guest/kernel"
  guest_archive "$work/files" >"$guest/initramfs"
  echo "${guest_packages[*]}" >"$guest/packages"
  rm -r "$work"
}

# guest_files ROOT FILES: under FILES, what the guest needs of the packages under ROOT.
guest_files() {
  local root=$1 files=$2 linker=lib64/ld-linux-x86-64.so.2 release name file found wanted
  release=$(ls "$root/lib/modules")
  found=$(
    set -e
    cd "$root"
    # Debian's own linker says which libraries a program loads from there.
    for file in "${guest_programs[@]}"; do
      "./$linker" --library-path "$(library_path .)" --list "$file"
    done | awk '$2 == "=>" { print $3 }' | sort --unique
    for name in "${guest_modules[@]}"; do find "lib/modules/$release" -name "$name.ko"; done
  )
  mapfile -t wanted <<<"$found"
  wanted+=("lib/modules/$release/modules."{builtin,order} "${guest_rules[@]}" "${guest_programs[@]}" bin/busybox "$linker")
  mkdir -p "$files"/{busybox,dev,lib/systemd,mnt,proc,run,sys,sysroot,tmp}
  for file in "${wanted[@]}"; do
    install -D "$root/$file" "$files/$file"
  done
  ln -s /bin/udevadm "$files/lib/systemd/systemd-udevd"
  ln -s "/$guest_ignition" "$files/bin/ignition"
  "$root/bin/busybox" depmod -b "$files" "$release"
}

# guest_archive FOLDER: in the form that the kernel unpacks, all of it root's.
guest_archive() {
  (cd "$1" && find . | "$guest/busybox" cpio -o -H newc -R 0:0 2>/dev/null)
}

# boot_guest FOLDER INIT DRIVE…: boots with INIT as the first process and the images FOLDER/DRIVE.iso as CD-ROMs.
boot_guest() {
  local folder=$1 init=$2
  shift 2
  # The kernel takes several archives, one after the other.
  install -D "$init" "$folder/initramfs.d/init"
  { cat "$guest/initramfs" && guest_archive "$folder/initramfs.d"; } >"$folder/initramfs"
  # A panic ends the machine.
  start_machine "$folder" small "$guest/kernel" initramfs "console=ttyS0 panic=-1 scsi_mod.scan=manual drives=$(IFS=, && echo "${*:1:$#-1}")" 512 "$@"
}
