"""Judges network data by Nova's schema.

usage: network_schema.py SCHEMA NETWORK_DATA

jsonschema is found by PYTHONPATH. Prints one line for each fault; nothing when there is none.
"""

import json
import sys

import jsonschema


def main(schema_path, data_path):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    # Ironic 21's copy has a slip of the pen that Nova has mended since: the standard for link aggregation is 802.3ad.
    modes = schema["definitions"]["l2_bond"]["properties"]["bond_mode"]["enum"]
    modes[:] = ["802.3ad" if mode == "802.1ad" else mode for mode in modes]
    with open(data_path, encoding="utf-8") as file:
        data = json.load(file)
    for fault in jsonschema.Draft7Validator(schema).iter_errors(data):
        print("/".join(map(str, fault.absolute_path)), fault.message)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
