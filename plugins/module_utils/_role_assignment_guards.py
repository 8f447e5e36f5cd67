# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whether an Azure role can be taken away without anybody being left behind who could give it again."""

from __future__ import annotations

from ._guards import protected_in, protected_people, refuse_lockout, refuse_protected
from ._lighthouse_roles import ACCESS_ADMINISTRATOR, OWNER
from ._together import together

GIVING = (OWNER, ACCESS_ADMINISTRATOR)      # the built-in roles whose holders may assign any role


async def at_stake(clients, want, scope, assignment):
    """What goes with an assignment: protected people's access, the last right to assign roles at its scope, the task's own."""
    protected, managers = await together(protected_people(clients, want), _managers(clients, scope, assignment))
    principal_id = assignment["properties"]["principalId"].lower()
    others = {item["properties"]["principalId"].lower() for item in managers if item["id"].lower() != assignment["id"].lower()}
    mine = bool(managers) and principal_id == clients.azure_caller()[0].lower() and principal_id not in others
    return {"_held_by": await protected_in(clients, protected, principal_id), "_last": bool(managers) and not others, "_mine": mine}


def refuse_removal(want, have):
    role = f"role {want['role']} of {want['principal']} at {have['_place']}"
    refuse_protected(have.get("_held_by"), f"removing {role} would take it from")
    if have.get("_last"):
        refuse_lockout(want, f"{role} is the last by which anybody may assign roles there", "make somebody else Owner first")
    if have.get("_mine"):
        refuse_lockout(want, f"{role} is what the task's own sign-in may assign roles by, and it could not give it back", "keep it")


async def _managers(clients, scope, assignment):
    """Who may assign roles at the scope, by an assignment there or above; nobody is looked for when another role goes."""
    if not _gives(assignment):
        return []
    items = await clients.arm.items(f"{scope}/providers/Microsoft.Authorization/roleAssignments", {"$filter": "atScope()"})
    return [item for item in items if _gives(item)]


def _gives(item):
    return item["properties"]["roleDefinitionId"].rpartition("/")[2].lower() in GIVING
