"""Shows what cloud-init makes of config drives: the whole data source, as at a first boot, without touching this machine.

usage: cloud_init.py ConfigDrive|NoCloud DRIVES [MAC=NAME ...]

The first argument is the data source. DRIVES is a directory with a directory for each drive, which holds its files; each MAC=NAME is a network card
that the guest has. cloud-init's own code is found by PYTHONPATH. Prints a JSON list with an object for each drive, in the order of their names; "error" in it is an error that cloud-init raised.
"""

import inspect
import json
import logging
import os
import shutil
import sys
import tempfile

from cloudinit import handlers, helpers, settings, util
from cloudinit.config import cc_set_passwords, schema
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.net import netplan, network_state
from cloudinit.sources import DataSourceConfigDrive as configdrive
from cloudinit.sources import DataSourceNoCloud as nocloud
from cloudinit.user_data import UserDataProcessor


class Distro:
    """A guest whose default user is "debian"; it keeps what it is told."""

    name = "debian"
    osfamily = "debian"

    def __init__(self):
        self.passwords = {}
        self.expired = []

    def get_default_user(self):
        return {"name": "debian"}

    def get_option(self, _name, default=None):
        return default

    def chpasswd(self, plist_in, hashed=False):
        for user, password in plist_in:
            self.passwords[user] = password

    def set_passwd(self, user, passwd, hashed=False):
        self.passwords[user] = passwd

    def expire_passwd(self, user):
        self.expired.append(user)

    def get_package_mirror_info(self, *_args, **_kwargs):
        return {}

    def manage_service(self, *_args):
        return None

    def uses_systemd(self):
        return True


def parts(paths, raw, excluded=()):
    """The types and payloads of the parts, and the one cloud-config that they merge to, without those of the types in excluded."""
    if not raw:
        return {"types": [], "payloads": [], "config": None}
    message = UserDataProcessor(paths).process(raw)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    types = [part.get_content_type() for part in leaves]
    payloads = [util.decode_binary(util.fully_decoded_payload(part)) for part in leaves]
    merged = os.path.join(paths.cloud_dir, "merged")
    handler = CloudConfigPartHandler(paths)
    handler.cloud_fn = merged
    registered = helpers.ContentHandlers()
    registered.register(handler)
    handlers.call_begin(handler, None, "always")
    handlers.walk(
        message,
        handlers.walker_callback,
        data={"handlers": registered, "handlerdir": paths.cloud_dir, "data": None, "frequency": "always", "handlercount": 0, "excluded": excluded},
    )
    handlers.call_end(handler, None, "always")
    with open(merged, encoding="utf-8") as file:
        return {"types": types, "payloads": payloads, "config": util.load_yaml(file.read())}


def set_passwords(config):
    """What the module set_passwords does with a cloud-config."""
    distro = Distro()

    class Cloud:
        pass

    cloud = Cloud()
    cloud.distro = distro
    config = {"users": ["default"], **config}
    arguments = {"name": "set_passwords", "cfg": config, "cloud": cloud, "log": logging.getLogger("judge"), "args": []}
    wanted = inspect.signature(cc_set_passwords.handle).parameters
    cc_set_passwords.handle(**{name: value for name, value in arguments.items() if name in wanted})
    return {"passwords": distro.passwords, "expired": distro.expired}


def merged(paths, source):
    """The configuration with which the modules run: user data over vendor data, as far as the user data lets it in (stages.py, helpers.py)."""
    base = {"users": ["default"], **settings.CFG_BUILTIN}
    user = parts(paths, source.get_userdata_raw() or None)["config"] or {}
    found = [user]
    for name, raw in (("vendor_data2", source.get_vendordata2_raw()), ("vendor_data", source.get_vendordata_raw())):
        consumed = util.mergemanydict([user, base]).get(name, {})
        if isinstance(consumed, dict) and util.is_true(consumed.get("enabled")):
            found.append(parts(paths, raw, consumed.get("disabled_handlers") or ())["config"] or {})
    return util.mergemanydict([*found, base])


