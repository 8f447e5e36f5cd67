# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Lighthouse onboarding by policy: every subscription below a management group, new ones too, is offered to the managing tenant.

Three things make it: the policy definition, its assignment with an identity of its own, and that identity's role Owner, by which Azure
makes the offers. They are written in this order and taken away in reverse.
"""

from __future__ import annotations

from dataclasses import replace

from . import _role_assignment
from ._azure import place, provider_is_registered, region, registration
from ._errors import Refusal
from ._lighthouse_grants import wished
from ._lighthouse_offer import OPTIONS as OFFER_OPTIONS
from ._lighthouse_policy_rule import offer_in
from ._lighthouse_policy_standing import (
    acts,
    assigned,
    assignment_of,
    assignment_standing,
    chosen,
    defined,
    definitions_at,
    own_id,
    owner_roles,
    policy_of,
    removed,
)
from ._lighthouse_refusals import refuse_address, refuse_wish
from ._lighthouse_roles import OWNER
from ._lighthouse_standing import PROVIDER, role_names
from ._lighthouse_wish import looked_up
from ._management_groups import subscriptions_in
from ._policy_assignments import SCOPE_OPTIONS, SCOPE_RULES, assignments_at, ended, scope_in
from ._together import together

SHARED = ("name", "description", "authorizations", "eligible_authorizations", "include_delete_role")
OPTIONS = {
    **SCOPE_OPTIONS, **{name: OFFER_OPTIONS[name] for name in SHARED},
    "location": {"type": "str"}, "register_provider": {"type": "bool", "default": False},
}
RULES = {**SCOPE_RULES, "required_if": [("state", "present", ("authorizations", "location"))]}
INFO_OPTIONS = {**SCOPE_OPTIONS, "name": {"type": "str"}}
INFO_RULES = SCOPE_RULES
NEEDS = {
    "managing": {"User.Read.All": "when a principal is a user", "GroupMember.Read.All": "when a principal is a group",
                 "Application.Read.All": "when a principal is a service principal",
                 "Organization.Read.All": "when a user is not found"},
    "azure": {
        "read": {
            "Microsoft.Management/managementGroups/read": "when management_group is given",
            "Microsoft.Resources/subscriptions/read": "when subscription_id is given",
            "Microsoft.Authorization/policyDefinitions/read": "", "Microsoft.Authorization/policyAssignments/read": "",
            "Microsoft.Authorization/roleDefinitions/read": "", "Microsoft.Authorization/roleAssignments/read": "",
            "Microsoft.Management/managementGroups/descendants/read": "with register_provider, and to report",
            "Microsoft.Resources/subscriptions/providers/read": "with register_provider, and to report",
        },
        "write": {
            "Microsoft.Authorization/policyDefinitions/write": "", "Microsoft.Authorization/policyAssignments/write": "",
            "Microsoft.Authorization/roleAssignments/write": "",
            "Microsoft.ManagedServices/register/action": "with register_provider",
            "Microsoft.Authorization/roleAssignments/delete": "with state absent",
            "Microsoft.Authorization/policyAssignments/delete": "with state absent",
            "Microsoft.Authorization/policyDefinitions/delete": "with state absent",
        },
    },
}
IDENTITY = "the identity of the policy's assignment"


def refuse(want, cloud):
    scope_in(want)
    refuse_address(want)
    if want["state"] == "present":
        refuse_wish(want, cloud)
        if not want["location"].strip():
            raise Refusal("location is empty, and the policy's identity lives in a region; name one")


async def find(clients, want):
    """The policy with its assignment and the role of its identity, and everything that the wish names."""
    scope = scope_in(want)
    where = await place(clients, scope)      # first: without a role at the scope nothing else can be read
    definitions, assignments, (wish, roles) = await together(
        definitions_at(clients, scope), assignments_at(clients, scope), looked_up(clients, want, scope))
    have = {"_scope": scope, "_place": where, "_definition": None, "_assignment": None, "_role": None, "_acts": True, **wish,
            "_unregistered": await _unregistered(clients, scope) if want["state"] == "present" and want["register_provider"] else []}
    standing = chosen(definitions, own_id(scope, want["managing_tenant"], want["name"]), want["managing_tenant"], want["name"])
    if not standing:
        return have
    assignment = assignment_standing(assignments, scope, standing["id"])
    role, names = await together(_role(clients, scope, assignment), role_names(clients, scope, _offers([standing]), roles))
    return {**have, "_definition": standing, "_assignment": assignment, "_role": role, "_acts": acts(standing),
            **policy_of(scope, standing, assignment, names), "role_assignment_id": role}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    policy, assignment = _wanted(want, have), have["_assignment"]
    _refuse_move(have, policy)
    if have["_unregistered"]:
        yield [_registered(*each) for each in have["_unregistered"]]
    if says := _sentence(have, policy):
        yield defined(policy, have["_definition"], says)
    if says := _assignment_sentence(have, policy):
        assignment = yield assigned(policy, assignment, says)
    policy["assignment"] = {**assignment_of(assignment), "enforced": True}
    role = have["_role"] if policy["assignment"]["principal_id"] == (have.get("assignment") or {}).get("principal_id") else None
    if not role:
        role = (yield from _role_assignment.steps(*_owner(want, have, policy["assignment"]["principal_id"]), now))["id"]
    return {**have, **policy, "role_assignment_id": role, "_role": role, "_acts": True, "_unregistered": [],
            "_assignment": assignment, "_definition": have["_definition"] or {"id": policy["id"], "properties": {}}}


async def report(clients, want):
    """Every policy of the scope that makes offers, or those of a name."""
    scope = scope_in(want)
    await place(clients, scope)
    definitions, assignments, unregistered = await together(
        definitions_at(clients, scope), assignments_at(clients, scope), _unregistered(clients, scope))
    offers = [(item, offered.get("registrationDefinitionName")) for item in definitions if (offered := offer_in(item))]
    definitions = [item for item, name in offers if name == want.get("name", name)]
    standing = [assignment_standing(assignments, scope, item["id"]) for item in definitions]
    names, *roles = await together(
        role_names(clients, scope, _offers(definitions)), *(_role(clients, scope, assignment) for assignment in standing))
    return [{**policy_of(scope, item, assignment, names), "role_assignment_id": role,
             "unregistered_subscription_ids": [each for each, _name in unregistered]}
            for item, assignment, role in zip(definitions, standing, roles)]


async def _unregistered(clients, scope):
    """(id, name) of the subscriptions at or below the scope in which no offer can be made until the provider is registered."""
    subscriptions = await subscriptions_in(clients, scope)
    registered = await together(*(provider_is_registered(clients, each, PROVIDER) for each, _name in subscriptions))
    return [each for each, is_there in zip(subscriptions, registered) if not is_there]


async def _role(clients, scope, assignment):
    """The id of the role assignment by which the policy's identity is Owner of the scope, or None."""
    principal_id = assignment_of(assignment)["principal_id"] if assignment else None
    found = await owner_roles(clients, scope, principal_id) if principal_id else []
    return found[0]["id"] if found else None


