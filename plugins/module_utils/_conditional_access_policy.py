# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A Conditional Access policy: of whom what is asked before they reach which applications. What a task does not name is left alone.

The published metadata of the national clouds does not list a policy's id, so it is taken from the policy's address, which every entity
tells with full metadata.
"""

from __future__ import annotations

from ._conditional_access_lockout import protected_here, refuse_locked_out
from ._conditional_access_names import LISTS, named_ids
from ._directory import ABSENT, STEADY, one_of
from ._errors import Refusal
from ._guards import ALLOW_LOCKOUT
from ._options import guid
from ._steps import Look, Step
from ._together import together
from ._words import changes

REPORT_ONLY, ENABLED = "report_only", "enabled"
MODES = {REPORT_ONLY: "enabledForReportingButNotEnforced", ENABLED: "enabled", "disabled": "disabled"}
CONTROLS = {
    "mfa": "mfa", "compliant_device": "compliantDevice", "domain_joined_device": "domainJoinedDevice",
    "approved_application": "approvedApplication", "compliant_application": "compliantApplication", "block": "block"}
KINDS = {
    "internal_guest": "internalGuest", "b2b_collaboration_guest": "b2bCollaborationGuest",
    "b2b_collaboration_member": "b2bCollaborationMember", "b2b_direct_connect_user": "b2bDirectConnectUser",
    "other_external_user": "otherExternalUser", "service_provider": "serviceProvider"}
DEVICE_TRUST = {"compliant_device": "isCompliantDeviceAccepted", "domain_joined_device": "isHybridAzureADJoinedDeviceAccepted"}
COLLABORATION = ["b2b_collaboration_guest", "b2b_collaboration_member"]
NAMES = {"type": "list", "elements": "str"}
OPTIONS = {
    "name": {"type": "str", "required": True},
    "mode": {"type": "str", "choices": list(MODES)},
    **dict.fromkeys(LISTS, NAMES),
    "external_users": {"type": "dict", "options": {
        "kinds": {**NAMES, "choices": list(KINDS), "default": COLLABORATION}, "tenants": NAMES}},
    "controls": {**NAMES, "choices": list(CONTROLS)},
    "operator": {"type": "str", "choices": ["and", "or"], "default": "and"},
    **ALLOW_LOCKOUT,
}
INFO_OPTIONS = {"name": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "Policy.Read.All": "", "User.Read.All": "when users are named, and with protected_principals",
            "GroupMember.Read.All": "when groups are named",
            "Organization.Read.All": "when a user is not found", "RoleManagement.Read.Directory": "when roles are named",
            "Application.Read.All": "when applications are named, and to write"},
        "write": {"Policy.ReadWrite.ConditionalAccess": ""},
    },
}
NEW = {"id": None, "name": None, "mode": None, **{name: [] for name in LISTS}, "external_users": None, "controls": [], "operator": "and"}
SELECTED = {"$select": "displayName,state,conditions,grantControls", "$format": "application/json;odata.metadata=full"}
PARTNERS = "/policies/crossTenantAccessPolicy"


def refuse(want, cloud):
    controls = want.get("controls") or []
    if "block" in controls and len(controls) > 1:
        raise Refusal("controls has block and others, but who is blocked can fulfil nothing; leave out either")
    external = want.get("external_users") or {}
    for tenant in external.get("tenants") or []:
        guid(tenant, "external_users.tenants")
    if external and not external["kinds"]:
        raise Refusal("external_users.kinds is empty, and then nobody is meant; name kinds of external users, or leave it out")


async def find(clients, want):
    root = root_of(clients.cloud)
    present = want["state"] == "present"
    standing, ids = await together(_standing(clients, root, want["name"]), named_ids(clients, want if present else {}))
    have = {"_root": root, "_ids": ids, "_untrusted": [], "_protected": []}
    if present and want.get("mode", standing and _key(MODES, standing["state"])) == ENABLED:
        untrusted, protected = await together(_untrusted(clients, want), _protected(clients, want, standing, ids))
        have |= {"_untrusted": untrusted, "_protected": protected}
    return {**have, **shape(standing, ids)} if standing else have


def steps(want, have, now):
    have = {"_protected": [], **have}
    internal = {key: have[key] for key in ("_root", "_ids", "_untrusted", "_protected")}
    name = want["name"]
    if want["state"] == "absent":
        if "id" in have:
            yield Step("DELETE", f"{have['_root']}/{have['id']}", says=f"Remove Conditional Access policy {name}")
        return internal
    changed = _changes(want, have)
    if not changed:
        return have
    _refuse_untrusted(want, have)
    wish = {**NEW, **{key: value for key, value in have.items() if not key.startswith("_")}, **changed, "name": name}
    if "id" not in have:
        _refuse_incomplete(wish)
    body = _body(wish, have)
    refuse_locked_out(want, have, body)
    if "id" not in have:
        answer = yield Step("POST", have["_root"], body, query={"$select": "displayName"}, confirm=_look(want, have),
                            says=f"Create Conditional Access policy {name} ({wish['mode'].replace('_', ' ')})")
    else:
        answer = yield Step("PATCH", f"{have['_root']}/{have['id']}", body, confirm=_look(want, have),
                            says=f"Change {changes(sorted(changed), have, changed)} of Conditional Access policy {name}")
    id = id_of(answer) or have.get("id")
    return {**internal, **{key: value for key, value in have.items() if key == "_raw"}, **wish, "id": id}


async def report(clients, want):
    """Every policy, or the one of a name."""
    items = await clients.graph.items(root_of(clients.cloud), SELECTED)
    shown = ({key: value for key, value in shape(item, {}).items() if not key.startswith("_")} for item in items)
    return [each for each in shown if want.get("name") in (None, each["name"])]


def root_of(cloud):
    return "/policies/conditionalAccessPolicies" if cloud.lacks("identity_root") else "/identity/conditionalAccess/policies"


def id_of(item):
    """A policy's id: from the body where the cloud's metadata has it there, else from its address."""
    if not isinstance(item, dict):
        return None
    return item.get("id") or (item.get("@odata.id") or "").rpartition("('")[2].rstrip("')") or None


async def _standing(clients, root, name):
    items = await clients.graph.items(root, SELECTED)
    return one_of([{**item, "id": id_of(item)} for item in items if item["displayName"] == name], "Conditional Access policy", name)


async def _protected(clients, want, standing, ids):
    """Whom the policy must not lock out."""
    users = (standing or {"conditions": {}})["conditions"].get("users") or {}
    roles = {role for way in ("include", "exclude") for role in (*users.get(f"{way}Roles", ()), *ids.get(f"{way}_roles", {}).values())}
    return await protected_here(clients, want, sorted(roles))


async def _untrusted(clients, want):
    """The tenants whose devices are asked to comply though nobody here believes that they do. In check mode another task may trust them."""
    asked = [trust for control, trust in DEVICE_TRUST.items() if control in (want.get("controls") or [])]
    tenants = (want.get("external_users") or {}).get("tenants") or []
    if want["allow_lockout"] or not asked or clients.foretells:
        return []
    found = await together(*(clients.graph.get(f"{PARTNERS}/partners/{tenant.lower()}", absent=ABSENT) for tenant in tenants))
    default = await clients.graph.get(f"{PARTNERS}/default")
    return [tenant for tenant, partner in zip(tenants, found)
            if not all(((partner or {}).get("inboundTrust") or default.get("inboundTrust") or {}).get(trust) for trust in asked)]


def _refuse_untrusted(want, have):
    if have["_untrusted"]:
        raise Refusal(
            f"policy '{want['name']}' would lock out the guests of tenant {', '.join(have['_untrusted'])}, whose devices are not "
            "trusted here; trust compliant devices by xtap_policy first, keep mode report_only, or set allow_lockout to true")


def _refuse_incomplete(wish):
    if not any(wish.get(name) for name in ("include_users", "include_groups", "include_roles", "external_users")):
        raise Refusal(f"policy '{wish['name']}' applies to nobody; give include_users, include_groups, include_roles or external_users")
    if not wish.get("controls"):
        raise Refusal(f"policy '{wish['name']}' asks for nothing; give controls")


def _changes(want, have):
    """{option: value} of what is declared and different."""
    declared = {name: want[name] for name in (*LISTS, "controls") if want.get(name) is not None}
    if want.get("external_users") is not None:
        declared["external_users"] = _external(want["external_users"])
    if not have.get("id") and "include_applications" not in declared:
        declared["include_applications"] = ["All"]
    mode = want.get("mode") or (None if have.get("id") else REPORT_ONLY)      # what is enforced stays so
    declared |= {**({"mode": mode} if mode else {}), **({"operator": want["operator"]} if "controls" in declared else {})}
    return {name: value for name, value in declared.items() if name not in have or not _is_equal(value, have[name])}


def _external(wish):
    return {"kinds": sorted(wish["kinds"]), "tenants": sorted(tenant.lower() for tenant in wish.get("tenants") or []) or "all"}


def _is_equal(wished, standing):
    if isinstance(wished, list):
        return sorted(wished) == sorted(standing)
    return wished == standing


def _body(wish, have):
    raw = have.get("_raw", {})
    ids = have["_ids"]
    lists = {name: [ids.get(name, {}).get(each, each) for each in wish.get(name, [])] for name in LISTS}
    kept = {name: value for name, value in raw.get("conditions", {}).items() if value not in (None, [])}
    users = {LISTS[name].field: lists[name] for name in LISTS if LISTS[name].of == "users"}
    if raw.get("conditions", {}).get("users", {}).get("excludeGuestsOrExternalUsers"):
        users["excludeGuestsOrExternalUsers"] = raw["conditions"]["users"]["excludeGuestsOrExternalUsers"]
    if wish.get("external_users"):
        users["includeGuestsOrExternalUsers"] = _guests(wish["external_users"])
    applications = {**{name: value for name, value in kept.get("applications", {}).items() if value not in (None, [])},
                    **{LISTS[name].field: lists[name] for name in LISTS if LISTS[name].of == "applications"}}
    return {
        "displayName": wish["name"], "state": MODES[wish["mode"]],
        "conditions": {"clientAppTypes": ["all"], **kept, "users": users, "applications": applications},
        "grantControls": {**_grant(raw), "operator": wish.get("operator", "and").upper(),
                          "builtInControls": [CONTROLS.get(control, control) for control in wish["controls"]]},
    }


def _grant(raw):
    standing = raw.get("grantControls") or {}
    return {name: standing[name] for name in ("customAuthenticationFactors", "termsOfUse") if standing.get(name)}


def _guests(external):
    if external["tenants"] == "all":
        tenants = {"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"}
    else:
        tenants = {"@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants", "membershipKind": "enumerated",
                   "members": external["tenants"]}
    return {"guestOrExternalUserTypes": ",".join(KINDS.get(kind, kind) for kind in external["kinds"]), "externalTenants": tenants}


def _look(want, have):
    def pick(items):
        found = [{**item, "id": id_of(item)} for item in items if item["displayName"] == want["name"]]
        one = one_of(found, "Conditional Access policy", want["name"])
        return one if one and not _changes(want, shape(one, have["_ids"])) else None
    return Look(have["_root"], f"Conditional Access policy '{want['name']}' as it was written", pick, SELECTED, many=True, times=STEADY)


def shape(item, ids):
    """A policy as the options name it; people, groups and applications by the names of the task where it names them."""
    conditions, controls = item["conditions"], item.get("grantControls") or {}
    spoken = {kind: {id: name for name, id in names.items()} for kind, names in ids.items()}
    lists = {name: [spoken.get(name, {}).get(id, id) for id in (conditions.get(each.of) or {}).get(each.field) or []]
             for name, each in LISTS.items()}
    guests = (conditions.get("users") or {}).get("includeGuestsOrExternalUsers")
    return {
        "id": id_of(item), "name": item["displayName"], "mode": _key(MODES, item["state"]), **lists,
        "external_users": guests and _external_of(guests),
        "controls": [_key(CONTROLS, control) for control in controls.get("builtInControls") or []],
        "operator": (controls.get("operator") or "and").lower(), "_raw": _plain(item),
    }


def _external_of(guests):
    kinds = sorted(_key(KINDS, kind.strip()) for kind in guests["guestOrExternalUserTypes"].split(","))
    tenants = guests.get("externalTenants") or {}
    enumerated = (tenants.get("membershipKind") or "").lower() == "enumerated"
    return {"kinds": kinds, "tenants": sorted(tenant.lower() for tenant in tenants["members"]) if enumerated else "all"}


def _key(names, value):
    return next((key for key, each in names.items() if each.lower() == value.lower()), value)


def _plain(value):
    """Without what the service tells beside the properties; only the type of a polymorphic value is a part of it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if "@" not in key or key == "@odata.type"}
    return [_plain(each) for each in value] if isinstance(value, list) else value
