# SPDX-License-Identifier: GPL-3.0-or-later
"""/policies/roleManagementPolicies and /policies/roleManagementPolicyAssignments: what PIM asks of the members and owners of a group.

Assumed, where the documentation is silent: multifactor authentication for activation is refused while an authentication context was on
before the request or is turned on by it, even if the same request turns it off; of a policy nothing but its rules can be changed.
Policies of directory roles are not simulated (501).
"""
from __future__ import annotations

import re

from tests.simulator.graph import odata, pim_access, pim_policies, pim_rules
from tests.simulator.wire import Area, Refused

area = Area("role management policies")
ROOT, ASSIGNMENTS = "/policies/roleManagementPolicies", "/policies/roleManagementPolicyAssignments"
SCOPE = re.compile(r"\b(scopeId|scopeType)\s+eq\s+'([^']*)'", re.I)
MFA_RULE, CONTEXT_RULE = "Enablement_EndUser_Assignment", "AuthenticationContext_EndUser_Assignment"


@area.get(ASSIGNMENTS)
def assignments(call):
    rows = [assignment(found) for found in pim_policies.policies_of(call.tenant, scope_of(call))]
    return odata.collection(call, rows, "policies/roleManagementPolicyAssignments", expand={"policy": policy_of_assignment})


@area.get(ASSIGNMENTS + "/{id}")
def one_assignment(call):
    pim_access.require_licence(call.tenant)
    id, _unused, access = call.params["id"].rpartition("_")
    found = pim_policies.named(call.tenant, id, pim_policies.policy)
    if found["access"] != access:
        raise Refused(404, "ResourceNotFound", "The resource is not found.")
    return odata.entity(call, assignment(found), "policies/roleManagementPolicyAssignments", expand={"policy": policy_of_assignment})


@area.get(ROOT)
def policies(call):
    rows = [policy(found) for found in pim_policies.policies_of(call.tenant, scope_of(call))]
    return odata.collection(call, rows, "policies/roleManagementPolicies", expand=RULES)


@area.get(ROOT + "/{id}")
def one_policy(call):
    return odata.entity(call, policy(addressed(call)), "policies/roleManagementPolicies", expand=RULES)


@area.get(ROOT + "/{id}/rules", ROOT + "/{id}/effectiveRules")
def rules(call):
    return odata.collection(call, list(addressed(call)["rules"].values()), f"policies/roleManagementPolicies('{call.params['id']}')/rules")


@area.get(ROOT + "/{id}/rules/{rule}", ROOT + "/{id}/effectiveRules/{rule}")
def one_rule(call):
    found = rule_named(addressed(call), call.params["rule"])
    return odata.entity(call, found, f"policies/roleManagementPolicies('{call.params['id']}')/rules")


@area.patch(ROOT + "/{id}")
def change_policy(call):
    found = addressed(call, pim_policies.true_policy)
    if call.body.get("rules") is None:
        raise pim_rules.invalid("There is no rule to change.")
    return odata.entity(call, policy(write(call, found, call.body["rules"])), "policies/roleManagementPolicies")


@area.patch(ROOT + "/{id}/rules/{rule}")
def change_rule(call):
    found = addressed(call, pim_policies.true_policy)
    if call.body.get("id", call.params["rule"]).lower() != call.params["rule"].lower():
        raise pim_rules.invalid("The id of the rule cannot be changed.")
    write(call, found, [{**call.body, "id": call.params["rule"]}])


def write(call, found, wishes):
    """The policy with the wished rules; the others stay as they are."""
    if any(wish is None for wish in wishes):
        raise pim_rules.invalid("A rule is null.")
    changed = {}
    for wish in wishes:
        rule = rule_named(found, wish.get("id"), absent=pim_rules.invalid(f"There is no rule {wish.get('id')}."))
        changed[rule["id"]] = pim_rules.changed(changed.get(rule["id"], rule), wish)
    refuse_both_protections(found["rules"], changed)
    pim_policies.onboard(call, found["groupId"])
    return pim_policies.keep(call, found, {**found["rules"], **changed})


def refuse_both_protections(standing, changed):
    """Turning multifactor authentication on is refused beside an authentication context; the other way round nobody looks."""
    wants = "MultiFactorAuthentication" in changed.get(MFA_RULE, {}).get("enabledRules", ())
    if wants and (standing[CONTEXT_RULE]["isEnabled"] or changed.get(CONTEXT_RULE, {}).get("isEnabled")):
        raise Refused(400, "MfaAndAcrsConflict", "The Mfa and Acrs policy settings cannot be enabled simultaneously.")


def scope_of(call):
    """The group that the filter names; without scopeId and scopeType there is no list."""
    pim_access.require_licence(call.tenant)
    given = {name.lower(): value for name, value in SCOPE.findall(call.option("$filter") or "")}
    if not {"scopeid", "scopetype"} <= set(given):
        raise Refused(400, "BadRequest", "The filter must name a scopeId and a scopeType.")
    if given["scopetype"].lower() != "group":
        raise Refused(501, "NotImplemented", f"The simulator has no policies of the scope type {given['scopetype']}.")
    pim_access.require_authority(call, call.tenant.directory.truth("groups", given["scopeid"].lower()))
    return given["scopeid"].lower()


def addressed(call, read=pim_policies.policy):
    pim_access.require_licence(call.tenant)
    found = pim_policies.named(call.tenant, call.params["id"], read)
    pim_access.require_authority(call, call.tenant.directory.truth("groups", found["groupId"]))
    return found


def rule_named(found, id, absent=None):
    by_name = {name.lower(): rule for name, rule in found["rules"].items()}
    rule = by_name.get(str(id).lower())
    if rule is None:
        raise absent or Refused(404, "ResourceNotFound", "The resource is not found.")
    return rule


def policy(found):
    return {"id": pim_policies.policy_id(found), "displayName": "Group", "description": "Group", "isOrganizationDefault": False,
            "scopeId": found["groupId"], "scopeType": "Group", "lastModifiedDateTime": found["modified"],
            "lastModifiedBy": {"displayName": None, "id": found["by"]}}


def assignment(found):
    id = pim_policies.policy_id(found)
    return {"id": f"{id}_{found['access']}", "policyId": id, "scopeId": found["groupId"], "scopeType": "Group",
            "roleDefinitionId": found["access"]}


def rules_of(call, row):
    return list(pim_policies.named(call.tenant, row["id"], pim_policies.policy)["rules"].values())


def policy_of_assignment(call, row):
    return policy(pim_policies.named(call.tenant, row["policyId"], pim_policies.policy))


RULES = {"rules": rules_of, "effectiveRules": rules_of}
policy_of_assignment.expand = RULES
