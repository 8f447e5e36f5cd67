# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whom a Conditional Access policy would lock out if it were enforced: judged by the whole policy as it would be, not by the task alone."""

from __future__ import annotations

from ._directory import is_known
from ._graph import quoted
from ._guards import GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR, groups_of, protected_people, refuse_lockout, refuse_protected
from ._together import together

EVERYBODY, GUESTS, WORDS = "All", "GuestsOrExternalUsers", ("All", "None", "GuestsOrExternalUsers")
ADMINISTRATORS = {GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR}
GUEST_KINDS = {"b2bcollaborationguest", "b2bcollaborationmember"}
ASSIGNMENTS = "/roleManagement/directory/roleAssignments"


async def protected_here(clients, want, roles):
    """Each protected person with the groups that person is in, and with which of the policy's directory roles."""
    protected = await protected_people(clients, want)
    if not protected:
        return []
    groups, holders = await together(groups_of(clients, protected), together(*(
        clients.graph.items(ASSIGNMENTS, {"$filter": f"roleDefinitionId eq {quoted(role)}"}) for role in roles)))
    who = {role: {item["principalId"].lower() for item in items} for role, items in zip(roles, holders)}
    return [{"name": name, "id": person, "groups": sorted(groups[person]),
             "roles": [role for role in roles if who[role] & {person, *groups[person]}]} for person, name in protected.items()]


def refuse_locked_out(want, have, policy):
    """``policy`` is what is to be written; one that is not enforced locks nobody out."""
    if policy["state"] != "enabled":
        return
    users, name = policy["conditions"]["users"], want["name"]
    refuse_protected(sorted(each["name"] for each in have["_protected"] if _covers(users, each)), f"policy '{name}' would apply to")
    if not _is_anybody_excluded(users):
        if EVERYBODY in users["includeUsers"]:
            _refuse(want, f"policy '{name}' would apply to everybody, the last administrator included")
        if ADMINISTRATORS & set(users["includeRoles"]):
            _refuse(want, f"policy '{name}' would apply to every administrator, the last one included")
    if "block" not in policy["grantControls"]["builtInControls"] or not _is_everywhere(policy["conditions"]):
        return
    if EVERYBODY in users["includeUsers"]:
        refuse_lockout(want, f"policy '{name}' would block everybody from everything but whom it excludes",
                       "narrow it, begin with mode report_only")
    if _are_operators_meant(want, users):
        refuse_lockout(want, f"policy '{name}' would block the operators of the managing tenant from everything",
                       "name other external_users.tenants, begin with mode report_only")


def _refuse(want, what):
    refuse_lockout(want, what, "name an emergency account in exclude_users or exclude_groups, begin with mode report_only")


def _covers(users, person):
    return _names(users, "include", person) and not _names(users, "exclude", person)


def _names(users, way, person):
    """A group that is still to be made is taken to be the emergency group that holds the person; a run looks."""
    groups = users[f"{way}Groups"]
    named = {EVERYBODY, person["id"]} & {each if each in WORDS else each.lower() for each in users[f"{way}Users"]}
    by_group = set(person["groups"]) & {each.lower() for each in groups}
    by_role = set(person["roles"]) & set(users[f"{way}Roles"])
    return bool(named or by_group or by_role) or (way == "exclude" and not all(map(is_known, groups)))


def _is_anybody_excluded(users):
    return bool(set(users["excludeUsers"]) - set(WORDS) or users["excludeGroups"])


def _is_everywhere(conditions):
    """Whether nothing but the people narrows the policy: applications, client apps, locations, risks and so on."""
    rest = [value for name, value in conditions.items() if name not in ("users", "applications")]
    return not any(map(_narrows, rest)) and EVERYBODY in conditions["applications"].get("includeApplications", [])


def _narrows(value):
    """Whether a condition is about some and not about all; a list is of client apps or of risks."""
    if isinstance(value, dict):
        return any(each and (name.startswith("exclude") or _narrows(each)) for name, each in value.items())
    return bool(value) and not (isinstance(value, list) and any(each.lower() == "all" for each in value))


def _are_operators_meant(want, users):
    managing = want.get("managing_tenant")
    if not managing or managing == want["tenant"] or users.get("excludeGuestsOrExternalUsers"):
        return False
    guests = users.get("includeGuestsOrExternalUsers")
    if not guests:
        return GUESTS in users["includeUsers"]
    members = guests["externalTenants"].get("members")
    kinds = {kind.strip().lower() for kind in guests["guestOrExternalUserTypes"].split(",")}
    return bool(kinds & GUEST_KINDS) and (members is None or managing in {each.lower() for each in members})
