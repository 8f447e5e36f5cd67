# SPDX-License-Identifier: GPL-3.0-or-later
"""Log Analytics workspaces: made, changed, soft-deleted for 14 days, recovered.

A deleted workspace keeps its name in the subscription for 14 days. Putting it again in the same resource group and region brings it back
as it was, data and settings alike; anywhere else the name is taken.
Assumed: the legacy tiers and the tier of dedicated clusters are refused for new workspaces; a daily cap is at least 0.023 GB; what a
recovering PUT asks for takes effect with the next PUT only.
"""
from __future__ import annotations

import base64
import datetime
import hashlib
import re

from tests.simulator.arm import operations, regions, resources
from tests.simulator.arm.system_data import system_data
from tests.simulator.arm.tags import checked_tags
from tests.simulator.clock import moment
from tests.simulator.wire import Area, Refused

area = Area("workspaces")
KIND, DELETED, SENTINEL = "workspaces", "deletedWorkspaces", "onboardingStates"
TYPE = "Microsoft.OperationalInsights/workspaces"
IN_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.OperationalInsights/workspaces"
ONE = IN_GROUP + "/{workspaceName}"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]")
KEPT = datetime.timedelta(days=14)
BOUND = datetime.timedelta(days=31)                    # to a commitment tier
TIERS = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000)
SETTABLE = ("sku", "retentionInDays", "workspaceCapping", "publicNetworkAccessForIngestion", "publicNetworkAccessForQuery",
            "forceCmkForQuery", "features", "defaultDataCollectionRuleResourceId", "replication")
SINCE = {"defaultDataCollectionRuleResourceId": "2022-10-01", "replication": "2025-02-01", "failover": "2025-02-01"}


@area.get("/subscriptions/{subscriptionId}/providers/Microsoft.OperationalInsights/workspaces")
def listed(call):
    return resources.listed(call, [shown(call, found) for found in call.store.list(KIND)])


@area.get(IN_GROUP)
def listed_in_group(call):
    return resources.listed(call, [shown(call, found) for found in call.store.list(KIND) if _within(found, resources.group_of(call))])


@area.get("/subscriptions/{subscriptionId}/providers/Microsoft.OperationalInsights/deletedWorkspaces")
def deleted(call):
    return resources.listed(call, [_shown_deleted(call, found) for found in call.store.list(DELETED)])


@area.get(IN_GROUP.replace("/workspaces", "/deletedWorkspaces"))
def deleted_in_group(call):
    group = resources.group_of(call)
    return resources.listed(call, [_shown_deleted(call, found) for found in call.store.list(DELETED)
                                   if _within(found["workspace"], group)])


@area.get(ONE)
def read(call):
    resources.group_of(call)
    found = operations.current(call, KIND)
    if found is None:
        raise resources.not_found(call)
    return shown(call, found)


@area.put(ONE)
def put(call):
    resources.open_group(call)
    old, given = call.store.truth(KIND, resources.key(call)), call.body
    location, tagged = regions.region_for(call, given["location"], TYPE), checked_tags(given.get("tags"))
    kept = None if old else _kept(call, location)
    if kept:
        final = _changed(call, kept, {}, kept.get("tags"))
    elif old:
        if old["location"] != location:
            raise Refused(409, "InvalidResourceLocation", f"The resource '{old['name']}' already exists in location '{old['location']}' in "
                          f"resource group '{call.params['resourceGroupName']}'. A resource with the same name cannot be created in "
                          f"location '{location}'. Please select a new resource name.")
        final = _changed(call, old, given.get("properties") or {}, tagged)
    else:
        final = _new(call, location, given)
    state = "Updating" if old else "Creating"
    interim = {**(old or final), "properties": {**(old or final)["properties"], "provisioningState": state}}
    reply = operations.begin(call, KIND, final, interim, status=200 if old else 201)
    reply.body = shown(call, reply.body)
    return reply


