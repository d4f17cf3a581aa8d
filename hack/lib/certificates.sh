# shellcheck shell=bash
# The keys and certificates of a control plane, by openssl, all under DIR/pki. Source after kubernetes.sh.

# make_certificates DIR: an authority, the API server's certificate, an administrator's certificate and token, and the
# key that signs service-account tokens. Kept when they are there already.
make_certificates() {
  local pki=$1/pki openssl
  openssl=$(find_program openssl)
  [[ ! -e $pki/tokens.csv ]] || return 0
  mkdir -p "$pki"
  new_key "$pki/ca.key"
  request "$pki/ca.key" '/CN=control-plane-ca' -x509 -days 30 -out "$pki/ca.crt" \
    -addext 'basicConstraints=critical,CA:true' -addext 'keyUsage=critical,keyCertSign,cRLSign' -addext 'subjectKeyIdentifier=hash'
  # 10.0.0.1 is the Service kubernetes, as pods know it.
  issue "$pki" kube-apiserver '/CN=kube-apiserver' \
    'extendedKeyUsage=serverAuth' 'subjectAltName=IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc'
  issue "$pki" admin '/O=system:masters/CN=admin' 'extendedKeyUsage=clientAuth'
  new_key "$pki/service-account.key"
  "$openssl" pkey -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub"
  printf '%s,admin-by-token,admin-by-token,"system:masters"\n' "$("$openssl" rand -hex 24)" >"$pki/tokens.csv"
}

new_key() { "$openssl" genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

# request KEY SUBJECT OPTION…: without the machine's configuration, which adds extensions of its own, or is not there at
# all when openssl was only unpacked.
request() {
  "$openssl" req -config <(printf '[req]\ndistinguished_name = none\n[none]\n') -new -sha256 -key "$1" -subj "$2" "${@:3}"
}

# issue PKI NAME SUBJECT EXTENSION…
issue() {
  local pki=$1 name=$2 subject=$3
  shift 3
  new_key "$pki/$name.key"
  request "$pki/$name.key" "$subject" | "$openssl" x509 -req -sha256 -days 30 -out "$pki/$name.crt" 2>/dev/null \
    -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial \
    -extfile <(printf '%s\n' 'keyUsage=critical,digitalSignature' 'authorityKeyIdentifier=keyid' "$@")
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
