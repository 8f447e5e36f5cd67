# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The catalog that an access package is in, and the groups and applications in it."""

from __future__ import annotations

from ._directory import ABSENT, STEADY, expected_principal, is_known, one_of
from ._errors import Refusal
from ._graph import quoted
from ._options import GUID
from ._steps import KNOWN_AFTER_APPLY, Kept, Look, Step
from ._together import together

ELM = "/identityGovernance/entitlementManagement"
PATH, REQUESTS = f"{ELM}/catalogs", f"{ELM}/resourceRequests"
SYSTEMS = {"group": "AadGroup", "application": "AadApplication"}
PRINCIPALS = {"group": "Group", "application": "ServicePrincipal"}
GROUP_ROLES = ("Member", "Owner", "Eligible Member", "Eligible Owner")
OPTIONS = {
    "catalog": {"type": "str", "required": True},
    "catalog_settings": {"type": "dict", "options": {
        "description": {"type": "str"}, "published": {"type": "bool"}, "external": {"type": "bool"}}},
    "keep_catalog": {"type": "bool", "default": True},
    "remove_catalog": {"type": "bool", "default": False},
    "going_packages": {"type": "list", "elements": "str"},
    "resources": {"type": "list", "elements": "dict", "options": {
        "name": {"type": "str", "required": True},
        "kind": {"type": "str", "choices": list(SYSTEMS), "default": "group"},
        "roles": {"type": "list", "elements": "str", "default": ["Member"]}}},
}
WITH_ROLES = "roles,scopes"
FAILED = ("deliveryFailed", "denied", "canceled")


def refuse(want):
    names = [wish["name"] for wish in want.get("resources") or []]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refusal(f"resources holds '{twice[0]}' more than once; give it once, with all its roles")
    for wish in want.get("resources") or []:
        unknown = [role for role in wish["roles"] if role not in GROUP_ROLES]
        if wish["kind"] == "group" and unknown:
            raise Refusal(f"a group has no role '{unknown[0]}'; give some of {', '.join(GROUP_ROLES)}")
        if not wish["roles"]:
            raise Refusal(f"resource '{wish['name']}' has no roles; give at least one, or leave the resource out")
    if "catalog_settings" in want and not want["keep_catalog"]:
        raise Refusal("catalog_settings is given, but keep_catalog is false, so another task keeps the catalog; leave one of them out")


def key_of(id, name):
    """What two mentions of the same resource have in common; one that another task is about to make is known by its name alone."""
    return id.lower() if is_known(id) else name


async def origins(clients, want):
    """Name -> object id of the groups and applications wanted."""
    wishes = want.get("resources") or []
    ids = await together(*(expected_principal(clients, wish["name"], PRINCIPALS[wish["kind"]]) for wish in wishes))
    return {wish["name"]: id for wish, id in zip(wishes, ids)}


async def found(clients, want):
    """The catalog and what is in it, or None and nothing."""
    catalog = await _one(clients, want["catalog"])
    if not catalog and want["state"] == "present" and GUID.fullmatch(want["catalog"]):
        raise Refusal(f"no catalog with the id {want['catalog']} was found; give a display name to create one, or correct the id")
    resources = await clients.graph.items(f"{PATH}/{catalog['id']}/resources", {"$expand": WITH_ROLES}) if catalog else []
    return catalog, resources


async def _one(clients, name):
    if GUID.fullmatch(name):
        return await clients.graph.get(f"{PATH}/{name}", absent=ABSENT)
    return of_name(await clients.graph.items(PATH, _by_name(name)), name)


def of_name(items, name):
    return one_of([item for item in items if item["displayName"] == name], "catalog", name)


def visible(want, have):
    """Whether people from outside may ask for what is in the catalog; None where only another task knows."""
    wished = (want.get("catalog_settings") or {}).get("external")
    if wished is not None:
        return wished
    if have["_catalog"] is None:
        return False if want["keep_catalog"] else None
    return have["_catalog"].get("isExternallyVisible")