@area.patch(ONE)
def patch(call):
    resources.open_group(call)
    old = call.store.truth(KIND, resources.key(call))
    if old is None:
        raise resources.not_found(call)
    tagged = old["tags"] if call.body.get("tags") is None else checked_tags(call.body["tags"])
    return shown(call, call.store.put(KIND, resources.key(call), _changed(call, old, call.body.get("properties") or {}, tagged)))


@area.delete(ONE)
def delete(call):
    resources.group_of(call)
    old = call.store.truth(KIND, resources.key(call))
    if old is None:
        return None
    if (call.option("force") or "").lower() == "true":
        call.store.delete(SENTINEL, sentinel_key(old))
    else:
        keep_deleted(call, old)
    deleting = {**old, "properties": {**old["properties"], "provisioningState": "Deleting"}}
    return operations.begin(call, KIND, None, deleting, style="location")


@area.post(ONE + "/sharedKeys", ONE + "/regenerateSharedKey")
def shared_keys(call):
    workspace = workspace_of(call)
    seed = workspace["properties"]["customerId"] + (call.new_id() if "regenerate" in call.path.lower() else "")
    return {f"{which}SharedKey": base64.b64encode(hashlib.sha512(f"{which} {seed}".encode()).digest()).decode()
            for which in ("primary", "secondary")}


def workspace_of(call):
    """The workspace in the path called; refused when there is none."""
    resources.group_of(call)
    id = re.split("/providers/Microsoft.SecurityInsights|/sharedKeys|/regenerateSharedKey", resources.path_of(call), flags=re.I)[0]
    found = call.store.get(KIND, id.lower())
    if found is None:
        name, group = call.params["workspaceName"], call.params["resourceGroupName"]
        raise Refused(404, "ResourceNotFound", f"The Resource '{TYPE}/{name}' under resource group '{group}' was not found. For more "
                      "details please go to https://aka.ms/ARMResourceNotFoundFix")
    return found


def sentinel_key(workspace):
    """Under which id the store keeps that Microsoft Sentinel is on."""
    return f"{workspace['id']}/providers/Microsoft.SecurityInsights/onboardingStates/default".lower()


def keep_deleted(call, workspace):
    """Remember a workspace for as long as it can be recovered."""
    key = workspace["id"].lower()
    settled = {**workspace, "properties": {**workspace["properties"], "provisioningState": "Deleting"}}
    call.store.put(DELETED, key, {"workspace": settled})
    call.store.plan(DELETED, key, None, call.now() + KEPT)
    call.store.plan(SENTINEL, sentinel_key(workspace), None, call.now() + KEPT)


def shown(call, workspace):
    """As the api-version called has it."""
    properties = {name: value for name, value in workspace["properties"].items() if call.version[:10] >= SINCE.get(name, "")}
    answer = {**workspace, "properties": properties}
    return answer if call.version[:10] >= "2022-10-01" else {name: value for name, value in answer.items() if name != "systemData"}


def _shown_deleted(call, found):
    workspace = shown(call, found["workspace"])
    features = {name: value for name, value in workspace["properties"]["features"].items() if name not in ("legacy", "searchVersion")}
    return {**workspace, "properties": {**workspace["properties"], "features": features}}


def _within(workspace, group):
    return workspace["id"].lower().startswith(group["id"].lower() + "/")


def _kept(call, location):
    """The soft-deleted workspace that this PUT recovers, or None; refused when the name is kept for one elsewhere."""
    name = call.params["workspaceName"].lower()
    for found in call.store.truths(DELETED):
        kept = found["workspace"]
        if kept["name"].lower() != name:
            continue
        if kept["id"].lower() != resources.key(call) or kept["location"] != location:
            raise Refused(409, "Conflict", f"The workspace name '{name}' is kept for a workspace that was deleted less than 14 days ago in "
                          f"'{kept['id']}' in location '{kept['location']}'. Recover it there, or choose another name.")
        call.store.unplan(DELETED, resources.key(call))
        call.store.unplan(SENTINEL, sentinel_key(kept))
        call.store.delete(DELETED, resources.key(call))
        return kept
    return None


