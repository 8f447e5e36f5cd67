# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A connected organization: another tenant whose people may ask for access packages here, and who sponsors them."""

from __future__ import annotations

from . import _organization_sponsors
from ._clouds import CLOUDS as PROFILES
from ._directory import ABSENT, STEADY, one_of
from ._errors import Refusal
from ._graph import quoted
from ._options import GUID, guid
from ._organization_sponsors import RELATIONS, people
from ._steps import Kept, Look, Step
from ._together import together

ELM = "/identityGovernance/entitlementManagement"
ROOT = f"{ELM}/connectedOrganizations"
CLOUDS = {"AzureCloud": "microsoftonline.com", "AzureUSGovernment": "microsoftonline.us", "AzureChinaCloud": "partner.microsoftonline.cn"}
OPTIONS = {
    "name": {"type": "str", "required": True},
    "partner": {"type": "str"},
    "partner_cloud": {"type": "str", "choices": list(CLOUDS)},
    "description": {"type": "str"},
    "proposed": {"type": "bool"},
    **_organization_sponsors.OPTIONS,
    "in_use": {"type": "str", "choices": ["refuse", "keep"], "default": "refuse"},
    "going_packages": {"type": "list", "elements": "str"},
}
LEAVES = True
RULES = {"required_if": [("state", "present", ("partner",))]}
INFO_OPTIONS = {"name": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "EntitlementManagement.Read.All": "", "CrossTenantInformation.ReadBasic.All": "without partner_cloud",
            "User.Read.All": "when a sponsor is a person", "GroupMember.Read.All": "when a sponsor is a group",
            "Organization.Read.All": "when a sponsor is not found"},
        "write": {"EntitlementManagement.ReadWrite.All": ""},
    },
}


def refuse(want, cloud):
    if want["state"] == "absent":
        return
    if "partner_cloud" in want:
        if cloud.lacks("cross_cloud_organizations"):
            raise Refusal(
                f"the cloud {cloud.name} knows no connected organizations of other clouds; leave out partner_cloud, or invite guests")
        if PROFILES[want["partner_cloud"]].schema == cloud.schema:
            raise Refusal(f"partner_cloud is {want['partner_cloud']}, which is the cloud of this tenant; leave partner_cloud out")
        guid(want["partner"], "with partner_cloud, partner")
    if want["partner"].lower() == want["tenant"]:
        raise Refusal("partner is the tenant itself; name another tenant")


async def find(clients, want):
    """The organization, its sponsors, and whom the task names."""
    present = want["state"] == "present"
    everything, source, sponsors = await together(
        clients.graph.items(ROOT), _source(clients, want) if present else _nothing(),
        _organization_sponsors.wanted(clients, want) if present else _nothing())
    found = of_name(everything, want["name"])
    have = {"_source": source, "_sponsor_ids": sponsors, "_graph": clients.cloud.graph}
    if not found:
        if present:
            _refuse_taken(want, everything, source)
        return have
    keys = [key_of(each) for each in found["identitySources"]]
    if present and keys and key_of(source) not in keys:
        raise Refusal(
            f"connected organization '{want['name']}' stands for another organization than {want['partner']}, which nobody can change; "
            "choose another name, or remove it first")
    given = [option for option in RELATIONS if option in want] if present else []
    lists = await together(*(clients.graph.items(f"{ROOT}/{found['id']}/{RELATIONS[option]}") for option in given))
    have["_policies"] = [] if present else await _policies(clients, want, found["id"])
    return {**have, **_shape(found), **_organization_sponsors.shown({option: people(items) for option, items in zip(given, lists)})}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    if "id" in have:
        state = yield from _changes(want, have)
    else:
        body = {"displayName": want["name"], "state": _state_of(want), "identitySources": [have["_source"]], **_described(want)}
        answer = yield Step("POST", ROOT, body, says=f"Connect organization {want['name']}", confirm=_look(want["name"]))
        state = {**have, **_shape({**body, "id": answer["id"]})}
    given = {option: state.get("_sponsors", {}).get(option, {}) for option in RELATIONS if option in want}
    state = {**state, **_organization_sponsors.shown(given)}
    return (yield from _organization_sponsors.sponsored(want, state, ROOT))


async def report(clients, want):
    """All connected organizations with their sponsors, or the one of this name."""
    everything = await clients.graph.items(ROOT)
    if "name" in want:
        found = of_name(everything, want["name"])
        everything = [found] if found else []
    lists = await together(*(clients.graph.items(f"{ROOT}/{each['id']}/{name}") for each in everything for name in RELATIONS.values()))
    return [
        {**_shape(each), **_organization_sponsors.shown({option: people(lists[2 * number + at]) for at, option in enumerate(RELATIONS)})}
        for number, each in enumerate(everything)]


