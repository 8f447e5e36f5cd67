# SPDX-License-Identifier: GPL-3.0-or-later
"""How directory objects of mixed kinds are shown together: with their type, complete, and less where the caller may not read them."""
from __future__ import annotations

from tests.simulator.graph import application_objects, directory, group_objects, service_principal_objects, user_objects

COMPLETE = {"users": user_objects.complete, "groups": group_objects.complete, "applications": application_objects.complete,
            "servicePrincipals": service_principal_objects.complete}
SHOWN = {"user": frozenset(user_objects.SHOWN), "group": frozenset(group_objects.SHOWN),
         "servicePrincipal": frozenset(service_principal_objects.SHOWN), "application": frozenset(application_objects.SHOWN)}
DIRECTORY = {"Directory.Read.All", "Directory.ReadWrite.All"}
READERS = {
    "users": {"User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All"} | DIRECTORY,
    "groups": {"GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All"} | DIRECTORY,
    "servicePrincipals": {"Application.Read.All", "Application.ReadWrite.All"} | DIRECTORY,
    "applications": {"Application.Read.All", "Application.ReadWrite.All"} | DIRECTORY,
    "devices": {"Device.Read.All"} | DIRECTORY,
}


def typed(call, kind, found):
    """The object with its type and all its properties, or with its type and id alone when the caller may not read its kind."""
    whole = directory.typed(kind, COMPLETE.get(kind, dict)(found))
    return whole if granted(call) & READERS[kind] else _hidden(whole)


def _hidden(whole):
    shown = {"@odata.type": whole["@odata.type"], "id": whole["id"]}
    return {name: shown.get(name) for name in whole if name in shown or whole[name] is None or isinstance(whole[name], str)}


def granted(call):
    """The permissions in the caller's token."""
    return set(call.claims.get("roles", ()) if call.app_only else call.claims.get("scp", "").split())


def shown(row):
    """The names shown of a typed row without $select; all of them for a kind that has no more than it shows."""
    return SHOWN.get(row.get("@odata.type", "").rpartition(".")[2])


def of_type(rows, cast):
    """The rows of the type that a path's last segment casts to, such as microsoft.graph.user."""
    return [row for row in rows if row["@odata.type"].lower() == f"#{cast}".lower()]


def references(call, rows):
    """Objects as references to them."""
    return {"@odata.context": f"{call.origin}/{call.version}/$metadata#Collection($ref)",
            "value": [{"@odata.id": f"{call.origin}/{call.version}/directoryObjects/{row['id']}"} for row in rows]}