def _new(call, location, given):
    name, properties = call.params["workspaceName"], given.get("properties") or {}
    if not NAME.fullmatch(name):
        raise _wrong(f"The workspace name '{name}' must have 4 to 63 letters, digits and hyphens, and begin and end with none of the last.")
    if properties.get("defaultDataCollectionRuleResourceId"):
        raise _wrong("'DefaultDataCollectionRuleResourceId' cannot be set when a workspace is created.")
    now = call.stamp(7)
    workspace = {
        "id": resources.id_of(call), "name": name, "type": TYPE, "location": location, "tags": given.get("tags") or {},
        "etag": _etag(call), "systemData": system_data(call), "properties": {
            "customerId": call.new_id(), "provisioningState": "Succeeded", "sku": {"name": "PerGB2018", "lastSkuUpdate": now},
            "retentionInDays": 30, "features": {"legacy": 0, "searchVersion": 1, "enableLogAccessUsingOnlyResourcePermissions": True},
            "workspaceCapping": {"dailyQuotaGb": -1.0, "quotaNextResetTime": now, "dataIngestionStatus": "RespectQuota"},
            "publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled", "createdDate": now,
            "modifiedDate": now}}
    return _changed(call, workspace, properties, workspace["tags"])


def _changed(call, old, given, tags):
    """The workspace with what was given; what was not given stays as it was."""
    properties, now = dict(old["properties"]), call.stamp(7)
    for name in SETTABLE:
        if given.get(name) is not None:
            merge = isinstance(given[name], dict) and name != "sku"
            properties[name] = {**(properties.get(name) or {}), **given[name]} if merge else given[name]
    if given.get("sku"):
        properties["sku"] = _sku(call, old["properties"]["sku"], given["sku"])
    _check(properties)
    return {**old, "tags": tags or {}, "etag": _etag(call), "systemData": system_data(call, old["systemData"]),
            "properties": {**properties, "modifiedDate": now, "provisioningState": "Succeeded"}}


def _sku(call, old, given):
    names = {name.lower(): name for name in ("PerGB2018", "CapacityReservation")}
    name, level = names.get(given["name"].lower()), given.get("capacityReservationLevel")
    if name is None:
        raise _wrong(f"The pricing tier '{given['name']}' is not available for this workspace.")
    if name == "CapacityReservation" and level not in TIERS:
        raise _wrong(f"'CapacityReservationLevel' must be one of {', '.join(map(str, TIERS))} for the tier CapacityReservation.")
    if name != "CapacityReservation" and level:
        raise _wrong("'CapacityReservationLevel' is for the tier CapacityReservation only.")
    wanted = {"name": name} | ({"capacityReservationLevel": level} if level else {})
    if wanted == {key: value for key, value in old.items() if key != "lastSkuUpdate"}:
        return old
    if old.get("capacityReservationLevel", 0) > (level or 0) and call.now() < moment(old["lastSkuUpdate"]) + BOUND:
        raise _wrong("The pricing tier cannot be lowered within 31 days of the commitment.")
    return {**wanted, "lastSkuUpdate": call.stamp(7)}


def _check(properties):
    days, cap = properties["retentionInDays"], properties["workspaceCapping"].get("dailyQuotaGb", -1)
    if days != int(days) or not 30 <= days <= 730:
        raise _wrong("'RetentionInDays' property doesn't match the SKU limits: it must be from 30 to 730.")
    if cap != -1 and cap < 0.023:
        raise _wrong("'DailyQuotaGb' must be -1 or at least 0.023.")


def _wrong(what):
    return Refused(400, "InvalidParameter", what)


def _etag(call):
    return f'"{call.new_id()}"'
