# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a group, and who owns it. Whoever changes a membership, be it through a group or through PIM, does it here.

A membership stays written when the member is deleted, and is not seen meanwhile: restoring the member brings it back.
"""
from __future__ import annotations

from tests.simulator.graph import directory


def add(store, group_id, principal_id, relation="members"):
    store.put(f"groups/{group_id}/{relation}", principal_id, {"id": principal_id})


def remove(store, group_id, principal_id, relation="members"):
    """Take somebody out; True when he or she was in."""
    return store.delete(f"groups/{group_id}/{relation}", principal_id)


def holds(store, group_id, principal_id, relation="members"):
    """Whether somebody was written into the group, whether readers see it already or not."""
    return store.truth(f"groups/{group_id}/{relation}", principal_id) is not None


def written(tenant, group_id, relation="members"):
    """(kind, object) of all who were written into the group and exist."""
    return _principals(tenant, tenant.directory.truths(f"groups/{group_id}/{relation}"))


def direct(tenant, group_id, relation="members"):
    """(kind, object) of those who are in the group, as this reader sees it."""
    return _principals(tenant, tenant.directory.list(f"groups/{group_id}/{relation}"))


def transitive(tenant, group_id):
    """(kind, object) of those who are in the group or in a group within it, each once."""
    found, todo = {}, [group_id]
    while todo:
        for kind, member in direct(tenant, todo.pop(0)):
            if member["id"] not in found:
                found[member["id"]] = (kind, member)
                if kind == "groups":
                    todo.append(member["id"])
    return list(found.values())


def groups_of(tenant, principal_id, through=True):
    """The groups that somebody is in, through other groups too unless told otherwise, as this reader sees them."""
    store, found, todo = tenant.directory, {}, [principal_id]
    while todo:
        sought = todo.pop(0)
        for group in store.list("groups"):
            if group["id"] not in found and store.get(f"groups/{group['id']}/members", sought):
                found[group["id"]] = group
                if through:
                    todo.append(group["id"])
    return list(found.values())


def _principals(tenant, rows):
    found = (directory.principal(tenant, row["id"]) for row in rows)
    return [each for each in found if each is not None]
