# shellcheck shell=bash
# Debian packages without installing them: fetched and unpacked under a folder of ours, by any user. Nothing on the
# machine changes, and no service starts. apt works on lists and sources of its own here, as an ordinary user may not
# refresh the machine's, which a fresh image lacks altogether. Source after common.sh.

# on_debian: whether this is Debian 12, the release whose packages are known to do.
on_debian() {
  # shellcheck source=/dev/null
  [[ -r /etc/os-release && $(. /etc/os-release && echo "${ID:-} ${VERSION_CODENAME:-}") == 'debian bookworm' ]]
}

# debian_sources FOLDER [RELEASE]: the machine's own Debian sources, with the source packages switched on; or those of RELEASE on the same mirrors.
debian_sources() {
  local folder=$1 release=${2:-bookworm} file
  mkdir -p "$folder"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -r $file ]] || continue
    sed -nE 's/^deb((\s+\[[^]]*\])?\s+\S+\s+bookworm(-updates|-security)?(\s.*)?)$/deb\1\ndeb-src\1/p' "$file"
  done >"$folder/debian.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r $file ]] || continue
    # A file's paragraphs, each on its own, kept when its suites are Debian 12's.
    awk -v RS= -v ORS='\n\n' '
      /(^|\n)Suites:[^\n]*[ \t]bookworm(-updates|-security)?([ \t\n]|$)/ && !/(^|\n)Enabled:[ \t]*no/ {
        gsub(/(^|\n)Types:[^\n]*/, "\nTypes: deb deb-src"); sub(/^\n/, ""); print
      }' "$file"
  done >"$folder/debian.sources"
  sed -i "s/\\bbookworm\\b/$release/g" "$folder"/debian.{list,sources}
}

# debian_settings WORK: apt's settings, the machine's own (a proxy, a mirror's key) and then ours. Its hooks are for the
# machine's state, which we do not touch.
debian_settings() {
  local work=$1
  mkdir -p "$work/settings" "$work/lists/partial" "$work/cache/archives/partial"
  find /etc/apt/apt.conf.d -maxdepth 1 -type f -exec ln -s -t "$work/settings" {} +
  cat >"$work/settings/zz-ours" <<END
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/sources";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "3";
END
  echo "Dir::Etc::parts \"$work/settings\";" >"$work/apt.conf"
}

# debian_apt WORK ARGUMENT…: apt-get with all its state in the folder WORK.
debian_apt() {
  APT_CONFIG=$1/apt.conf LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 "${@:2}"
}

# debian_update WORK [RELEASE]: fetch the package lists of Debian 12, or of RELEASE from the same mirrors, into WORK, once.
debian_update() {
  local work=$1 release=${2:-bookworm}
  [[ ! -d $work/lists ]] || return 0
  debian_sources "$work/sources" "$release"
  [[ -s $work/sources/debian.list || -s $work/sources/debian.sources ]] \
    || die "no Debian 12 package source in /etc/apt: add one (main suite of bookworm), then run this again"
  debian_settings "$work"
  debian_apt "$work" update >&2 || die "could not fetch Debian's package lists: see the message above, then run this again"
}

# debian_unpack WORK ROOT PACKAGE…: PACKAGE… and whatever of their dependencies this machine lacks, unpacked under ROOT.
debian_unpack() {
  local work=$1 root=$2 packages
  shift 2
  debian_update "$work"
  mkdir -p "$root" "$work/packages"
  mapfile -t packages < <({
    printf '%s\n' "$@"
    debian_apt "$work" --simulate --no-install-recommends --no-upgrade install "$@" | awk '$1 == "Inst" { print $2 }'
  } | sort -u)
  (cd "$work/packages" && debian_apt "$work" download "${packages[@]}") >&2 \
    || die "could not download the Debian packages $*: see the message above, then run this again"
  debian_extract "$work" "$root"
}

# debian_unpack_alone WORK ROOT PACKAGE…: as debian_unpack, without what the packages depend on.
debian_unpack_alone() {
  local work=$1 root=$2
  debian_update "$work"
  mkdir -p "$root" "$work/packages"
  (cd "$work/packages" && debian_apt "$work" download "${@:3}") >&2 || die "could not download ${*:3}"
  debian_extract "$work" "$root"
}

debian_extract() {
  local package
  for package in "$1"/packages/*.deb; do
    dpkg --extract "$package" "$2"
  done
  rm -r "$1/packages"
}

# debian_tools NAME PACKAGE…: the packages' programs at the end of PATH, out of the cache, where they are unpacked once. What
# the machine has of its own comes first.
debian_tools() {
  local tools=$cache/$1
  [[ $(cat "$tools/packages" 2>/dev/null) == "${*:2}" ]] || with_lock "$1" make_debian_tools "$@"
  PATH=$PATH:$tools/bin
}

make_debian_tools() {
  local tools=$cache/$1 work program
  shift
  [[ $(cat "$tools/packages" 2>/dev/null) != "$*" ]] || return 0 # made meanwhile by the run we waited for
  step "Fetching $* (unpacked into $tools, not installed)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  rm -rf "$tools.new"
  debian_unpack "$work" "$tools.new/root" "$@"
  rm -r "$work"
  # Each program finds the libraries that came with it; nothing else is affected by them.
  mkdir "$tools.new/bin"
  for program in "$tools.new"/root/{sbin,bin,usr/sbin,usr/bin}/*; do
    [[ -f $program && -x $program ]] || continue
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q "$@"\n' "$(library_path "$tools/root")" "$tools${program#"$tools.new"}" \
      >"$tools.new/bin/${program##*/}"
  done
  chmod +x "$tools.new"/bin/*
  echo "$*" >"$tools.new/packages"
  rm -rf "$tools"
  mv "$tools.new" "$tools"
}

# library_path ROOT
library_path() {
  local libraries
  libraries=lib/$(uname -m)-linux-gnu
  echo "$1/usr/$libraries:$1/$libraries"
}
