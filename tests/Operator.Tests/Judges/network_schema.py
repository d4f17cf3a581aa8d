"""Judges network data by Nova's schema.

usage: network_schema.py SCHEMA NETWORK_DATA...

jsonschema is found by PYTHONPATH. Prints a JSON list with the list of faults of each file.
"""

import json
import sys

import jsonschema


def main(schema_path, data_paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    # Ironic 21's copy has a slip of the pen that Nova has mended since: the standard for link aggregation is 802.3ad.
    modes = schema["definitions"]["l2_bond"]["properties"]["bond_mode"]["enum"]
    modes[:] = ["802.3ad" if mode == "802.1ad" else mode for mode in modes]
    validator = jsonschema.Draft7Validator(schema)
    faults = []
    for path in data_paths:
        with open(path, encoding="utf-8") as file:
            faults.append([fault.message for fault in validator.iter_errors(json.load(file))])
    print(json.dumps(faults))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
