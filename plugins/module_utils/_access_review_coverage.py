# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whether an access review reaches whom it should: Microsoft does not promise that it lists who is eligible for a group in PIM."""

from __future__ import annotations

from ._graph import quoted
from ._pim_assignments import NOT_YET, ROOT
from ._pim_principals import spoken
from ._steps import HumanStep
from ._together import together

REVIEWS = "/identityGovernance/accessReviews/definitions"
UNKNOWN = {"current_instance": None, "not_listed": []}
USER_FIELDS = {"$select": "id,displayName,userPrincipalName"}


async def coverage(clients, review_id, group_id):
    """The instance that is in progress, and the people eligible for membership about whom it asks nobody."""
    instances = await clients.graph.items(f"{REVIEWS}/{review_id}/instances")
    current = max((each for each in instances if str(each["status"]).lower() == "inprogress"), key=lambda each: each["startDateTime"],
                  default=None)
    if current is None:
        return UNKNOWN
    decisions, eligible = await together(
        clients.graph.items(f"{REVIEWS}/{review_id}/instances/{current['id']}/decisions"), _eligible(clients, group_id))
    listed = {str((each.get("principal") or {}).get("id")).lower() for each in decisions}
    missing = {id: name for id, name in eligible.items() if id not in listed}
    return {"current_instance": {"id": current["id"], "starts": current["startDateTime"], "ends": current["endDateTime"]},
            "not_listed": [{"principal": name, "principal_id": id} for id, name in sorted(missing.items(), key=lambda pair: pair[1])]}


async def _eligible(clients, group_id):
    """{object id: name} of the people who may activate membership, those who may as members of an eligible group included."""
    query = {"$filter": f"groupId eq {quoted(group_id)}", "$expand": "principal"}
    items = await clients.graph.items(f"{ROOT}eligibilityScheduleInstances", query, NOT_YET)
    members = [item for item in items if item["accessId"].lower() == "member"]
    groups = [item["principalId"] for item in members if str((item.get("principal") or {}).get("@odata.type")).lower().endswith(".group")]
    lists = await together(*(clients.graph.items(f"/groups/{id}/transitiveMembers/microsoft.graph.user", USER_FIELDS)
                             for id in sorted(set(groups))))
    people = {item["principalId"].lower(): spoken(item.get("principal")) for item in members if item["principalId"] not in groups}
    return {**{each["id"].lower(): spoken(each) for found in lists for each in found}, **people}


def place(clients):
    """Where a person goes."""
    portal = clients.cloud.portal
    return f"{portal}/#@{clients.tenant}" if portal else "the cloud's Azure portal"


def by_hand(want, have):
    """What somebody must do about those whom the review does not reach."""
    names = ", ".join(each["principal"] for each in have["not_listed"])
    return HumanStep(
        f"Review {names} by hand: they are eligible for group {want['group']}, but the current instance of access review {have['name']} "
        f"does not list them; somebody who is Privileged Role Administrator opens {have['_place']}, Microsoft Entra Privileged Identity "
        f"Management > Groups > {want['group']} > Assignments > Eligible assignments, and removes who needs the access no more")
