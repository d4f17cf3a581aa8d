"""Answers questions about an API server's audit log. Standard library only.

  audit.py LOG writes NAMESPACE [SINCE]    how many writes the operator made in a namespace since a time, by verb and resource
  audit.py LOG rights ROLES                what the operator was refused, and which rights of ROLES (a JSON list) it never used
"""

import json
import sys
from collections import Counter

USER = "system:serviceaccount:configdrive-system:configdrive-operator"
WRITES = {"create", "update", "patch", "delete", "deletecollection"}


def requests(path):
    """The operator's requests that were answered. Lists that were cut into a watch, and a log that ends in half a line, are fine."""
    with open(path, encoding="utf-8") as log:
        for line in log:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue
            started = event["stage"] == "ResponseStarted" and event["verb"] == "watch"
            if event["user"]["username"] == USER and (event["stage"] == "ResponseComplete" or started):
                yield event


def resource(event):
    reference = event.get("objectRef", {})
    return "/".join(filter(None, (reference.get("resource"), reference.get("subresource"))))


def writes(path, namespace, since=""):
    found = Counter()
    for event in requests(path):
        succeeded = event.get("responseStatus", {}).get("code", 0) < 300
        if event["verb"] in WRITES and succeeded and event.get("objectRef", {}).get("namespace") == namespace:
            if event["requestReceivedTimestamp"] >= since and resource(event) != "events":
                found[f"{event['verb']} {resource(event)}"] += 1
    print(sum(found.values()), ", ".join(f"{count} {what}" for what, count in sorted(found.items())))


def rights(path, roles):
    refused, used = Counter(), set()
    for event in requests(path):
        group = event.get("objectRef", {}).get("apiGroup", "")
        if event.get("responseStatus", {}).get("code") == 403 and "forbidden" in str(event.get("responseStatus")).lower():
            if event.get("annotations", {}).get("authorization.k8s.io/decision") == "forbid":
                refused[f"{event['verb']} {resource(event)} ({group or 'core'})"] += 1
        used.add((event["verb"], group, resource(event)))
    for what in refused:
        print("refused:", what)
    with open(roles, encoding="utf-8") as file:
        rules = [rule for role in json.load(file)["items"] if "-edit" not in role["metadata"]["name"] and "-view" not in role["metadata"]["name"] for rule in role["rules"]]
    for verb, group, name in sorted({(v, g, n) for rule in rules for g in rule["apiGroups"] for n in rule["resources"] for v in rule["verbs"]}):
        if (verb, group, name) not in used:
            print("never used:", verb, name, f"({group or 'core'})")


if __name__ == "__main__":
    {"writes": writes, "rights": rights}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