def _offers(definitions):
    return [{"properties": offered} for item in definitions if (offered := offer_in(item))]


def _wanted(want, have):
    """The policy as it is to be, without what only its assignment brings."""
    authorizations, eligible = wished({**want, "purge": True}, have)
    return {
        "id": have.get("id", own_id(have["_scope"], want["managing_tenant"], want["name"])), "name": want["name"],
        "description": want.get("description", have.get("description")) or None, "scope": have["_scope"],
        "managing_tenant_id": want["managing_tenant"], "location": region(want["location"]),
        "authorizations": authorizations, "eligible_authorizations": eligible}


def _refuse_move(have, policy):
    standing = (have["_assignment"] or {}).get("location")
    if standing and region(standing) != policy["location"]:
        raise Refusal(
            f"location is '{policy['location']}', but the policy is assigned in '{region(standing)}', which cannot be changed; give that "
            "location, or remove the policy with state absent first")


def _registered(subscription, name):
    step = registration(subscription, PROVIDER)
    return replace(step, says=f"{step.says} in subscription '{name}'")


def _sentence(have, policy):
    """What is to be said of writing the definition, or None when it is as it should be."""
    told = f"policy for Lighthouse offer {policy['name']} at {have['_place']}"
    if "id" not in have:
        return f"Create the {told}"
    change = [option for option in ("name", "description", "managing_tenant_id", "location", "authorizations", "eligible_authorizations")
              if have[option] != policy[option]]
    if have["_acts"]:
        return f"Change {', '.join(change)} of the {told}" if change else None
    return f"Repair the rule of the {told}"


def _assignment_sentence(have, policy):
    told = f"the policy for Lighthouse offer {policy['name']}"
    standing = have.get("assignment")
    if not standing:
        return f"Assign {told} to {have['_place']}"
    broken = [word for word, good in (("identity", standing["principal_id"]), ("enforcement", standing["enforced"])) if not good]
    return f"Restore {' and '.join(broken)} of the assignment of {told} at {have['_place']}" if broken else None


def _owner(want, have, principal_id):
    """(wish, finding) of the role assignment of the policy's identity."""
    wish = {"scope": have["_scope"], "role": "Owner", "principal": IDENTITY, "principal_type": "ServicePrincipal", "state": want["state"]}
    return wish, {"_scope": have["_scope"], "_role_id": OWNER, "_principal_id": principal_id, "_place": have["_place"]}


def _removal(want, have):
    """The identity's role, the assignment, the definition."""
    if "id" not in have:
        return have
    told = f"the policy for Lighthouse offer {want['name']}"
    if have["_role"]:
        wish, finding = _owner(want, have, have["assignment"]["principal_id"])
        yield from _role_assignment.steps(wish, {**finding, "id": have["_role"]}, None)
    if have["assignment"]:
        yield ended(have["_scope"], have["assignment"]["id"], f"End the assignment of {told} to {have['_place']}",
                    f"the end of the assignment of {told}")
    yield removed({**have, "name": want["name"]}, f"Remove {told} from {have['_place']}")
    return {**{key: value for key, value in have.items() if key.startswith("_")}, "_definition": None, "_assignment": None, "_role": None}
