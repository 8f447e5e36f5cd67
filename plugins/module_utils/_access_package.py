# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An access package: what people inside and outside the tenant may ask for, who approves it, how long it lasts and who reviews it."""

from __future__ import annotations

from . import _access_assignments, _access_catalog, _access_policies, _access_policy_form, _access_roles, _subject_sets
from ._connected_organization import ROOT as ORGANIZATIONS
from ._connected_organization import of_name as organization_of_name
from ._defender_for_cloud import UNAVAILABLE
from ._directory import ABSENT, STEADY, is_known
from ._errors import Refusal
from ._graph import quoted
from ._guards import protected_people, refuse_protected
from ._steps import KNOWN_AFTER_APPLY, Look, Step
from ._together import together

PATH = "/identityGovernance/entitlementManagement/accessPackages"
OPTIONS = {
    "name": {"type": "str", "required": True},
    **_access_catalog.OPTIONS,
    "description": {"type": "str"},
    "hidden": {"type": "bool"},
    "policies": _access_policies.OPTION,
    "purge": {"type": "bool", "default": False},
    "end_assignments": {"type": "bool", "default": False},
    "unavailable": UNAVAILABLE,
}
ASKS_PEOPLE = True
NULLS = _access_policies.NULLS
LEAVES = True
INFO_OPTIONS = {"name": {"type": "str"}, "catalog": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "EntitlementManagement.Read.All": "", "Organization.Read.All": "",
            "GroupMember.Read.All": "when a group is named", "User.Read.All": "when a person is named, and with protected_principals",
            "Application.Read.All": "when an application is a resource"},
        "write": {
            "EntitlementManagement.ReadWrite.All": "", "Group.ReadWrite.All": "when a group is put into the catalog",
            "RoleManagement.ReadWrite.Directory": "when roles can be assigned to that group"},
    },
}


def refuse(want, cloud):
    if not _is_in(cloud) and want["unavailable"] == "refuse":
        raise Refusal(
            f"the cloud {cloud.name} has no API for what an access package gives; invite the people instead, or set unavailable to skip")
    _access_catalog.refuse(want)
    _access_policies.refuse(want, cloud)


async def find(clients, want):
    """The catalog, the package with all that it gives and asks, and whom the task names."""
    present = want["state"] == "present"
    if not _is_in(clients.cloud):
        return {"_available": False, **({"name": want["name"], "available": False} if present else {})}
    wish = want if present else {}
    (catalog, resources), origins, subjects, organizations, portal = await together(
        _access_catalog.found(clients, want), _access_catalog.origins(clients, wish),
        _subject_sets.found(clients, _access_policies.names_in(wish)), _organizations(clients, wish), _portal(clients))
    have = {
        "_catalog": catalog, "_resources": resources, "_origins": origins, "_subjects": subjects, "_organizations": organizations[0],
        "_wanted_organizations": organizations[1], "_portal": portal, "_package": None, "_role_scopes": [], "_policies": [],
        "_assignments": [], "_neighbours": await _access_catalog.neighbours(clients, want, catalog)}
    packages = await clients.graph.items(PATH, _by_name(want["name"])) if catalog else []
    package = in_catalog(packages, want["name"], catalog)
    if not package:
        return have
    rows, policies, assignments, protected = await together(
        _access_roles.found(clients, address_of(package)), _access_policies.found(clients, package["id"]),
        _access_assignments.found(clients, package["id"]), protected_people(clients, want))
    return _shown({**have, "_package": package, "_role_scopes": rows, "_policies": policies, "_assignments": assignments,
                   "_protected": protected})


def steps(want, have, now):
    if not have.get("_available", True):
        return have if want["state"] == "present" else {"_available": False}
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    _access_policies.refuse_conflicts(want, have, _access_catalog.visible(want, have))
    leaving, staying = _access_policies.surplus(want, have)
    going = [each for raw in leaving for each in _access_assignments.under(have, raw)]
    _access_assignments.refuse_holders(want, have, going, f"policies of access package '{want['name']}' that are to go")
    yield from _access_policies.told(want, staying)
    state = yield from _access_catalog.ready(want, have)
    state = yield from _kept(want, state)
    address = address_of(state["_package"])
    state = yield from _access_roles.carried_out(want, state, address)
    state = yield from _access_assignments.ended(want, state, going)
    return _shown((yield from _access_policies.carried_out(want, state, now)))


async def report(clients, want):
    """All access packages, or those of a name or a catalog."""
    query = {"$expand": "catalog", **(_by_name(want["name"]) if "name" in want else {})}
    packages, portal, organizations = await together(
        clients.graph.items(PATH, query), _portal(clients), clients.graph.items(ORGANIZATIONS))
    named = [each for each in packages if want.get("name", each["displayName"]) == each["displayName"]]
    catalogs = [each["catalog"] or {} for each in named]
    wanted = [each for each, catalog in zip(named, catalogs)
              if want.get("catalog") in (None, catalog.get("displayName"), catalog.get("id"))]
    readable = _is_in(clients.cloud)
    common = {"_subjects": {}, "_organizations": organizations, "_wanted_organizations": {}, "_portal": portal}
    found = []
    for each in wanted:
        rows = await _access_roles.found(clients, address_of(each)) if readable else []
        found.append(_shown({**common, "_catalog": each["catalog"], "_package": each, "_role_scopes": rows,
                             "_policies": await _access_policies.found(clients, each["id"])}))
    return found


