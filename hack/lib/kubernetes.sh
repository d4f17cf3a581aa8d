# shellcheck shell=bash
# The programs of a control plane: found where people keep them, else made from Debian's packages. Debian 12 has etcd
# and kubectl ready; of the API server it has only the source (Kubernetes 1.20.2 with its vendored dependencies), so
# that is compiled, once. Source after common.sh and debian.sh.

kubernetes_cache=$cache/kubernetes-1.20.2

# find_program NAME: the path of etcd, kubectl, openssl, kube-apiserver, …; fails silently when there is none.
find_program() {
  local name=$1 variable folder
  variable=TEST_ASSET_${name^^}
  variable=${variable//-/_}
  if [[ -n ${!variable:-} ]]; then
    [[ -x ${!variable} ]] || die "$variable is ${!variable}, which is not a program that can be run: correct or unset it"
    echo "${!variable}"
    return
  fi
  for folder in ${KUBEBUILDER_ASSETS:+"$KUBEBUILDER_ASSETS"} "$kubernetes_cache" /usr/local/kubebuilder/bin; do
    if [[ -x $folder/$name ]]; then
      echo "$folder/$name"
      return
    fi
  done
  # Any kubectl and openssl will do. The others must fit each other.
  [[ $name == kubectl || $name == openssl ]] && command -v "$name"
}

# need_programs NAME…: makes those that are missing. The lock is taken only when something is.
need_programs() {
  local name
  for name in "$@"; do
    find_program "$name" >/dev/null || {
      with_lock kubernetes make_programs "$@"
      return
    }
  done
}

make_programs() {
  local name compile=() unpack=()
  for name in "$@"; do
    find_program "$name" >/dev/null && continue # made meanwhile by the run we waited for
    case $name in
      etcd) unpack+=(etcd-server) ;;
      kubectl) unpack+=(kubernetes-client) ;;
      openssl) unpack+=(openssl) ;;
      *) compile+=("$name") ;;
    esac
  done
  ((${#compile[@]} + ${#unpack[@]})) || return 0
  # Nearly all that the two are made of is the same: made together they cost little more than one.
  [[ ${compile[*]} != kube-apiserver ]] || compile+=(kube-controller-manager)
  on_debian || die "found no ${unpack[*]} ${compile[*]}, and can make them on Debian 12 only: point KUBEBUILDER_ASSETS at a folder with etcd, kube-apiserver and kubectl (setup-envtest fetches one)"

  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-kubernetes.XXXXXX") # 3 GB while compiling
  trap stop_making EXIT
  mkdir -p "$kubernetes_cache"
  if ((${#unpack[@]})); then
    step "Fetching ${unpack[*]} (unpacked into $kubernetes_cache, not installed)"
    debian_unpack "$work" "$work/programs" "${unpack[@]}"
    for name in etcd kubectl openssl; do
      [[ ! -e $work/programs/usr/bin/$name ]] || keep_program "$work/programs/usr/bin/$name"
    done
  fi
  ((!${#compile[@]})) || compile_kubernetes "$work" "${compile[@]}"
  stop_making
  trap - EXIT
}

# stop_making: leaves no build behind that nobody waits for, and none of its files.
stop_making() {
  [[ -z ${build:-} ]] || kill -- "-$build" 2>/dev/null || true
  rm -rf "$work"
}

# keep_program FILE: into the cache, in one step, so that nobody ever sees half a program.
keep_program() {
  cp "$1" "$kubernetes_cache/.$$.tmp"
  chmod 755 "$kubernetes_cache/.$$.tmp"
  mv "$kubernetes_cache/.$$.tmp" "$kubernetes_cache/$(basename "$1")"
}

# compile_kubernetes WORK NAME…
compile_kubernetes() {
  local work=$1 source=$1/go/src/k8s.io/kubernetes name go
  shift
  step "Compiling ${*} 1.20.2, which Debian 12 ships only as source"
  note "once, about 4 minutes on 2 cores; later runs find the programs in $kubernetes_cache"
  fetch_kubernetes_source "$work"
  printf '%s\n' KUBE_GIT_COMMIT=archive KUBE_GIT_TREE_STATE=clean KUBE_GIT_VERSION=v1.20.2 KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 >"$work/version"
  use_go "$work"
  # `make`, as plain `go build` lacks the files that Kubernetes generates first.
  setsid "${go[@]}" KUBE_GIT_VERSION_FILE="$work/version" make -C "$source" WHAT="${*/#/cmd/}" GOLDFLAGS='-s -w' >"$work/log" 2>&1 &
  build=$!
  watch_build "$build" "$work/log"
  build=''
  for name in "$@"; do
    keep_program "$source/_output/bin/$name"
  done
  note "done in $((SECONDS / 60)) min $((SECONDS % 60)) s"
}

# fetch_kubernetes_source WORK: Kubernetes' source, in the Go path of use_go.
fetch_kubernetes_source() {
  local work=$1 source=$1/go/src/k8s.io/kubernetes tools=$1/tools
  local packages=(golang-1.19-go golang-github-modern-go-reflect2-dev) tool
  for tool in make rsync jq; do
    command -v "$tool" >/dev/null || packages+=("$tool")
  done
  debian_unpack "$work" "$tools" "${packages[@]}"
  mkdir -p "$source" "$work/source" "$work/home"
  (cd "$work/source" && debian_apt "$work" source --download-only kubernetes) >&2
  tar --extract --gzip --file "$work"/source/kubernetes_*.orig.tar.gz --strip-components=1 --directory "$source"
  rm -r "$work/source"

  # reflect2 1.0.1, as vendored, reads the runtime's maps in a way that Go 1.18 changed: the API server would crash at
  # its first custom resource. 1.0.2 does not.
  rm -r "$source/vendor/github.com/modern-go/reflect2"
  cp -r "$tools/usr/share/gocode/src/github.com/modern-go/reflect2" "$source/vendor/github.com/modern-go/"
}

# use_go WORK: puts into `go` what a command needs before it to build with Debian's Go: an empty environment, as no GOFLAGS, GOROOT or proxy of
# the user's is to reach the build, and no network. The compiler collects its garbage less often: it runs a few seconds, and memory is cheaper.
use_go() {
  local work=$1 tools=$1/tools
  go=(env -i HOME="$work/home" TMPDIR="$work" LC_ALL=C
    PATH="$tools/usr/lib/go-1.19/bin:$tools/usr/bin:$PATH"
    LD_LIBRARY_PATH="$(library_path "$tools")"
    GOPATH="$work/go" GO111MODULE=off GOPROXY=off CGO_ENABLED=0 GOGC=300)
}

# watch_build PROCESS LOG: a sign of life now and then; the log when it fails.
watch_build() {
  local process=$1 log=$2 next=30
  SECONDS=0
  while kill -0 "$process" 2>/dev/null; do
    sleep 1
    if ((SECONDS >= next)); then
      note "still compiling ($((SECONDS / 60)) min $((SECONDS % 60)) s)"
      ((next += 30))
    fi
  done
  wait "$process" || {
    tail -n 40 "$log" >&2
    die "the build of Kubernetes failed: its last lines stand above. It needs about 3 GB in ${TMPDIR:-/tmp} and 4 GB of memory"
  }
}
