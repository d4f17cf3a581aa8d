"""Answers questions about an API server's audit log. Standard library only.

  audit.py LOG writes NAMESPACE [SINCE]    how many writes the operator made in a namespace since a time, by verb and resource
  audit.py LOG rights ROLES UNSEEN         what the operator was refused that ROLES (a JSON list) lack, and which of their rights it never used, but for
                                           those that stand in UNSEEN (a line each, as they are told, a tab, the reason); a right that
                                           stands there and is used, or is none, is told too
"""

import json
import sys
from collections import Counter

USER = "system:serviceaccount:configdrive-system:configdrive-operator"
WRITES = {"create", "update", "patch", "delete", "deletecollection"}


def requests(path):
    """The operator's requests that were answered, and then its watches that go on: the API server tells of those only when they come,
    and when they end, as one that is refused does at once. A log that ends in half a line is fine."""
    watches = {}
    with open(path, encoding="utf-8") as log:
        for line in log:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue
            if event["user"]["username"] != USER:
                continue
            if event["stage"] == "ResponseComplete":
                watches.pop(event["auditID"], None)
                yield event
            elif event["verb"] == "watch":
                watches[event["auditID"]] = event
    yield from watches.values()


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


def name_of(verb, name, group):
    return f"{verb} {name} ({group or 'core'})"


def rights_of(role):
    """Each right of a role, with the namespace and the names that it is bound to."""
    namespace = role["metadata"].get("namespace")
    for rule in role["rules"]:
        for group in rule["apiGroups"]:
            for name in rule["resources"]:
                for verb in rule["verbs"]:
                    yield namespace, frozenset(rule.get("resourceNames", ())), verb, name, group


def allows(right, event):
    namespace, names, verb, name, group = right
    reference = event.get("objectRef", {})
    return (
        (verb, name, group) == (event["verb"], resource(event), reference.get("apiGroup", ""))
        and namespace in (None, reference.get("namespace"))
        and (not names or reference.get("name") in names)
    )


def rights(path, roles, unseen):
    with open(roles, encoding="utf-8") as file:
        granted = {right for role in json.load(file)["items"] if "-edit" not in role["metadata"]["name"] and "-view" not in role["metadata"]["name"] for right in rights_of(role)}
    # A request in the operator's own namespace uses the narrower right: it is no reason to have it everywhere.
    granted = sorted(granted, key=lambda right: (right[0] is None, not right[1], right[2:]))
    refused, used = Counter(), set()
    for event in requests(path):
        right = next((right for right in granted if allows(right, event)), None)
        forbidden = event.get("annotations", {}).get("authorization.k8s.io/decision") == "forbid"
        if not forbidden and right is not None:
            used.add(right)
        # A starting API server forbids what it has not read a role for yet: only what no role allows is missed.
        elif forbidden and right is None:
            refused[name_of(event["verb"], resource(event), event.get("objectRef", {}).get("apiGroup", ""))] += 1
    for what in refused:
        print("refused:", what)
    never = {name_of(*right[2:]) + (f" in {right[0]}" if right[0] else "") for right in granted if right not in used}
    with open(unseen, encoding="utf-8") as file:
        excused = {line.split("\t")[0] for line in file if line.strip()}
    for what in sorted(never - excused):
        print("never used:", what)
    for what in sorted(excused - never):
        print("excused in vain:", what)


if __name__ == "__main__":
    {"writes": writes, "rights": rights}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
