# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Who gets which role by an offer: as the task wishes it, as Azure Resource Manager has it, and where offers share a grant.

An authorization is one role for one principal. The same principal and role through two offers is one grant to Azure: taking
either offer away takes the access away.
"""

from __future__ import annotations

from ._directory import is_known
from ._durations import duration, length_of
from ._errors import Refusal
from ._lighthouse_roles import ACCESS_ADMINISTRATOR

LONGEST = "PT8H"    # what Azure Lighthouse allows where an offer names no duration


def wished(want, have):
    """(authorizations, eligible authorizations) that the offer is to have."""
    present, eligible = have.get("authorizations", []), have.get("eligible_authorizations", [])
    standing = _completed(want, _standing(want, have, present), present)
    if "eligible_authorizations" in want:
        eligible = _completed(want, _just_in_time(have["_eligible"], eligible), eligible)
    return standing, eligible


def _standing(want, have, present):
    found, names = {}, _display_names(present)
    for entry in have["_authorizations"]:
        for role in entry["roles"]:
            delegated = {each["id"] for each in entry["delegated_roles"]} if role["id"] == ACCESS_ADMINISTRATOR else set()
            _add(found, names, entry, role, delegated_role_ids=delegated)
        if want["include_delete_role"]:
            _add(found, names, entry, have["_delete_role"], delegated_role_ids=set())
    return [{**each, "delegated_role_ids": sorted(each["delegated_role_ids"])} for each in found.values()]


def _just_in_time(entries, present):
    found, names, policies = {}, _display_names(present), {}
    for entry in entries:
        policy = (duration(entry["maximum_duration"]), entry["mfa"], frozenset(_who(each) for each in entry["approvers"]))
        approvers = [{"principal_id": each["principal_id"], "display_name": each["principal"]} for each in entry["approvers"]]
        for role in entry["roles"]:
            if policies.setdefault(role["id"], policy) != policy:
                raise Refusal(
                    f"eligible_authorizations name role '{role['name']}' with different maximum_duration, mfa or approvers, but Azure "
                    "Lighthouse has one policy for each role; make them equal")
            _add(found, names, entry, role, maximum_duration=entry["maximum_duration"], mfa=entry["mfa"], approvers=_in_order(approvers))
    return list(found.values())


def _add(found, names, entry, role, **particulars):
    """One authorization for each principal and role; the display name in a standing offer stays unless another is given."""
    key = (_who(entry), role["id"])
    before = found.get(key, {})
    if "delegated_role_ids" in before:
        particulars["delegated_role_ids"] |= before["delegated_role_ids"]
    found[key] = {
        "principal_id": entry["principal_id"], "display_name": entry.get("display_name") or names.get(key, entry["principal"]),
        "role": role["name"], "role_id": role["id"], **particulars}


def _who(entry):
    """The principal's id, or its name while another task is still to make it."""
    return entry["principal_id"] if is_known(entry["principal_id"]) else entry["principal"]


def _display_names(present):
    return {grant_of(each): each["display_name"] for each in present}


def _completed(want, wanted, present):
    """The whole list; without purge, what stands beside it stays. What comes to the same as the present list is the present list."""
    keys = {grant_of(each) for each in wanted}
    found = _in_order(wanted + [each for each in present if not want["purge"] and grant_of(each) not in keys])
    return present if access(found) == access(present) and _display_names(found) == _display_names(present) else found


def _in_order(entries):
    return sorted(entries, key=lambda each: (each["display_name"] or "", each.get("role_id", ""), each["principal_id"]))


def authorizations_of(properties, roles):
    """The standing authorizations of a registration definition; ``roles`` are the names of roles by id."""
    return _in_order([{
        **_principal_and_role(item, roles),
        "delegated_role_ids": sorted(_guid(each) for each in item.get("delegatedRoleDefinitionIds") or ()),
    } for item in properties.get("authorizations") or ()])


def eligible_of(properties, roles):
    """The eligible authorizations of a registration definition."""
    found = []
    for item in properties.get("eligibleAuthorizations") or ():
        policy = item.get("justInTimeAccessPolicy") or {}
        approvers = [{"principal_id": each["principalId"].lower(), "display_name": each.get("principalIdDisplayName")}
                     for each in policy.get("managedByTenantApprovers") or ()]
        found.append({
            **_principal_and_role(item, roles), "maximum_duration": policy.get("maximumActivationDuration") or LONGEST,
            "mfa": policy.get("multiFactorAuthProvider", "").lower() == "azure", "approvers": _in_order(approvers)})
    return _in_order(found)


def _principal_and_role(item, roles):
    role_id = _guid(item["roleDefinitionId"])
    return {"principal_id": item["principalId"].lower(), "display_name": item.get("principalIdDisplayName"),
            "role": roles.get(role_id), "role_id": role_id}


def _guid(role):
    return role.rpartition("/")[2].lower()


def authorization_body(each):
    delegated = {"delegatedRoleDefinitionIds": each["delegated_role_ids"]} if each["delegated_role_ids"] else {}
    return {**_named(each), "roleDefinitionId": each["role_id"], **delegated}


def eligible_body(each):
    approvers = {"managedByTenantApprovers": [_named(approver) for approver in each["approvers"]]} if each["approvers"] else {}
    return {**_named(each), "roleDefinitionId": each["role_id"], "justInTimeAccessPolicy": {
        "multiFactorAuthProvider": "Azure" if each["mfa"] else "None", "maximumActivationDuration": each["maximum_duration"], **approvers}}


def _named(each):
    return {"principalId": each["principal_id"], **({"principalIdDisplayName": each["display_name"]} if each["display_name"] else {})}


def access(authorizations):
    """What authorizations of either kind come to, to be compared: without the names that only people read."""
    found = set()
    for each in authorizations:
        policy = tuple(each.get("delegated_role_ids", ()))
        if "mfa" in each:
            policy = length_of(each["maximum_duration"]), each["mfa"], frozenset(approver["principal_id"] for approver in each["approvers"])
        found.add((*grant_of(each), policy))
    return found


def grant_of(each):
    return each["principal_id"], each["role_id"]


def pairs(offer):
    """Every grant of an offer at every scope that it is assigned to."""
    return {(grant_of(each), assignment["scope"].lower()) for each in _all(offer) for assignment in offer.get("assignments", ())}


def shared(mine, others):
    """Which of these pairs other offers grant as well, at a scope above, below or the same."""
    found = {}
    for other in others:
        for each in _all(other):
            scopes = [assignment["scope"] for assignment in other["assignments"]
                      if any(grant == grant_of(each) and _touch(scope, assignment["scope"].lower()) for grant, scope in mine)]
            if scopes:
                found[other["id"], *grant_of(each)] = {
                    "offer": other["name"], "id": other["id"], "principal_id": each["principal_id"], "display_name": each["display_name"],
                    "role": each["role"], "role_id": each["role_id"], "scopes": sorted(scopes)}
    return [found[key] for key in sorted(found)]


def _all(offer):
    return [*offer.get("authorizations", ()), *offer.get("eligible_authorizations", ())]


def _touch(one, other):
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")