def ready(want, state):
    """Make the catalog and put the resources into it, or find those that another task keeps there."""
    if want["keep_catalog"]:
        state = (yield from _changed(want, state)) if state["_catalog"] else (yield from _created(want, state))
    elif not state["_catalog"]:
        state = {**state, "_catalog": (yield _catalog_look(want, foretold={"id": KNOWN_AFTER_APPLY, "displayName": want["catalog"]}))}
    wishes = want.get("resources") or []
    there = {key_of(each["originId"], each["displayName"]): each for each in state["_resources"]}
    asked = [(wish, there.get(key_of(state["_origins"][wish["name"]], wish["name"]))) for wish in sorted(wishes, key=lambda w: w["name"])]
    lacking = [wish for wish, raw in asked if not raw or set(wish["roles"]) - {role["displayName"] for role in raw["roles"]}]
    if not lacking:
        return state
    missing = [wish["name"] for wish, raw in asked if not raw]
    answers = yield [_added(wish, state) if wish["name"] in missing and want["keep_catalog"] else _look(wish, state) for wish in lacking]
    fresh = {key_of(raw["originId"], raw["displayName"]): raw
             for raw in (_resource(wish, state, answer) for wish, answer in zip(lacking, answers))}
    kept = [each for key, each in there.items() if key not in fresh]
    return {**state, "_resources": kept + list(fresh.values())}


async def neighbours(clients, want, catalog):
    """The names of the other packages in a catalog that is to be removed; check mode leaves out those that earlier tasks take away."""
    if want["state"] == "present" or not want["remove_catalog"] or not catalog:
        return []
    packages = await clients.graph.items(f"{ELM}/accessPackages", {"$expand": "catalog"})
    gone = {want["name"], *(_going(want)[0] if clients.foretells else [])}
    return sorted(each["displayName"] for each in packages
                  if (each.get("catalog") or {}).get("id") == catalog["id"] and each["displayName"] not in gone)


def _going(want):
    """The packages that tasks of the same run take away: before this one, and after it."""
    going = want.get("going_packages") or []
    at = going.index(want["name"]) if want["name"] in going else len(going)
    return going[:at], going[at + 1:]


def refuse_removal(want, have):
    if want["remove_catalog"] and have["_catalog"] and have["_catalog"].get("catalogType") != "userManaged":
        raise Refusal(f"catalog '{want['catalog']}' is built in and cannot be removed; leave out remove_catalog")


def removed(want, state):
    """Delete the catalog with the resources in it, unless others have packages in it."""
    catalog = state["_catalog"]
    if not want["remove_catalog"] or not catalog:
        return state
    if set(state["_neighbours"]) & set(_going(want)[1]):
        return state        # the task that takes the last of them away looks then
    if state["_neighbours"]:
        yield Kept(f"Catalog {catalog['displayName']} with the resources in it: access package {', '.join(state['_neighbours'])} is in it")
        return state
    path = f"{PATH}/{catalog['id']}"
    yield Step("DELETE", path, says=f"Delete catalog {catalog['displayName']} with the resources in it", perhaps_done=ABSENT, confirm=Look(
        path, f"the end of catalog '{catalog['displayName']}'", lambda answer: {} if answer is None else None, absent=ABSENT, times=STEADY))
    return {**state, "_catalog": None, "_resources": []}


def settings(catalog):
    """The catalog in the words of the options."""
    return {"description": catalog.get("description") or None, "published": catalog.get("state") == "published",
            "external": catalog.get("isExternallyVisible")}


def _body(want):
    wish, states = want.get("catalog_settings") or {}, {True: "published", False: "unpublished"}
    body = {"description": wish["description"] or None} if "description" in wish else {}
    if "published" in wish:
        body["state"] = states[wish["published"]]
    return {**body, "isExternallyVisible": wish["external"]} if "external" in wish else body


