# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditional Access policies. The metadata of the air-gapped clouds has no /identity: there they answer under /policies only.

They are kept and judged, and change nobody's sign-in. Names need not be unique.

Assumed, where the documentation is silent: a policy needs users, applications and client apps, and a grant or session control; blocking
goes with no other control; a user, group, role or application that is not there is refused with 400; PATCH replaces conditions and
controls as a whole; a user type appears once.
"""
from __future__ import annotations

import re

from tests.simulator.graph import odata
from tests.simulator.graph.builtin_roles import ROLES
from tests.simulator.graph.directory_rules import bad_request, read_only
from tests.simulator.wire import Area, Reply

area = Area("conditional access")
KIND = "identity/conditionalAccess/policies"
ROOTS = ("/identity/conditionalAccess/policies", "/policies/conditionalAccessPolicies")
SET_BY_SERVICE = ("id", "createdDateTime", "modifiedDateTime", "templateId")
WORDS = {"includeUsers": ("All", "None", "GuestsOrExternalUsers"), "excludeUsers": ("GuestsOrExternalUsers",)}
APPLICATIONS = ("All", "None", "Office365", "MicrosoftAdminPortals")
KINDS = {"Users": "users", "Groups": "groups"}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
EMPTY_USERS = {f"{way}{what}": [] for way in ("include", "exclude") for what in ("Users", "Groups", "Roles")}
EMPTY_GUESTS = {"includeGuestsOrExternalUsers": None, "excludeGuestsOrExternalUsers": None}
EMPTY_APPLICATIONS = {"includeApplications": [], "excludeApplications": [], "includeUserActions": [],
                      "includeAuthenticationContextClassReferences": [], "applicationFilter": None}
EMPTY_CONTROLS = {"operator": None, "builtInControls": [], "customAuthenticationFactors": [], "termsOfUse": []}
RISKS = ("userRiskLevels", "signInRiskLevels", "servicePrincipalRiskLevels")
NOTHING = ("platforms", "locations", "devices", "clientApplications", "authenticationFlows")


def listed(call):
    return odata.collection(call, call.store.list(KIND), KIND)


def read(call):
    return odata.entity(call, policy_of(call), KIND)


def create(call):
    refuse_read_only(call.body)
    policy = {"id": call.new_id(), "templateId": None, "displayName": None, "createdDateTime": call.stamp(), "modifiedDateTime": None,
              "state": None, "sessionControls": None, **whole(call, call.body)}
    judge(call, policy)
    call.store.put(KIND, policy["id"], policy)
    return Reply(201, odata.entity(call, policy, KIND))


def change(call):
    before = policy_of(call)
    refuse_read_only(call.body)
    policy = {**before, **whole(call, call.body), "modifiedDateTime": call.stamp()}
    judge(call, policy)
    call.store.put(KIND, policy["id"], policy)


def delete(call):
    call.store.delete(KIND, policy_of(call)["id"])


for root in ROOTS:
    area.get(root)(listed)
    area.post(root)(create)
    area.get(root + "/{id}")(read)
    area.patch(root + "/{id}")(change)
    area.delete(root + "/{id}")(delete)


def refuse_read_only(body):
    for name in SET_BY_SERVICE:
        if name in body:
            raise read_only(name)


def whole(call, body):
    """What was sent, with all that the service adds; what was not sent is not there."""
    sent = {name: value for name, value in body.items() if not name.startswith("@")}
    if sent.get("conditions") is not None:
        sent["conditions"] = _conditions(call, sent["conditions"])
    if sent.get("grantControls") is not None:
        sent["grantControls"] = {**EMPTY_CONTROLS, **_plain(sent["grantControls"])}
        if call.world.cloud != "AzureChinaCloud":
            sent["grantControls"].setdefault("authenticationStrength", None)
    return sent


def _conditions(call, sent):
    known = {**dict.fromkeys(NOTHING), **({name: [] for name in RISKS} if call.world.cloud != "AzureChinaCloud" else {})}
    if call.world.cloud in ("AzureCloud", "AzureUSGovernment", "AzureUSGovernmentDoD"):
        known["insiderRiskLevels"] = None
    return {**known, "clientAppTypes": ["all"], **_plain(sent),
            "users": sent.get("users") and {**EMPTY_USERS, **EMPTY_GUESTS, **_plain(sent["users"])},
            "applications": sent.get("applications") and {**EMPTY_APPLICATIONS, **_plain(sent["applications"])}}


def _plain(value):
    return {name: each for name, each in value.items() if not name.startswith("@")}


def judge(call, policy):
    for name in ("displayName", "state", "conditions"):
        if not policy.get(name):
            raise bad_request(f"1004: Policy is missing the property {name}.")
    conditions, controls = policy["conditions"], policy.get("grantControls")
    users, applications = conditions["users"], conditions["applications"]
    if not users or not any(users[name] for name in (*EMPTY_USERS, *EMPTY_GUESTS) if name.startswith("include")):
        raise bad_request("1014: Policy must include users, groups, roles or external users.")
    if not applications or not any(applications[name] for name in EMPTY_APPLICATIONS if name.startswith("include")):
        raise bad_request("1016: Policy must include applications, user actions or authentication contexts.")
    if not conditions["clientAppTypes"]:
        raise bad_request("1018: Policy must include client apps.")
    if not controls and not policy.get("sessionControls"):
        raise bad_request("1032: Policy must have a grant control or a session control.")
    if controls:
        _judge_controls(controls)
    _judge_users(call, users)
    _judge_applications(call, applications)


def _judge_controls(controls):
    if controls["operator"] not in ("AND", "OR"):
        raise bad_request("1034: The operator of grant controls is AND or OR.")
    if not any(controls.get(name) for name in ("builtInControls", "customAuthenticationFactors", "termsOfUse", "authenticationStrength")):
        raise bad_request("1033: Grant controls hold no control.")
    if "block" in controls["builtInControls"] and len(controls["builtInControls"]) > 1:
        raise bad_request("1036: Block goes with no other control.")


def _judge_users(call, users):
    for name in EMPTY_USERS:
        kind = KINDS.get(name.removeprefix("include").removeprefix("exclude"))
        for id in users[name]:
            there = call.store.get(kind, id.lower()) if kind else id.lower() in ROLES
            if id not in WORDS.get(name, ()) and not there:
                raise bad_request(f"1007: {name} names '{id}', which is not in the directory.")
    for name in EMPTY_GUESTS:
        if users[name]:
            _judge_guests(users[name])


def _judge_guests(guests):
    kinds = [kind.strip() for kind in (guests.get("guestOrExternalUserTypes") or "").split(",")]
    if not all(kinds) or len(kinds) != len(set(kinds)):
        raise bad_request("1094: External users need their kinds, each of them once.")
    tenants = guests.get("externalTenants")
    if tenants and tenants.get("membershipKind") == "enumerated" and not all(map(GUID.fullmatch, tenants.get("members") or ["none"])):
        raise bad_request("1095: Enumerated external tenants are named by their ids.")


def _judge_applications(call, applications):
    known = {row["appId"].lower() for row in call.tenant.directory.truths("servicePrincipals")}
    for name in ("includeApplications", "excludeApplications"):
        for id in applications[name]:
            if id not in APPLICATIONS and id.lower() not in known:
                raise bad_request(f"1008: {name} names '{id}', which has no service principal in the tenant.")


def policy_of(call):
    found = call.store.get(KIND, call.params["id"].lower())
    if found is None:
        raise odata.not_found(call.params["id"])
    return found
