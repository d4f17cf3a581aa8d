#!/bin/sh
# Which data sources cloud-init's ds-identify would enable in a virtual machine that has IMAGE in its CD-ROM drive.
#   ds_identify.sh DS_IDENTIFY IMAGE
set -eu
machine=$(mktemp -d)
trap 'rm -rf "$machine"' EXIT
mkdir -p "$machine/bin" "$machine/root/run" "$machine/root/proc/1" "$machine/root/sys/class/dmi/id" "$machine/root/etc/cloud" "$machine/root/dev"
echo ro >"$machine/root/proc/cmdline"
echo init >"$machine/root/proc/1/cmdline"
echo '10.0 1.0' >"$machine/root/proc/uptime"
PATH=$PATH:/usr/sbin:/sbin blkid -p -o export "$2" | sed 's|^DEVNAME=.*|DEVNAME=/dev/sr0|' >"$machine/blkid.out"
printf '#!/bin/sh\ncat "%s/blkid.out"\n' "$machine" >"$machine/bin/blkid"
printf '#!/bin/sh\necho kvm\n' >"$machine/bin/systemd-detect-virt"
chmod +x "$machine/bin/blkid" "$machine/bin/systemd-detect-virt"
PATH=$machine/bin:$PATH PATH_ROOT=$machine/root DI_LOG=/dev/null sh "$1" --force || echo "exit status $?"
cat "$machine/root/run/cloud-init/cloud.cfg"