def network_of(config, cards, target, is_strict=True):
    """netplan's YAML, as cloud-init renders it, parsed, and the links as renderers without netplan see them; both None when cloud-init would fall back to
    DHCP. cloud-init itself only warns over its schema."""
    if config is None:
        return None, None
    config = config.get("network", config)  # as cloudinit/stages.py
    if is_strict and config.get("version") == 2 and hasattr(schema, "SchemaType"):
        schema.validate_cloudconfig_schema(config, schema_type=schema.SchemaType.NETWORK_CONFIG_V2, strict=True)
    network_state.get_interfaces_by_mac = lambda: cards
    network_state.find_interface_name_from_mac = cards.get
    state = network_state.parse_net_config_data(config, skip_broken=False)
    wanted = ["type", "mac_address", "bond-master", "vlan-raw-device"]
    links = {link["name"]: {key: link[key] for key in wanted if link.get(key)} for link in state.iter_interfaces()}
    netplan.Renderer({"netplan_path": "netplan.yaml", "netplan_header": ""}).render_network_state(state, target=target)
    with open(os.path.join(target, "netplan.yaml"), encoding="utf-8") as file:
        return util.load_yaml(file.read()), links


def config_drive_of(drive, paths, injected):
    """The data source ConfigDrive of a drive's files; injected files go into the dictionary."""
    shutil.copytree(drive, os.path.join(paths.seed_dir, "config_drive"))
    configdrive.write_injected_files = lambda files: injected.update(files or {})
    configdrive.find_candidate_devs = lambda *_args, **_kwargs: []
    return configdrive.DataSourceConfigDrive(dict(settings.CFG_BUILTIN), Distro(), paths)


def no_cloud_of(drive, paths, _injected):
    """The data source NoCloud of a drive's files."""
    shutil.copytree(drive, os.path.join(paths.seed_dir, "nocloud"))
    nocloud.load_cmdline_data = lambda *_args, **_kwargs: False
    nocloud.dmi.read_dmi_data = lambda *_args, **_kwargs: None
    source = nocloud.DataSourceNoCloud(dict(settings.CFG_BUILTIN), Distro(), paths)
    source._get_devices = lambda *_args, **_kwargs: []
    return source


SOURCES = {"ConfigDrive": config_drive_of, "NoCloud": no_cloud_of}


def read(kind, drive, cards):
    """What cloud-init makes of one drive."""
    with tempfile.TemporaryDirectory() as root:
        paths = helpers.Paths({"cloud_dir": os.path.join(root, "cloud"), "run_dir": os.path.join(root, "run"), "templates_dir": root})
        os.makedirs(os.path.join(paths.cloud_dir, "data"))
        injected = {}
        source = SOURCES[kind](drive, paths, injected)
        source.known_macs = cards
        if not source.get_data():
            return {"found": False}
        with open(paths.get_runpath("instance_data"), encoding="utf-8") as file:
            world_readable = file.read()
        vendor = parts(paths, source.get_vendordata_raw())
        hostname = source.get_hostname(fqdn=True)
        network, links = network_of(source.network_config, cards, root)
        return {
            "found": True,
            "instance_id": source.get_instance_id(),
            "hostname": getattr(hostname, "hostname", hostname),
            "availability_zone": source.availability_zone,
            "public_keys": source.get_public_ssh_keys(),
            "user_data": (source.get_userdata_raw() or b"").decode("latin-1"),
            "vendor_data": vendor,
            "vendor_data2": parts(paths, source.get_vendordata2_raw()),
            "set_passwords": set_passwords(vendor["config"] or {}),
            "merged": merged(paths, source),
            "merged_passwords": set_passwords(merged(paths, source)),
            "network": network,
            "links": links,
            "metadata": source.metadata,
            "files": {path: content.decode("latin-1") for path, content in injected.items()},
            "world_readable": world_readable,
        }


def attempt(kind, drive, cards):
    """As read, but an error is a result too."""
    try:
        return read(kind, drive, cards)
    except Exception as error:  # whatever cloud-init raises
        return {"error": repr(error)}


def text_of(value):
    """Bytes, which Nova's random_seed becomes, as JSON has them."""
    return value.decode("latin-1")


def main(kind, drives, cards):
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    print(json.dumps([attempt(kind, os.path.join(drives, name), cards) for name in sorted(os.listdir(drives))], default=text_of))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], dict(card.rsplit("=", 1) for card in sys.argv[3:]))
