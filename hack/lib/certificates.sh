# shellcheck shell=bash
# The keys and certificates of a control plane, by openssl, all under DIR/pki. Source after common.sh.

# make_certificates DIR: an authority, the API server's certificate, an administrator's certificate and token, and the
# key that signs service-account tokens. Kept when they are there already.
make_certificates() {
  local pki=$1/pki
  [[ ! -e $pki/tokens.csv ]] || return 0
  mkdir -p "$pki"
  new_key "$pki/ca.key"
  openssl req -new -x509 -sha256 -days 30 -key "$pki/ca.key" -subj '/CN=control-plane-ca' -out "$pki/ca.crt" \
    -addext 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'
  issue "$pki" kube-apiserver '/CN=kube-apiserver' \
    'extendedKeyUsage=serverAuth' 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc'
  issue "$pki" admin '/O=system:masters/CN=admin' 'extendedKeyUsage=clientAuth'
  new_key "$pki/service-account.key"
  openssl pkey -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub"
  printf '%s,admin-by-token,admin-by-token,"system:masters"\n' "$(openssl rand -hex 24)" >"$pki/tokens.csv"
}

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# issue PKI NAME SUBJECT EXTENSION…
issue() {
  local pki=$1 name=$2 subject=$3
  shift 3
  new_key "$pki/$name.key"
  openssl req -new -key "$pki/$name.key" -subj "$subject" \
    | openssl x509 -req -sha256 -days 30 -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -out "$pki/$name.crt" \
      -extfile <(printf '%s\n' 'keyUsage=critical,digitalSignature' "$@") 2>/dev/null
}

# write_kubeconfigs DIR SERVER: kubeconfig (client certificate) and token.kubeconfig (bearer token), each complete in itself.
write_kubeconfigs() {
  local pki=$1/pki token
  token=$(cut -d, -f1 "$pki/tokens.csv")
  kubeconfig "$pki" "$2" "{client-certificate-data: $(base64 -w0 "$pki/admin.crt"), client-key-data: $(base64 -w0 "$pki/admin.key")}" >"$1/kubeconfig"
  kubeconfig "$pki" "$2" "{token: $token}" >"$1/token.kubeconfig"
}

kubeconfig() {
  cat <<END
apiVersion: v1
kind: Config
current-context: control-plane
contexts:
  - {name: control-plane, context: {cluster: control-plane, user: admin, namespace: default}}
clusters:
  - name: control-plane
    cluster: {server: "$2", certificate-authority-data: $(base64 -w0 "$1/ca.crt")}
users:
  - name: admin
    user: $3
END
}
