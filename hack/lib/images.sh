# shellcheck shell=bash
# Container images: the operator's, and the small ones that a cluster of ours needs, all without a registry. Source after
# common.sh and debian.sh.

# shellcheck disable=SC2034 # for the scripts
debian_base=localhost/debian-runtime-deps:12

# machine_architecture: amd64 or arm64, as images and Debian say.
machine_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) die "there is no image for $(uname -m): say --arch amd64 or --arch arm64" ;;
  esac
}

# publish ARCH FOLDER: the operator as one native program. For another architecture clang links it, with what that one's gcc links with.
publish() {
  local compiler=gcc needs='gcc libc6-dev' triple=x86_64-linux-gnu settings=()
  [[ $1 == amd64 ]] || triple=aarch64-linux-gnu
  if [[ $1 != "$(machine_architecture)" ]]; then
    compiler=$triple-gcc needs="clang lld gcc-$triple libc6-dev-$1-cross"
    settings=(-p:CppCompilerAndLinker=clang "-p:ObjCopyName=$triple-objcopy")
  fi
  [[ -e $("$compiler" -print-file-name=crt1.o 2>/dev/null) ]] \
    || die "a C compiler, or the C library to link with, is missing for $1: install them (Debian packages $needs)"
  rm -rf "$2"
  dotnet publish "$repository/src/Operator" --configuration Release --runtime "linux-${1/amd64/x64}" --output "$2" \
    --nologo --verbosity quiet "${settings[@]}" >&2
  note "$(du -b "$2/configdrive-operator" | awk '{ printf "%.1f MB", $1 / 1e6 }')"
}

find_image_builder() {
  local program
  for program in docker podman buildah; do
    # A docker without its daemon builds nothing.
    "$program" info >/dev/null 2>&1 && echo "$program" && return
  done
  return 1
}

# need_buildah: the machine's or one out of the cache, with its state in a folder that end_buildah removes.
need_buildah() {
  debian_tools buildah buildah
  buildah_state=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-images.XXXXXX")
  trap end_buildah EXIT
  mkdir -p "$buildah_state/.config/containers"
  echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$buildah_state/.config/containers/policy.json"
}

# buildah ARGUMENT…: the program, which needs neither privileges of a container nor settings of the machine.
buildah() {
  HOME=$buildah_state BUILDAH_ISOLATION=chroot CONTAINERS_CONF=/dev/null CONTAINERS_REGISTRIES_CONF=/dev/null \
    command buildah --storage-driver vfs --root "$buildah_state/graph" --runroot "$buildah_state/run" "$@"
}

end_buildah() { rm -rf "$buildah_state"; }

# make_debian_base ARCH: what the image of Microsoft has, out of Debian's packages: the C and C++ libraries, OpenSSL, certificates.
make_debian_base() {
  local arch=$1 root=$cache/image-base/$1 container
  [[ -e $root ]] || with_lock image-base make_debian_base_files "$arch" "$root"
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah config --arch "$arch" "$container"
  buildah commit --quiet --rm "$container" "$debian_base" >/dev/null
}

make_debian_base_files() {
  local arch=$1 root=$2 work
  [[ ! -e $root ]] || return 0 # made meanwhile by the run we waited for
  [[ $arch == "$(machine_architecture)" ]] || die "a base of Debian packages can be made for this machine's architecture only"
  step "Fetching Debian's libc6, libgcc-s1, libstdc++6, libssl3, zlib1g and ca-certificates"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_unpack_alone "$work" "$work/root" base-files libc6 libgcc-s1 libstdc++6 libssl3 zlib1g ca-certificates
  (
    cd "$work/root"
    rm -rf usr/share/{doc,man,lintian,locale,bug,base-files} usr/lib/*-linux-gnu/gconv
    # What the packages do when they are installed.
    mkdir -p etc/ssl/certs usr/lib/ssl tmp
    cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
    ln -s /etc/ssl/certs usr/lib/ssl/certs
    printf '%s\n' 'root:x:0:0:root:/root:/sbin/nologin' 'app:x:1654:1654:app:/:/sbin/nologin' >etc/passwd
    printf '%s\n' 'root:x:0:' 'app:x:1654:' >etc/group
    chmod 1777 tmp
  )
  mkdir -p "${root%/*}"
  mv "$work/root" "$root"
  rm -r "$work"
}

# build_image PROGRAM TAG ARCH [BASE]
build_image() {
  local program=$1 tag=$2 arch=$3 base=${4:+BASE=$4} flags=()
  [[ $program != buildah ]] || flags=(--layers=false --format oci)
  "$program" build "${flags[@]}" --platform "linux/$arch" --build-arg "TARGETARCH=$arch" ${base:+--build-arg "$base"} \
    --tag "$tag" --file Dockerfile . >&2
}

# save_image PROGRAM TAG FILE: as an archive that docker, podman and containerd load.
save_image() {
  mkdir -p "$(dirname "$3")"
  rm -f "$3"
  case $1 in
    buildah) buildah push --quiet "$2" "docker-archive:$3:$2" >&2 ;;
    *) "$1" save --output "$3" "$2" ;;
  esac
}

# shellcheck disable=SC2034 # for node.sh
busybox_image=localhost/busybox:1

# make_busybox_image FILE: a shell for tests, which also keeps a pod's namespaces: it sleeps.
make_busybox_image() {
  local root=$cache/image-busybox container
  [[ -e $root ]] || with_lock image-busybox make_busybox_files "$root"
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah config --cmd '["/bin/sleep", "2147483647"]' "$container"
  buildah commit --quiet --rm "$container" "$busybox_image" >/dev/null
  save_image buildah "$busybox_image" "$1"
}

make_busybox_files() {
  local root=$1 work applet
  [[ ! -e $root ]] || return 0 # made meanwhile by the run we waited for
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_unpack_alone "$work" "$work/root" busybox-static
  mkdir -p "$work/image"/{bin,tmp}
  chmod 1777 "$work/image/tmp"
  cp "$work/root/bin/busybox" "$work/image/bin/"
  for applet in $("$work/root/bin/busybox" --list); do
    [[ $applet == busybox ]] || ln -s busybox "$work/image/bin/$applet"
  done
  mv "$work/image" "$root"
  rm -r "$work"
}
