# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Diagnostic settings that send logs to a workspace: a subscription's activity log, or Microsoft Entra's own logs.

An application reads and writes the settings of Entra only with an Azure role at /providers/Microsoft.aadiam, which no subscription's
role reaches. Only a Global Administrator with elevated access can assign it, so a refusal there tells exactly that.
"""

from __future__ import annotations

import re

from ._azure import NOT_THERE, provider_is_registered, registration
from ._diagnostic_source import ACTIVITY, ENTRA, NAMESPACE, address, categories_offered, grant_needed, read_source
from ._errors import Refusal, ServiceError
from ._options import guid
from ._sentinel import refuse_workspace, workspace_of
from ._steps import ARM, HumanStep, Look, Step

NAME = re.compile(r"[^<>*%&:\\?+/|.\s][^<>*%&:\\?+/|]{0,259}(?<![.\s])")
OPTIONS = {
    "source": {"type": "str", "choices": ["activity", "entra"], "required": True},
    "subscription_id": {"type": "str"},
    "name": {"type": "str", "default": "secops"},
    "workspace_subscription_id": {"type": "str"},
    "resource_group": {"type": "str"},
    "workspace": {"type": "str"},
    "categories": {"type": "list", "elements": "str"},
    "without_permission": {"type": "str", "choices": ["fail", "tell"], "default": "fail"},
}
RULES = {"required_if": [("source", "activity", ("subscription_id",)), ("state", "present", ("resource_group", "workspace"))]}
INFO_OPTIONS = {"source": OPTIONS["source"], "subscription_id": {"type": "str"}}
INFO_RULES = {"required_if": [("source", "activity", ("subscription_id",))]}
ASKS_PEOPLE = True
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "for source activity",
            "Microsoft.Resources/subscriptions/providers/read": "",
            "Microsoft.Insights/diagnosticSettings/read": "for source activity", "Microsoft.OperationalInsights/workspaces/read": "",
            "Microsoft.aadiam/diagnosticSettings/read":
                "for source entra: Contributor at /providers/Microsoft.aadiam, which a Global Administrator with elevated access assigns",
            "Microsoft.aadiam/diagnosticSettingsCategories/read": "for source entra, by the same role"},
        "write": {
            "Microsoft.Insights/register/action": "when it is not registered",
            "Microsoft.Insights/diagnosticSettings/write": "for source activity",
            "Microsoft.Insights/diagnosticSettings/delete": "with state absent",
            "Microsoft.OperationalInsights/workspaces/sharedKeys/action": "on the workspace",
            "Microsoft.aadiam/diagnosticSettings/write":
                "for source entra: Contributor at /providers/Microsoft.aadiam, which a Global Administrator with elevated access assigns",
            "Microsoft.aadiam/diagnosticSettings/delete": "for source entra with state absent, by the same role"},
    },
}
OTHER_SINKS = ("storageAccountId", "serviceBusRuleId", "eventHubAuthorizationRuleId", "eventHubName", "marketplacePartnerId")
GOOD_READS = 3          # in a row, before a change counts as done: replicas disagree for a while


def refuse(want, _cloud):
    if want["source"] == ACTIVITY:
        guid(want["subscription_id"], "subscription_id")
    elif "subscription_id" in want:
        raise Refusal("subscription_id goes with source activity; for source entra name the workspace's in workspace_subscription_id")
    if want["source"] == ACTIVITY and want["without_permission"] == "tell":
        raise Refusal("without_permission tell goes with source entra only; leave it out")
    if not NAME.fullmatch(want["name"]):
        raise Refusal(f"name '{want['name']}' is no name of a diagnostic setting; use letters, digits, blanks, hyphens and underscores")
    if want["state"] == "present":
        refuse_workspace({**want, "subscription_id": _workspace_subscription(want)})
        _refuse_categories(want)


def _refuse_categories(want):
    if want.get("categories") == []:
        raise Refusal("categories is empty, and a setting that sends nothing is not kept; name some, or set state to absent")
    if want["source"] == ACTIVITY:
        _wanted(want, categories_offered(ACTIVITY))


async def find(clients, want):
    """The setting of that name, or else one that sends the same source to the same workspace already."""
    try:
        source = await read_source(clients, want)
    except ServiceError as error:
        if want["source"] != ENTRA or error.status not in (401, 403):
            raise
        return await _forbidden(clients, want, error)
    if want["state"] == "present":
        await _expect_workspace(clients, want)
    return _state(want, source)


def steps(want, have, now):
    if have.get("_forbidden"):
        yield HumanStep(have["_forbidden"])
        return {key: value for key, value in have.items() if key.startswith("_")}
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    if have["_register"]:
        yield registration(want["subscription_id"].lower(), NAMESPACE)
    wanted = [name for name in _wanted(want, have["_offered"]) if name not in have["_elsewhere"]]
    same = "id" in have and have["workspace_id"].lower() == _workspace(want).lower()
    if not wanted or (same and have["categories"] == wanted):
        return {**have, "_register": False}
    name = have.get("name", want["name"])
    properties = {**have["_kept"], "workspaceId": _workspace(want), "logs": [{"category": each, "enabled": True} for each in wanted]}
    answer = yield Step(
        "PUT", f"{address(want)}/{name}", {"properties": properties}, service=ARM, not_yet=NOT_THERE,
        confirm=_look(want, name, wanted), foretold={"name": name, "properties": properties, "id": f"{address(want)}/{name}"},
        says=_told(want, have, wanted, same))
    return {**have, **_shape(want, answer, have["_offered"]), "_register": False}


async def report(clients, want):
    """All diagnostic settings of the source."""
    if want["source"] == ACTIVITY:
        guid(want["subscription_id"], "subscription_id")
    source = await read_source(clients, want)
    return [_shape(want, item, source["offered"]) for item in source["items"]]


async def _forbidden(clients, want, error):
    """What is known when Entra's settings may not even be read: what somebody must grant."""
    says = grant_needed(want, clients)
    if want["without_permission"] == "fail":
        raise Refusal(f"Could not read the diagnostic settings of Microsoft Entra: {error}; {says[:1].lower()}{says[1:]}") from error
    return {"_forbidden": says}


