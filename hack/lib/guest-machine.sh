# shellcheck shell=bash
# A machine under QEMU with config drives in its CD-ROM drives, what it says, and its monitor (QMP), by which a medium is changed
# as libvirt does it for KubeVirt. Source after common.sh and debian.sh.

# No start of a guest takes longer, however busy this machine is.
guest_deadline=${GUEST_DEADLINE:-1200}

# need_qemu: qemu-system-x86_64 is in PATH.
need_qemu() {
  command -v qemu-system-x86_64 >/dev/null && return
  [[ -x $cache/qemu-trixie/bin/qemu-system-x86_64 ]] || with_lock qemu-trixie make_qemu
  PATH=$PATH:$cache/qemu-trixie/bin
}

# make_qemu: Debian 13's, which emulates a fifth faster than Debian 12's, with its own C library and all else that it needs.
make_qemu() {
  local work root=$cache/qemu-trixie/root bin=$cache/qemu-trixie/bin
  [[ ! -x $bin/qemu-system-x86_64 ]] || return 0 # made meanwhile by the run we waited for
  step "Fetching QEMU (unpacked into $root, not installed)"
  rm -rf "$root" "$bin"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_update "$work" trixie
  : >"$work/installed"
  echo "Dir::State::status \"$work/installed\";" >>"$work/apt.conf"
  debian_unpack "$work" "$root" qemu-system-x86
  rm -r "$work"
  mkdir "$bin"
  printf '#!/bin/sh\nQEMU_MODULE_DIR=%q exec %q --library-path %q %q -L %q -L %q "$@"\n' "$root/usr/lib/x86_64-linux-gnu/qemu" \
    "$root/usr/lib64/ld-linux-x86-64.so.2" "$(library_path "$root")" "$root/usr/bin/qemu-system-x86_64" "$root"/usr/share/{qemu,seabios} >"$bin/new"
  chmod +x "$bin/new"
  mv "$bin/new" "$bin/qemu-system-x86_64"
}

# start_machine FOLDER NAME KERNEL INITRAMFS APPEND MEGABYTES DRIVE… [-- ARGUMENT…]: with the images FOLDER/DRIVE.iso as CD-ROMs.
# $machine is then FOLDER/NAME.machine, with
#   console        what the kernel says
#   seen.out, .in  what the guest writes to its second serial port, and reads from there
#   qmp.out, .in   what the monitor says, and is told
start_machine() {
  local folder=$1 kernel=$3 initramfs=$4 append=$5 megabytes=$6 drives=() target=0
  machine=$folder/$2.machine
  shift 6
  while (($#)) && [[ $1 != -- ]]; do
    drives+=(-drive "if=none,id=$1-image,file=$1.iso,format=raw,readonly=on"
      -device "scsi-cd,bus=scsi.0,scsi-id=$((target++)),id=$1,drive=$1-image")
    shift
  done
  mkdir "$machine"
  touch "$machine"/{console,{seen,qmp}.out}
  mkfifo "$machine"/{seen,qmp}.in
  # Open for both, so that nobody waits for the other end, and none of them ends with what is said first.
  exec {guest_answers}<>"$machine/seen.in" {guest_commands}<>"$machine/qmp.in"
  # By emulation, as a KVM that is there may still hang. With one processor, as QEMU 7.2 lets another run into code that Linux is
  # about to change: "Oops: int3".
  (cd "$folder" && exec timeout --kill-after=5 "$guest_deadline" qemu-system-x86_64 \
    -accel tcg,thread=multi -cpu qemu64,-svm -smp 1 -m "$megabytes" -no-user-config -nodefaults -display none -no-reboot \
    -chardev "file,id=console,path=$machine/console" -serial chardev:console \
    -chardev "pipe,id=seen,path=$machine/seen" -serial chardev:seen \
    -chardev "pipe,id=qmp,path=$machine/qmp" -mon chardev=qmp,mode=control \
    -kernel "$kernel" -initrd "$initramfs" -append "$append" \
    -device virtio-scsi-pci,id=scsi "${drives[@]}" "${@:2}") </dev/null &
  guest_process=$!
  qmp qmp_capabilities >/dev/null
}

# end_machine: if one runs.
end_machine() {
  if [[ -n ${guest_process:-} ]] && kill "$guest_process" 2>/dev/null; then wait "$guest_process" || true; fi
}

# await_machine SECONDS COMMAND…: until COMMAND succeeds; fails when the machine ends before, or after SECONDS.
await_machine() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    { kill -0 "$guest_process" 2>/dev/null && ((SECONDS < deadline)); } || "$@" || return
    sleep 0.1
  done
}

# guest_at PLACE: the guest has come there, and waits for an answer.
guest_at() { await_machine "$guest_deadline" grep --quiet --line-regexp "=== host $1" "$machine/seen.out"; }

# answer: the guest may go on.
answer() { echo >&"$guest_answers"; }

# qmp COMMAND [ARGUMENTS]: what the monitor answers. Fails when it refuses.
qmp() {
  local id=$SRANDOM said
  printf '{"execute": "%s", "arguments": %s, "id": %d}\n' "$1" "${2:-"{}"}" "$id" >&"$guest_commands"
  await_machine 120 grep --quiet "\"id\": ${id}[,}]" "$machine/qmp.out" || { echo 'QEMU does not answer' && return 1; }
  said=$(grep "\"id\": ${id}[,}]" "$machine/qmp.out")
  echo "$said"
  [[ $said != *'"error"'* ]]
}

# ask_for_tray DRIVE: as one who presses its button. A guest that holds it hears of it when it next asks the drive for events.
ask_for_tray() { qmp blockdev-open-tray "{\"id\": \"$1\"}"; }

# await_tray DRIVE: until the guest lets it open.
await_tray() { await_machine 120 tray_is_open "$1" || { echo 'the tray did not open' && return 1; }; }

tray_is_open() { grep "DEVICE_TRAY_MOVED.*\"id\": \"$1\"" "$machine/qmp.out" | tail -n 1 | grep '"tray-open": true' >/dev/null; }

# put_medium DRIVE IMAGE: into an open tray, in place of what is in there, and closes it.
put_medium() {
  qmp blockdev-remove-medium "{\"id\": \"$1\"}" \
    && qmp blockdev-add "{\"node-name\": \"$2\", \"driver\": \"raw\", \"read-only\": true, \"file\": {\"driver\": \"file\", \"filename\": \"$2.iso\"}}" \
    && qmp blockdev-insert-medium "{\"id\": \"$1\", \"node-name\": \"$2\"}" \
    && qmp blockdev-close-tray "{\"id\": \"$1\"}"
}
