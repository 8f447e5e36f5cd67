# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A data connector of Microsoft Sentinel: which data of which kind comes to a workspace.

A connector for the data of a whole tenant can only be written by a user of that tenant with a directory role. Where an application is
signed in, such a connector is looked at and never written: what a person has to do is told instead.
"""

from __future__ import annotations

from . import _connector_people as people
from ._azure import deterministic_id, is_registered, place, registration, resource_provider
from ._connector_form import OWN, differences, is_mine, known_types, properties_of, refuse_form, shape, wanted_types
from ._connector_kinds import KINDS, SUBSCRIPTION, TENANT
from ._defender_for_cloud import UNAVAILABLE, expected_provider
from ._errors import Refusal, ServiceError, StillMissing
from ._sentinel import PREVIEW, READ_AGAIN, WORKSPACE, delete, put, refuse_workspace, reported, sentinel_of, things, workspace_of
from ._steps import ARM, Look
from ._together import together

__all__ = ("READ_AGAIN",)       # of the engine
OPTIONS = {
    **WORKSPACE,
    "kind": {"type": "str", "required": True, "choices": sorted(KINDS)},
    "data_types": {"type": "list", "elements": "str"},
    **OWN,
    "unavailable": UNAVAILABLE,
}
INFO_OPTIONS = WORKSPACE
NO_SUCH_VERSION = ("NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType")      # a cloud may lack previews
ASKS_PEOPLE = True
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.SecurityInsights/dataConnectors/read": "", "Microsoft.Resources/subscriptions/read": "for a subscription's alerts",
            "Microsoft.Resources/subscriptions/providers/read": "for a subscription's alerts, and in check mode",
            "Microsoft.SecurityInsights/onboardingStates/read": "in check mode",
            "Microsoft.Security/pricings/read": "for kind AzureSecurityCenter"},
        "write": {
            "Microsoft.SecurityInsights/dataConnectors/write": "",
            "Microsoft.Resources/subscriptions/resourceGroups/write":
                "for a subscription's alerts, which take Contributor at the connected subscription",
            "Microsoft.SecurityInsights/dataConnectors/delete": "with state absent",
            "Microsoft.SecurityInsights/register/action": "when connected_subscription_id is another one and it is not registered there"},
    },
}


def refuse(want, cloud):
    refuse_workspace(want)
    refuse_form(want)
    kind = KINDS[want["kind"]]
    if want["state"] == "present" and want["unavailable"] == "refuse" and not kind.is_in(cloud):
        raise Refusal(
            f"kind {want['kind']} ({kind.title}) is not there in the cloud {cloud.name}; leave it out, or set unavailable to skip")


async def find(clients, want):
    """The connector of this kind (for this subscription, role or name), who may write it, and what it needs first."""
    kind = KINDS[want["kind"]]
    if not kind.is_in(clients.cloud):
        return _state(want, None, {"_available": False})
    items = await things(clients, want, "dataConnectors", _query(kind)) or []
    mine = next((item for item in items if is_mine(want, item)), None)
    internal = {"_available": True, "_by_people": kind.of == TENANT and clients.azure_caller()[1], "_tenant": clients.tenant,
                "_places": people.places(clients, want), "_register": False, "_of": ""}
    if kind.of == SUBSCRIPTION:
        internal |= await _subscription(clients, want, mine)
    return _state(want, mine, internal)


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    if not have["_available"]:
        return have
    different = differences(want, have) if have["connected"] else []
    if have["connected"] and not different:
        return have
    if have["_by_people"]:
        yield people.change(want, have, different) if have["connected"] else people.connect(want, have, wanted_types(want))
        return have
    if have["_register"]:
        yield registration(_connected(want), "Microsoft.SecurityInsights")
    name = have.get("_name") or want.get("name") or deterministic_id("dataConnector", workspace_of(want), want["kind"], _key(want))
    path, body = _address(want, name), {"kind": want["kind"], "properties": properties_of(want, have)}
    answer = yield put(path, body, _told(want, have, different), have.get("_etag"), query=_query(KINDS[want["kind"]]) or {},
                       confirm=_look(want), foretold={"name": name, "id": path})
    return _state(want, answer, {**_internal(have), "_register": False})


async def report(clients, want):
    """The connectors that stable versions know, and those that previews know."""
    refuse_workspace(want)
    stable, preview = await together(reported(clients, want, "dataConnectors"), _previews(clients, want))
    return [shape(item) for item in {item["id"].lower(): item for item in [*preview, *stable]}.values()]


async def _previews(clients, want):
    try:
        return await reported(clients, want, "dataConnectors", PREVIEW)
    except ServiceError as error:
        if error.code in NO_SUCH_VERSION:
            return []
        raise


async def _subscription(clients, want, mine):
    """The subscription in words, whether Sentinel's provider is missing there; without a plan of Defender for Cloud there is no alert."""
    connected = _connected(want)
    where, provider = await together(
        place(clients, f"/subscriptions/{connected}"), resource_provider(clients, connected, "Microsoft.SecurityInsights"))
    if want["kind"] == "AzureSecurityCenter" and want["state"] == "present" and mine is None:
        await _expect_plan(clients, connected, where)
    own = connected == want["subscription_id"].lower()      # there the workspace's own task registers it
    return {"_of": f" of {where}", "_register": not own and not is_registered(provider)}