async def _expect_workspace(clients, want):
    async def read():
        try:
            subscription = _workspace(want).split("/")[2]
            if clients.foretells and not await provider_is_registered(clients, subscription, "Microsoft.OperationalInsights"):
                return None
            return await clients.arm.get(_workspace(want), absent=NOT_THERE)
        except ServiceError as error:
            if error.code == "MissingSubscriptionRegistration":
                return None
            raise
    await clients.expected(f"Workspace '{want['workspace']}'", read)


def _state(want, source):
    """What is there, and what other settings send to the same workspace, which the service takes from one setting only."""
    items = source["items"]
    mine = next((item for item in items if item["name"].lower() == want["name"].lower()), None)
    beside = sorted((item for item in items if item is not mine and _is_beside(want, item)), key=lambda item: item["name"].lower())
    if mine is None and beside:
        mine = beside.pop(0)
    elsewhere = sorted({name for item in beside for name in _enabled(item, source["offered"])})
    internal = {"_register": source["register"], "_offered": source["offered"], "_place": source["place"], "_elsewhere": elsewhere,
                "_kept": _other_sinks(mine)}
    return {**internal, **(_shape(want, mine, source["offered"]) if mine else {})}


def _is_beside(want, item):
    return want["state"] == "present" and _destination(item) == _workspace(want).lower()


def _removal(want, have):
    if "id" in have and have["name"].lower() == want["name"].lower():
        gone = Look(address(want), f"the end of diagnostic setting '{want['name']}'", service=ARM, many=True, times=GOOD_READS,
                    pick=lambda items: None if _named(items, want["name"]) else True)
        yield Step("DELETE", f"{address(want)}/{have['name']}", service=ARM, confirm=gone,
                   says=f"Remove diagnostic setting {want['name']} of {have['_place']}")
    return {key: value for key, value in have.items() if key.startswith("_")}


def _wanted(want, offered):
    """The categories asked for, spelled and ordered as the source has them; all that it has when none were named."""
    if "categories" not in want:
        return list(offered)
    known = {name.lower(): name for name in offered}
    unknown = [name for name in want["categories"] if name.lower() not in known]
    if unknown:
        raise Refusal(f"categories has {', '.join(unknown)}, which source {want['source']} does not have; use some of {', '.join(offered)}")
    return sorted({known[name.lower()] for name in want["categories"]}, key=list(offered).index)


def _told(want, have, wanted, same):
    if "id" not in have:
        return f"Send {have['_place']} ({', '.join(wanted)}) to workspace {want['workspace']}"
    more, less = [name for name in wanted if name not in have["categories"]], [name for name in have["categories"] if name not in wanted]
    parts = [*([] if same else [f"to workspace {want['workspace']}"]), *([f"with {', '.join(more)}"] if more else []),
             *([f"without {', '.join(less)}"] if less else [])]
    return f"Let diagnostic setting {have['name']} send {have['_place']} {' and '.join(parts)}"


def _look(want, name, wanted):
    def pick(items):
        found = _named(items, name)
        taken = found and _destination(found) == _workspace(want).lower() and set(_enabled(found, wanted)) == set(wanted)
        return found if taken else None
    return Look(address(want), f"diagnostic setting '{name}'", service=ARM, many=True, times=GOOD_READS, pick=pick)


def _named(items, name):
    return next((item for item in items if item["name"].lower() == name.lower()), None)


def _workspace_subscription(want):
    if "workspace_subscription_id" not in want and want["source"] == ENTRA:
        raise Refusal("source entra has no subscription of its own; name the workspace's in workspace_subscription_id")
    return guid(want.get("workspace_subscription_id") or want["subscription_id"], "workspace_subscription_id")


def _workspace(want):
    return workspace_of({**want, "subscription_id": _workspace_subscription(want)})


def _destination(item):
    return (item["properties"].get("workspaceId") or "").lower()


def _enabled(item, offered):
    """The categories that are on, in the source's order; a group of all logs is all of them."""
    on = [log for log in item["properties"].get("logs") or [] if log.get("enabled")]
    if any((log.get("categoryGroup") or "").lower() == "alllogs" for log in on):
        return list(offered)
    names = {log["category"] for log in on if log.get("category")}
    return [*(name for name in offered if name in names), *sorted(names - set(offered))]


def _other_sinks(item):
    properties = item["properties"] if item else {}
    return {name: properties[name] for name in OTHER_SINKS if properties.get(name)}


def _shape(want, item, offered):
    return {
        "id": item["id"], "name": item["name"], "source": want["source"], "workspace_id": item["properties"].get("workspaceId"),
        "categories": _enabled(item, offered),
        **({"subscription_id": want["subscription_id"].lower()} if want["source"] == ACTIVITY else {})}
