# shellcheck shell=bash
# The drives that the guest reads. Each is an image, DIR/NAME.iso, and a folder, DIR/NAME, with what has to be on it.
# Source after common.sh.

guest_uuid=7a1f6a52-3c1e-4c59-9b0e-5d9f4a6c2e11

program() { dotnet "$repository/artifacts/bin/$1.dll" "${@:2}"; }
operator() { program Operator/release/configdrive-operator "$@"; }

# render DIR NAME MANIFESTS: the drive that the operator would store. What the operator writes by itself is taken from the
# image, by a reader that is not the kernel's; what it was given is then put in its place by the caller.
render() {
  operator render --filename "$3" --output "$1/$2.iso"
  operator inspect "$1/$2.iso" --extract "$1/$2" >/dev/null
}

# manifest NAME USER-DATA: a ConfigDrive whose spec may be continued.
manifest() {
  cat <<END
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: $1, namespace: default}
spec: {template: {spec: {domain: {firmware: {uuid: 7a1f6a52-3c1e-4c59-9b0e-5d9f4a6c2e11}, devices: {}}}}}
---
apiVersion: configdrive.dev/v1alpha1
kind: ConfigDrive
metadata: {name: $1, namespace: default}
spec:
  virtualMachineRef: {name: $1}
  userData: {base64: $(base64 --wrap=0 "$2")}
END
}

# given FOLDER USER-DATA: where guests look for user data.
given() {
  cp "$2" "$1/openstack/latest/user_data"
  cp "$2" "$1/cloudstack/userdata/user_data.txt"
}

sample_drive() { render "$1" sample "$repository/config/samples"; }

# changed_drives DIR: the sample, and its next revision, with other user data and another key.
changed_drives() {
  local manifests=$1/second.manifests
  printf '%s\n' '#cloud-config' 'runcmd: [[touch, /run/changed]]' >"$1/user_data.second"
  echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE2oYKWaRuiMK3GnG696Li0LK0LFg/+wTo8PZx39CzST barbara@example.org' >"$1/keys.second"
  cp "$1/sample.iso" "$1/first.iso"
  cp -r "$1/sample" "$1/first"
  cp -r "$repository/config/samples" "$manifests"
  sed -i "/userData:/{n;s|secretKeyRef:.*|base64: $(base64 --wrap=0 "$1/user_data.second")|}
    /sshPublicKeys:/{n;s|secretKeyRef:.*|inline: $(<"$1/keys.second")|}" "$manifests/configdrive.yaml"
  render "$1" second "$manifests"
  given "$1/second" "$1/user_data.second"
  printf '%s' "$(<"$1/keys.second")" | tee "$1"/second/cloudstack/metadata/public{-,_}keys.txt >/dev/null
}

# ignition_drive DIR CONFIG
ignition_drive() {
  manifest ignition "$2" >"$1/ignition.yaml"
  render "$1" ignition "$1/ignition.yaml"
  given "$1/ignition" "$2"
}

# large_drive DIR: as much as a spec may hold. Directories of many sectors, names of the greatest length, 1 MiB of user data.
large_drive() {
  local dir=$1 number
  seq 165668 >"$dir/user_data"
  {
    manifest large "$dir/user_data"
    echo '  metadata:'
    echo '    extra:'
    for number in {001..100}; do echo "      $(long_key "$number"): value $number"; done
    echo '  files:'
    for number in {0000..0255}; do echo "    - {path: /srv/$number, content: {inline: file $number}}"; done
  } >"$dir/large.yaml"
  render "$dir" large "$dir/large.yaml"
  given "$dir/large" "$dir/user_data"
  for number in {001..100}; do printf 'value %s' "$number" >"$dir/large/cloudstack/metadata/$(long_key "$number").txt"; done
  for number in {0000..0255}; do printf 'file %s' "$number" >"$dir/large/openstack/content/$number"; done
}

# long_key NUMBER: a metadata key of 60 characters, the most there may be.
long_key() { printf 'key-%s-%052d' "$1" 0; }

# names_drive DIR: names that the operator never writes and ISO 9660 makes hard, and a file of 2 MB.
names_drive() {
  local dir=$1 folder=$1/names
  mkdir -p "$folder"/{1/2/3/4/5/6/7,many,twins:}
  echo deep >"$folder/1/2/3/4/5/6/7/file"
  # Only Rock Ridge holds the name "twins:". Of what is in there the other trees have to keep the contents, not the names.
  # Names have at most 253 bytes: Linux cuts longer ones, whoever wrote the image (get_rock_ridge_filename in fs/isofs/rock.c).
  for name in Case.txt case.txt CASE.TXT trailing trailing. 'star*colon:question?semicolon;' long-{1..3}-"$(printf '%0242d' 0)".txt; do
    echo "$name" >"$folder/twins:/$name"
  done
  for name in .hidden none 'with spaces' two.dots.tar.gz hyphen-or_underscore hyphen_or_underscore Grüße 日本語.txt "$(printf '%060d' 0).txt"; do
    echo "$name" >"$folder/$name"
  done
  for name in {1..300}; do echo "$name" >"$folder/many/$name"; done
  : >"$folder/empty"
  seq 300000 >"$folder/2 MB"
  program Guest/release/ConfigDrive.Guest "$folder" "$dir/names.iso"
}