def _is_in(cloud):
    return not cloud.lacks("access_package_resources")


def address_of(package):
    return f"{PATH}/{package['id']}"


def _kept(want, state):
    """Make the package, or change what differs of it."""
    wish = {"description": want["description"] or None} if "description" in want else {}
    wish |= {"isHidden": want["hidden"]} if "hidden" in want else {}
    package = state["_package"]
    if package is None:
        body = {"displayName": want["name"], "catalog": {"id": state["_catalog"]["id"]}, "isHidden": False, **wish}

        def created(items):
            return in_catalog(items, want["name"], state["_catalog"])
        answer = yield Step("POST", PATH, body, says=f"Create access package {want['name']}", confirm=Look(
            PATH, f"access package '{want['name']}'", created, _by_name(want["name"]), many=True, times=STEADY))
        return {**state, "_package": {**body, **answer}}
    change = {name: value for name, value in wish.items() if (value or None) != (package.get(name) or None)}
    if not change:
        return state

    def changed(answer):
        return answer if answer and all((answer.get(name) or None) == (value or None) for name, value in change.items()) else None
    words = {"description": "description", "isHidden": "visibility"}
    path, what = address_of(package), f"access package {want['name']}"
    yield Step("PATCH", path, change, says=f"Change {', '.join(words[name] for name in change)} of {what}",
               confirm=Look(path, f"the change of {what}", changed, absent=ABSENT, times=STEADY))
    return {**state, "_package": {**package, **change}}


def _removal(want, have):
    """First whoever has access, then the policies, then the package; the catalog only when told so."""
    state, package = have, have["_package"]
    _access_catalog.refuse_removal(want, have)
    if package:
        refuse_protected(_access_assignments.protected_holders(have, have["_assignments"]),
                         f"removing access package '{want['name']}' would end the access of")
        _access_assignments.refuse_holders(want, have, have["_assignments"], f"access package '{want['name']}'")
        state = yield from _access_assignments.ended(want, state, state["_assignments"])
        if state["_policies"]:
            state = yield from _access_policies.removed(want, state, state["_policies"])
        path = address_of(package)
        gone = Look(path, f"the end of access package '{want['name']}'", lambda answer: {} if answer is None else None, absent=ABSENT,
                    times=STEADY)
        yield Step("DELETE", path, says=f"Remove access package {want['name']}", perhaps_done=ABSENT, confirm=gone)
        state = {key: value for key, value in state.items() if key.startswith("_")}
        state |= {"_package": None, "_role_scopes": [], "_policies": [], "_assignments": []}
    return (yield from _access_catalog.removed(want, state))


def _shown(state):
    """The state with what people see of it."""
    package, catalog = state["_package"], state["_catalog"] or {}
    link = f"{state['_portal']}#/access-packages/{package['id']}" if is_known(package["id"]) else KNOWN_AFTER_APPLY
    return {
        **state, "id": package["id"], "name": package["displayName"], "available": True, "description": package.get("description") or None,
        "hidden": bool(package.get("isHidden")), "catalog": catalog.get("displayName"),
        "catalog_settings": _access_catalog.settings(catalog), "link": link if state["_portal"] else None,
        "resources": _access_roles.readable(state["_role_scopes"]),
        "policies": sorted((_access_policy_form.readable(raw, state) for raw in state["_policies"]), key=lambda policy: policy["name"]),
    }


def in_catalog(packages, name, catalog):
    """The one package of this name in the catalog."""
    hits = [each for each in packages if each["displayName"] == name and (each.get("catalog") or {}).get("id") == catalog["id"]]
    if len(hits) > 1:
        ids = ", ".join(sorted(each["id"] for each in hits))
        raise Refusal(f"{len(hits)} access packages of catalog '{catalog['displayName']}' are named '{name}' ({ids}); rename one of them")
    return hits[0] if hits else None


async def _organizations(clients, want):
    """(all connected organizations, {name: id} of those wanted)"""
    names = _access_policies.organizations_in(want)
    everything = await clients.graph.items(ORGANIZATIONS) if want else []
    return everything, dict(zip(names, await together(*(_organization(clients, name, everything) for name in names))))


async def _organization(clients, name, everything):
    found = organization_of_name(everything, name)
    if found:
        return found["id"]

    async def read():
        late = organization_of_name(await clients.graph.items(ORGANIZATIONS), name)
        return late and late["id"]
    return await clients.expected(f"connected organization '{name}'", read)


async def _portal(clients):
    """Where people ask for what this tenant offers; None where the cloud's My Access portal is not known."""
    if not clients.cloud.my_access:
        return None
    organization = (await clients.graph.items("/organization", {"$select": "id,displayName,verifiedDomains"}))[0]
    domains = organization["verifiedDomains"]
    initial = next((domain["name"] for domain in domains if domain.get("isInitial")), domains[0]["name"])
    return f"{clients.cloud.my_access}/@{initial}"


def _by_name(name):
    return {"$filter": f"displayName eq {quoted(name)}", "$expand": "catalog"}
