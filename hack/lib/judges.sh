# shellcheck shell=bash
# The programs of others that the tests use, mostly to judge what we write, unpacked into the cache. Source after debian.sh.

# need_judges: they are in PATH, python3 finds pycdlib, and CLOUD_INIT_DIR names the cloud-init of Debian 12. cloud-init must
# never be installed: it would take over the machine's next start.
need_judges() {
  debian_tools judges curl genisoimage xorriso libarchive-tools util-linux mount 7zip python3 python3-pycdlib cloud-init iproute2
  debian_tools vfat dosfstools mtools
  with_lock cloud-init make_cloud_inits
  local python=$cache/judges/root/usr/lib/python3/dist-packages
  export PATH CLOUD_INIT_DIR=${CLOUD_INIT_DIR:-$cache/judges/root} PYTHONPATH=$python${PYTHONPATH:+:$PYTHONPATH}
}

# make_cloud_inits: cloud-init/RELEASE for each release that the tests ask: that of Debian 12, and those of Debian 13 and of the Debian to come with
# the Python packages of Debian 12. Each with Nova's schema of network data, of which python3-ironic has a copy.
make_cloud_inits() {
  local folder=usr/lib/python3/dist-packages root=$cache/judges/root
  local schema=$folder/ironic/api/controllers/v1/network-data-schema.json
  if [[ ! -e $root/$schema ]]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
    debian_unpack_alone "$work" "$work/root" python3-ironic
    install -D "$work/root/$schema" "$root/$schema"
    rm -r "$work"
  fi
  mkdir -p "$cache/cloud-init"
  ln -sfn ../judges/root "$cache/cloud-init/22.4.2"
  make_cloud_init 25.1.4 trixie
  make_cloud_init newest forky
}

# make_cloud_init NAME RELEASE: cloud-init/NAME, once, from the package of a release of Debian.
make_cloud_init() {
  [[ ! -e $cache/cloud-init/$1 ]] || return 0
  step "Fetching the cloud-init of Debian's $2 (unpacked into $cache/cloud-init, not installed)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  if (debian_update "$work" "$2" && debian_unpack_alone "$work" "$work/root" cloud-init); then
    # What it needs beside it is Debian 12's, for Debian 12's Python.
    find "$root/$folder" -mindepth 1 -maxdepth 1 -not -iname 'cloud*init*' -exec ln -s -t "$work/root/$folder" {} +
    if PATH=/usr/bin:$PATH PYTHONPATH=$work/root/$folder python3 -c 'from cloudinit.sources import DataSourceConfigDrive'; then
      mv "$work/root" "$cache/cloud-init/$1"
    else
      note "it does not run on Debian 12's Python: the tests that ask it are skipped"
    fi
  else
    note 'it cannot be had from the package sources of this machine: the tests that ask it are skipped'
  fi
  rm -r "$work"
}
