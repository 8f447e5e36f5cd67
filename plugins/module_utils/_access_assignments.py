# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Who has access through a package, and ending it."""

from __future__ import annotations

from ._errors import Refusal
from ._graph import quoted
from ._steps import Look, Step

ELM = "/identityGovernance/entitlementManagement"
PATH, REQUESTS = f"{ELM}/assignments", f"{ELM}/assignmentRequests"
ENDED = "expired"
FAILED = ("denied", "deliveryFailed", "canceled")
SAID = 5        # so many people are named in a refusal


async def found(clients, package):
    """The assignments that have not ended."""
    return standing(await clients.graph.items(PATH, _query(package)))


def standing(items):
    return [item for item in items if str(item.get("state")).lower() != ENDED]


def refuse_holders(want, have, holding, what):
    """Nobody's access ends unless that is said."""
    if holding and not want["end_assignments"]:
        people = sorted(holder(each) for each in holding)
        named = ", ".join(people[:SAID]) + (" and others" if len(people) > SAID else "")
        raise Refusal(f"{len(people)} people have access through {what} ({named}); set end_assignments to true to end it, or keep {what}")


def protected_holders(have, holding):
    """The names of the protected among those who have access."""
    targets = {((each.get("target") or {}).get("objectId") or "").lower() for each in holding}
    return sorted(name for person, name in have.get("_protected", {}).items() if person in targets)


def under(have, raw):
    """The assignments that a policy gave."""
    return [each for each in have["_assignments"] if (each.get("assignmentPolicy") or {}).get("id") == raw["id"]]


def ended(want, state, ending):
    """End assignments, each seen to its end."""
    if not ending:
        return state
    package = state["_package"]["id"]
    yield [_removal(want, each, package) for each in sorted(ending, key=lambda each: (holder(each), each["id"]))]
    return {**state, "_assignments": [each for each in state["_assignments"] if each not in ending]}


def holder(assignment):
    target = assignment.get("target") or {}
    return target.get("email") or target.get("principalName") or target.get("displayName") or "an unknown person"


def _removal(want, assignment, package):
    def pick(items):
        return None if any(item["id"] == assignment["id"] for item in standing(items)) else True

    def failed(answer):
        state = (answer or {}).get("state")
        return f"the request ended as {state}; look at it in the Entra admin center" if state in FAILED else None
    who = holder(assignment)
    return Step("POST", REQUESTS, {"requestType": "adminRemove", "assignment": {"id": assignment["id"]}}, failed=failed,
                says=f"End the access of {who} through access package {want['name']}",
                confirm=Look(PATH, f"the end of the access of {who}", pick, _query(package), many=True))


def _query(package):
    return {"$filter": f"accessPackage/id eq {quoted(package)}", "$expand": "target,assignmentPolicy"}