async def _expect_plan(clients, subscription, where):
    async def read():
        plans = await clients.arm.items(f"/subscriptions/{subscription}/providers/Microsoft.Security/pricings")
        return next((plan["name"] for plan in plans if plan["properties"].get("pricingTier") == "Standard"), None)
    try:
        _where, registered = await expected_provider(clients, {"subscription_id": subscription, "state": "present"})
        if registered:
            await clients.expected(f"A plan of {where}", read)
    except StillMissing:
        raise Refusal(f"no plan of Defender for Cloud is on in {where}, so there are no alerts to connect; turn one on first, "
                      "with the module defender_plan") from None


def _removal(want, have):
    if have.get("connected") and have["_by_people"]:
        yield people.disconnect(want, have)
        return have
    if have.get("connected"):
        yield delete(_address(want, have["_name"]), f"Disconnect {_title(want, have)} from workspace {want['workspace']}",
                     query=_query(KINDS[want["kind"]]) or {}, confirm=_look(want))
    return _internal(have)


def _internal(have):
    return {key: value for key, value in have.items() if key in ("_available", "_by_people", "_tenant", "_places", "_register", "_of")}


def _state(want, item, internal):
    """What is there in the form that find gives; a connector that is to be there and is not is shown as not connected."""
    if item:
        return {**internal, **shape(item), "_name": item["name"], "_etag": item.get("etag"), "_properties": item["properties"]}
    if want["state"] == "absent":
        return internal
    return {**internal, "kind": want["kind"], "connected": False, "available": internal["_available"]}


def _told(want, have, different):
    if not have["connected"]:
        types = f" ({', '.join(wanted_types(want))})" if wanted_types(want) else ""
        return f"Connect {_title(want, have)}{types} to workspace {want['workspace']}"
    return f"Change {', '.join(different)} of {_title(want, have)} in workspace {want['workspace']}"


def _title(want, have):
    return f"{KINDS[want['kind']].title}{have['_of']}{' ' + want['name'] if 'name' in want else ''}"


def _look(want):
    def pick(items):
        found = next((item for item in items if is_mine(want, item)), None)
        if want["state"] == "absent":
            return None if found else True
        return found if found and known_types(want, shape(found)) == wanted_types(want) else None
    return Look(f"{sentinel_of(want)}/dataConnectors", f"the change of data connector {want['kind']}", service=ARM, many=True, times=2,
                query=_query(KINDS[want["kind"]]) or {}, pick=pick)


def _query(kind):
    return PREVIEW if kind.preview else None


def _connected(want):
    return (want.get("connected_subscription_id") or want["subscription_id"]).lower()


def _key(want):
    return {"AmazonWebServicesCloudTrail": want.get("aws_role_arn", ""), "RestApiPoller": want.get("name", "")}.get(
        want["kind"], _connected(want) if KINDS[want["kind"]].of == SUBSCRIPTION else "")


def _address(want, name):
    return f"{sentinel_of(want)}/dataConnectors/{name}"
