# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What is read of a solution: what the content hub offers, what a workspace has of it, who deployed it, which rules were made of it."""

from __future__ import annotations

from . import _content_hub as hub
from ._arm_versions import api_version
from ._azure import deterministic_id
from ._content_rules import MAIN_TEMPLATES, lacking, rule_templates, rules_of
from ._deployments import RECORD_NOT_THERE, address
from ._errors import Refusal
from ._sentinel import PREVIEW, sentinel_of, things, workspace_of
from ._together import together

NOTHING = {"_known": True, "_offers": [], "_templates": [], "_contents": [], "_rules": [], "_all_rules": [], "_ours": False,
           "_complete": False, "_content": None, "_location": None, "_versions": {}, "_etag": None}


def group_of(want):
    return workspace_of(want).partition("/providers/")[0]


def deployment_of(want, content_id, mark):
    """The name of the deployment of a solution's "content" by who installed it, of its "update" by others, or of its "rules"."""
    return f"secops-{mark}-{deterministic_id('content', workspace_of(want), content_id)}"


async def found_for(clients, want):
    """Everything that the steps need to know; nothing of it is known where there is no Sentinel yet."""
    offered = await things(clients, want, "contentProductPackages")
    if offered is None:
        return {**NOTHING, "_known": False}
    on_workspace = await _on_workspace(clients, want)
    content_id = hub.meant(want["name"], offered, on_workspace[0])
    if content_id is None:
        if want["state"] == "absent":
            return NOTHING
        raise Refusal(f"the content hub of this cloud offers no solution '{want['name']}'; correct the name (it is case-sensitive), give "
                      "its content id, or leave the solution out where it is not offered")
    have = shape(want, content_id, offered, *on_workspace)
    return {**have, **await _deployed(clients, want, have)}


async def for_writing(clients, want, have):
    """What only those need who are going to write: the packaged content, the region, the main templates of the rules that are missing."""
    if not have["_known"]:
        return {}
    offer = hub.target(want, have)
    if offer or not have["_complete"]:
        package = (offer or hub.installed_offer(want, have))["package"]
        product, workspace = await together(
            clients.arm.get(f"{sentinel_of(want)}/contentProductPackages/{package}"), clients.arm.get(workspace_of(want)))
        more = {"_content": hub.deployable(product["properties"]["packagedContent"]), "_location": workspace["location"]}
    elif want["enable_rules"] and lacking(have["_templates"], have["_rules"], want.get("rules")):
        items = await things(clients, want, "contentTemplates", MAIN_TEMPLATES)
        more = {"_templates": rule_templates(items, have["_content_id"], whole=True)}
    else:
        return {}
    return {**more, "_versions": {each: api_version(f"{sentinel_of(want)}/{each}", clients.cloud) for each in ("alertRules", "metadata")}}


async def reported_for(clients, want):
    """All solutions that are installed, or the one of a name."""
    want = {**want, "state": "absent"}
    offered = await things(clients, want, "contentProductPackages")
    if offered is None:
        return []
    on_workspace = await _on_workspace(clients, want)
    name = want.get("name")
    return [shape(want, item["properties"]["contentId"], offered, *on_workspace) for item in on_workspace[0]
            if name in (None, item["properties"].get("displayName")) or item["properties"]["contentId"].lower() == name.lower()]


async def _on_workspace(clients, want):
    """The packages, content templates and rules of a workspace."""
    read = (("contentPackages", None), ("contentTemplates", None), ("alertRules", PREVIEW))
    return [found or [] for found in await together(*(things(clients, want, each, query) for each, query in read))]


def shape(want, content_id, offered, installed, templates, rules):
    found = rule_templates(templates, content_id)
    have = {**NOTHING, "_content_id": content_id, "_offers": hub.offers(offered, content_id), "_templates": found,
            "_contents": hub.contents(templates, content_id), "_rules": rules_of(rules, found), "_all_rules": rules}
    there = hub.of(installed, content_id)
    return {**have, "_etag": there[0].get("etag"), **visible(want, have, there[0]["properties"])} if there else have


def visible(want, have, told):
    """What people see of a solution that is there."""
    return {"id": f"{sentinel_of(want)}/contentPackages/{have['_content_id']}", "name": told["displayName"],
            "content_id": have["_content_id"], "version": told["version"],
            "newest_version": have["_offers"][-1]["version"] if have["_offers"] else None, "rules": have["_rules"]}


async def _deployed(clients, want, have):
    """Whether it was deployed from here at first, and whether the contents of the version that is noted are really there."""
    addresses = [address(group_of(want), deployment_of(want, have["_content_id"], mark)) for mark in ("content", "update")]
    records = await together(*(clients.arm.get(each, absent=RECORD_NOT_THERE) for each in addresses))
    ended_well = all(record["properties"]["provisioningState"] == "Succeeded" for record in records if record)
    brought = any(each["version"] == have.get("version") for each in have["_contents"])
    return {"_ours": bool(records[0]), "_complete": ended_well and brought}
