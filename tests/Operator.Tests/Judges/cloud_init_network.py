"""Shows what cloud-init renders of network data, without touching this machine.

usage: cloud_init_network.py DOCUMENTS [MAC=NAME ...]

DOCUMENTS is a JSON file with a list of pairs: "network_data" for OpenStack's network_data.json or "network-config" for NoCloud's, and the text. Each MAC=NAME
is a network card that the guest has. cloud-init's own code is found by PYTHONPATH. Prints a JSON list with what it renders for netplan of each, in this
order; "error" in it is an error that cloud-init raised.
"""

import json
import sys
import tempfile

from cloud_init import network_of
from cloudinit import net, util
from cloudinit.sources.helpers import openstack


def config_of(kind, text, cards):
    """cloud-init's own network configuration, as the data sources make it."""
    return openstack.convert_net_json(json.loads(text), known_macs=cards) if kind == "network_data" else util.load_yaml(text)


def find_cards(config, cards):
    """The cards as cloud-init finds and renames them before it renders (distros/networking.py, wait_for_physdevs, apply_network_config_names)."""
    wanted = {mac: name for mac, name, *_ in net.extract_physdevs(config.get("network", config))}
    if not wanted.keys() <= cards.keys():
        raise RuntimeError(f"Not all expected physical devices present: {wanted.keys() - cards.keys()}")
    return {**cards, **wanted}


def render(kind, text, cards):
    """netplan's YAML, parsed, or the error."""
    try:
        with tempfile.TemporaryDirectory() as root:
            config = config_of(kind, text, dict(cards))
            network, links = network_of(config, find_cards(config, cards), root, is_strict=False)
            return {"network": network, "links": links}
    except Exception as error:  # whatever cloud-init raises
        return {"error": repr(error)}


def main(documents, cards):
    net.get_interfaces_by_mac = lambda: cards
    net.device_driver = net.device_devid = lambda *_args: None
    util.udevadm_settle = lambda *_args, **_kwargs: None
    with open(documents, encoding="utf-8") as file:
        print(json.dumps([render(kind, text, cards) for kind, text in json.load(file)]))


if __name__ == "__main__":
    main(sys.argv[1], dict(card.rsplit("=", 1) for card in sys.argv[2:]))