def _created(want, state):
    body = {"displayName": want["catalog"], "state": "published", "isExternallyVisible": False, **_body(want)}
    answer = yield Step("POST", PATH, body, says=f"Create catalog {want['catalog']}", confirm=_catalog_look(want))
    return {**state, "_catalog": {"catalogType": "userManaged", **body, **answer}}


def _changed(want, state):
    catalog, words = state["_catalog"], {"description": "description", "state": "publication", "isExternallyVisible": "visibility outside"}
    change = {name: value for name, value in _body(want).items() if (value or None) != (catalog.get(name) or None)}
    if not change:
        return state

    def pick(answer):
        return answer if answer and all((answer.get(name) or None) == (value or None) for name, value in change.items()) else None
    path, changed = f"{PATH}/{catalog['id']}", ", ".join(words[name] for name in words if name in change)
    yield Step("PATCH", path, change, says=f"Change {changed} of catalog {catalog['displayName']}",
               confirm=Look(path, f"the change of catalog '{catalog['displayName']}'", pick, absent=ABSENT, times=STEADY))
    return {**state, "_catalog": {**catalog, **change}}


def _added(wish, state):
    """The request that puts a resource into the catalog; it is answered before the resource is there, with all its roles."""
    origin = {"originId": state["_origins"][wish["name"]], "originSystem": SYSTEMS[wish["kind"]]}
    body = {"requestType": "adminAdd", "resource": origin, "catalog": {"id": state["_catalog"]["id"]}}
    look = _look(wish, state)
    what = f"{wish['kind']} {wish['name']}"

    def failed(answer):
        outcome = (answer or {}).get("state")
        return f"the request ended as {outcome}; look at it in the Entra admin center" if outcome in FAILED else None
    return Step("POST", REQUESTS, body, says=f"Add {what} to catalog {state['_catalog']['displayName']}", confirm=look, not_yet=ABSENT,
                foretold=look.foretold, perhaps_done=("ResourceAlreadyOnboarded",), failed=failed)


def _look(wish, state):
    """Wait until the resource is in the catalog with the roles that are wanted of it."""
    origin, system = state["_origins"][wish["name"]], SYSTEMS[wish["kind"]]
    named = {"originSystem": system, "originId": KNOWN_AFTER_APPLY, "description": None}
    foretold = {"originId": origin, "displayName": wish["name"], "roles": [
        {"id": KNOWN_AFTER_APPLY, "displayName": role, **named} for role in wish["roles"]], "scopes": [{"id": KNOWN_AFTER_APPLY, **named}]}

    def pick(items):
        hit = next((item for item in items if item["originId"].lower() == origin.lower()), None)
        roles = {role["displayName"] for role in hit["roles"] or []} if hit else set()
        return hit if hit and hit["scopes"] and set(wish["roles"]) <= roles else None
    what = f"{wish['kind']} '{wish['name']}' with {', '.join(wish['roles'])} as its roles in catalog '{state['_catalog']['displayName']}'"
    return Look(f"{PATH}/{state['_catalog']['id']}/resources", what, pick, many=True, foretold={**foretold, "id": KNOWN_AFTER_APPLY},
                query={"$filter": f"originId eq {quoted(origin)}", "$expand": WITH_ROLES})


def _resource(wish, state, answer):
    """The resource as the next requests need it."""
    return {"id": answer["id"], "originId": state["_origins"][wish["name"]], "originSystem": SYSTEMS[wish["kind"]],
            "displayName": wish["name"], "roles": answer["roles"], "scopes": answer["scopes"]}


def _catalog_look(want, **more):
    name = want["catalog"]
    return Look(PATH, f"catalog '{name}'", lambda items: of_name(items, name), _by_name(name), many=True, times=STEADY, **more)


def _by_name(name):
    return {"$filter": f"displayName eq {quoted(name)}"}
