# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Which roles Azure Lighthouse lets a tenant offer.

Each role is judged by its definition, not by a list of names: Microsoft changes built-in roles, and one that gains a data action
cannot be offered from then on. See "Tenants, users, and roles in Azure Lighthouse scenarios" in Microsoft's documentation.
"""

from __future__ import annotations

from ._errors import Refusal

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
DELETE_ROLE = "91c1777a-f3dc-4fae-b103-61d183457e46"      # lets the managing tenant end the delegation itself
# As literal names: Contributor has all actions and takes these away again, and it may be offered.
FORBIDDEN = {"microsoft.authorization/*", "microsoft.authorization/*/write", "microsoft.authorization/*/delete", *(
    f"microsoft.authorization/{kind}/{verb}" for verb in ("write", "delete")
    for kind in ("roleassignments", "roledefinitions", "classicadministrators", "locks", "denyassignments"))}


def role_of(definition):
    """What the rules ask of a role definition of Azure Resource Manager."""
    properties = definition["properties"]
    permissions = properties.get("permissions") or []
    return {
        "id": definition["name"].lower(), "name": properties["roleName"], "custom": properties.get("type", "").lower() == "customrole",
        "actions": [action for each in permissions for action in each.get("actions") or []],
        "data_actions": [action for each in permissions for action in each.get("dataActions") or []],
    }


def refuse_authorization(entry):
    """Refuse a standing authorization that Lighthouse would."""
    for role in entry["roles"]:
        if role["id"] != ACCESS_ADMINISTRATOR:
            _refuse_role(role)
        elif not entry["delegated_roles"]:
            raise Refusal(
                f"role '{role['name']}' can be offered to '{entry['principal']}' only together with the roles that it may assign to "
                "managed identities; name them in delegated_roles, or leave the role out")
    if entry["delegated_roles"] and all(role["id"] != ACCESS_ADMINISTRATOR for role in entry["roles"]):
        raise Refusal(
            f"delegated_roles are given for '{entry['principal']}' without the role User Access Administrator, which alone can assign "
            "them; add that role, or leave delegated_roles out")
    for role in entry["delegated_roles"]:
        _refuse_role(role, " in delegated_roles")


def refuse_eligible(entry):
    """Refuse an eligible (just-in-time) authorization that Lighthouse would."""
    for role in entry["roles"]:
        if role["id"] == ACCESS_ADMINISTRATOR:
            raise Refusal(
                f"role '{role['name']}' cannot be offered as eligible; offer another, or this one in authorizations with delegated_roles")
        _refuse_role(role, " in eligible_authorizations")


def _refuse_role(role, where=""):
    why = _objection(role)
    if why:
        raise Refusal(
            f"role '{role['name']}'{where} cannot be offered through Azure Lighthouse, because {why}; choose another built-in role")


def _objection(role):
    if role["id"] == OWNER:
        return "nobody outside the tenant may own its resources"
    if role["custom"]:
        return "it is a custom role"
    if role["data_actions"]:
        return f"it has data actions ({role['data_actions'][0]})"
    forbidden = [action for action in role["actions"] if action.lower() in FORBIDDEN]
    if forbidden:
        return f"it decides about access ({forbidden[0]})"
    return None