def of_name(everything, name):
    """The organization with this display name or id, or None."""
    if GUID.fullmatch(name):
        return next((each for each in everything if each["id"].lower() == name.lower()), None)
    return one_of([each for each in everything if each["displayName"] == name], "connected organization", name)


def key_of(source):
    """What makes two identity sources the same one."""
    return str(source.get("tenantId") or source.get("domainName")).lower()


async def _source(clients, want):
    """The identity source that the partner is."""
    if "partner_cloud" in want:
        return {"@odata.type": "#microsoft.graph.crossCloudAzureActiveDirectoryTenant", "tenantId": want["partner"].lower(),
                "cloudInstance": CLOUDS[want["partner_cloud"]], "displayName": want["name"]}
    name = want["partner"]
    question = f"ByTenantId(tenantId={quoted(name.lower())})" if GUID.fullmatch(name) else f"ByDomainName(domainName={quoted(name)})"
    found = await clients.graph.get(f"/tenantRelationships/findTenantInformation{question}", absent=(*ABSENT, "UnknownError"))
    if not found:
        raise Refusal(
            f"no tenant '{name}' was found in this cloud; correct partner, or give the tenant's id and its cloud as partner_cloud")
    if found["tenantId"].lower() == clients.tenant:
        raise Refusal(f"partner '{name}' is the tenant itself; name another tenant")
    return {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": found["tenantId"].lower(),
            "displayName": found.get("displayName") or name}


async def _policies(clients, want, id):
    """The policies that name the organization; check mode leaves out those of packages that earlier tasks take away."""
    policies = await clients.graph.items(f"{ELM}/assignmentPolicies", {"$expand": "accessPackage"})
    gone = want.get("going_packages") or [] if clients.foretells else []
    naming = [each for each in policies if any(
        str(target.get("connectedOrganizationId")).lower() == id.lower() for target in each.get("specificAllowedTargets") or [])]
    pairs = [(each["displayName"], (each.get("accessPackage") or {}).get("displayName")) for each in naming]
    return sorted(f"{policy} of access package {package}" for policy, package in pairs if package not in gone)


def _refuse_taken(want, everything, source):
    """The service connects an organization once; what stands under another name is somebody's, so it is neither renamed nor doubled."""
    for each in everything:
        if key_of(source) in [key_of(own) for own in each["identitySources"]]:
            raise Refusal(f"the organization {want['partner']} is connected already under the name '{each['displayName']}'; use that name")
    if GUID.fullmatch(want["name"]):
        raise Refusal(
            f"no connected organization with the id {want['name']} was found; give a display name to create one, or correct the id")


def _changes(want, have):
    change = {name: value for name, value in {**_described(want), **({"state": _state_of(want)} if "proposed" in want else {})}.items()
              if value != have["_raw"].get(name)}
    if not change:
        return have
    words = {"description": "the description", "state": "the state"}

    def pick(answer):
        return answer if answer and all(answer.get(name) == value for name, value in change.items()) else None
    path, changed = f"{ROOT}/{have['id']}", " and ".join(words[name] for name in change)
    yield Step("PATCH", path, change, says=f"Change {changed} of connected organization {have['name']}",
               confirm=Look(path, f"the change of connected organization '{have['name']}'", pick, absent=ABSENT, times=STEADY))
    return {**have, **_shape({**have["_raw"], **change})}


def _removal(want, have):
    gone = {key: have[key] for key in ("_source", "_sponsor_ids", "_graph")}
    policies = ", ".join(have.get("_policies") or [])
    if policies and want["in_use"] == "refuse":
        raise Refusal(f"connected organization '{have['name']}' is named by policy {policies}; remove these first, "
                      "or set in_use to keep")
    if policies:
        yield Kept(f"Connected organization {have['name']}: it is named by policy {policies}")
        return have
    if "id" in have:
        path = f"{ROOT}/{have['id']}"
        yield Step("DELETE", path, says=f"Remove connected organization {have['name']}", perhaps_done=ABSENT, confirm=Look(
            path, f"the end of connected organization '{have['name']}'", lambda answer: {} if answer is None else None, absent=ABSENT,
            times=STEADY))
    return gone


def _look(name):
    """How the next module will look the organization up."""
    return Look(ROOT, f"connected organization '{name}'", lambda items: of_name(items, name), many=True, times=STEADY)


def _described(want):
    return {"description": want["description"] or None} if "description" in want else {}


def _state_of(want):
    return "proposed" if want.get("proposed") else "configured"


def _shape(raw):
    source = (raw.get("identitySources") or [{}])[0]
    described = raw.get("description") or None
    return {"id": raw["id"], "name": raw["displayName"], "description": described, "proposed": raw.get("state") == "proposed",
            "tenant_id": source.get("tenantId"), "_raw": {**raw, "description": described}}


async def _nothing():
    return {}
