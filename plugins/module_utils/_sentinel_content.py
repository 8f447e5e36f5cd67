# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A solution of Microsoft Sentinel's content hub on a workspace: installed, updated, with its analytics rules enabled.

In a tenant that has no workspace yet the content hub cannot be read, so the steps of a first installation speak of what the task says
alone: the solution by the name that was given, the version if one was given, the rules together unless they were named.
"""

from __future__ import annotations

import re

from . import _content_hub as hub
from ._content_reading import deployment_of, for_writing, found_for, group_of, reported_for, visible
from ._content_removal import hidden, is_kept, removal
from ._content_rules import MAIN_TEMPLATES, all_enabled, enabling, lacking, rule_templates, rules_of
from ._deployments import deploy, refuse_open_parameters
from ._errors import Refusal
from ._sentinel import NOT_YET, READ_AGAIN, WORKSPACE, put, refuse_workspace, sentinel_of
from ._steps import ARM, KNOWN_AFTER_APPLY, Look

__all__ = ("READ_AGAIN",)

OPTIONS = {
    **WORKSPACE,
    "name": {"type": "str", "required": True},
    "version": {"type": "str"},
    "enable_rules": {"type": "bool", "default": False},
    "rules": {"type": "list", "elements": "str"},
    "installed_by_others": {"type": "str", "choices": ["keep", "remove"], "default": "keep"},
}
INFO_OPTIONS = {**WORKSPACE, "name": {"type": "str"}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.SecurityInsights/contentProductPackages/read": "", "Microsoft.SecurityInsights/contentPackages/read": "",
            "Microsoft.SecurityInsights/contentTemplates/read": "", "Microsoft.SecurityInsights/alertRules/read": "",
            "Microsoft.OperationalInsights/workspaces/read": "", "Microsoft.Resources/deployments/read": "",
            "Microsoft.Resources/subscriptions/providers/read": "in check mode",
            "Microsoft.SecurityInsights/onboardingStates/read": "in check mode",
        },
        "write": {
            "Microsoft.SecurityInsights/contentPackages/write": "", "Microsoft.SecurityInsights/contentTemplates/write": "",
            "Microsoft.SecurityInsights/metadata/write": "", "Microsoft.Resources/deployments/write": "",
            "Microsoft.Resources/deployments/operationStatuses/read": "",
            "Microsoft.SecurityInsights/alertRules/write": "with enable_rules",
            "Microsoft.SecurityInsights/alertRules/delete": "with state absent",
            "Microsoft.SecurityInsights/metadata/delete": "with state absent",
            "Microsoft.SecurityInsights/contentTemplates/delete": "with state absent",
            "Microsoft.SecurityInsights/contentPackages/delete": "with state absent",
            "Microsoft.Resources/deployments/delete": "with state absent",
        },
    },
}
VERSION = re.compile(r"\d+(\.\d+){0,3}")


def refuse(want, _cloud):
    refuse_workspace(want)
    if "version" in want and not VERSION.fullmatch(want["version"]):
        raise Refusal(f"version '{want['version']}' is no version; give one such as 3.0.2, or leave version out for the newest")
    if "rules" in want and not (want["rules"] and want["enable_rules"]):
        raise Refusal("rules names the rules that enable_rules enables; set enable_rules to true and name one or more, or leave rules out")


async def find(clients, want):
    have = await found_for(clients, want)
    if want["state"] == "absent":
        return hidden(have) if is_kept(want, have) else have
    return {**have, **await for_writing(clients, want, have)}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from removal(want, have))
    if have.get("_settled"):
        return have
    offer = hub.target(want, have) if have["_known"] else None
    if offer or not have["_complete"]:
        return (yield from _installation(want, have, offer))
    if not want["enable_rules"]:
        return have
    _refuse_names(want, [template["name"] for template in have["_templates"]])
    missing = lacking(have["_templates"], have["_rules"], want.get("rules"))
    if not missing:
        return have
    yield _enabling(want, have, missing, f"rules {', '.join(template['name'] for template in missing)}")
    return {**have, **_with_rules(want, have, missing)}


async def report(clients, want):
    refuse_workspace(want)
    return await reported_for(clients, want)


def _installation(want, have, offer):
    """Note the solution, deploy its contents, enable its rules: so many steps, whatever is in it."""
    content_id, content = have.get("_content_id", KNOWN_AFTER_APPLY), have["_content"]
    if content:
        refuse_open_parameters(content, _parameters(want, have), f"solution '{want['name']}'")
        if want["enable_rules"]:
            _refuse_names(want, hub.rule_names(content))
    if offer or not have["_known"]:
        yield put(f"{sentinel_of(want)}/contentPackages/{content_id}", hub.package_body(content_id, offer), _sentence(want, have, offer),
                  have["_etag"])
    ours = have["_ours"] or not have["_contents"]       # what others deployed is brought up to date, and stays theirs
    yield deploy(group_of(want), deployment_of(want, content_id, "content" if ours else "update"), content or {},
                 f"Deploy the contents of solution {want['name']}", _parameters(want, have), NOT_YET)
    state = {**have, "_known": True, "_complete": True, "_content_id": content_id, "_ours": ours, "_settled": not have["_known"]}
    if want["enable_rules"]:
        templates = yield _look_for_rules(want, have, content_id)
        state = {**state, "_templates": templates, "_rules": rules_of(have["_all_rules"], templates)}
        missing = lacking(templates, state["_rules"], want.get("rules"))
        yield _enabling(want, state, missing, f"rules {', '.join(sorted(want['rules']))}" if "rules" in want else "the rules")
        state = {**state, **_with_rules(want, state, missing), "_settled": not templates}
    told = {"displayName": offer["title"] if offer else have.get("name", want["name"]),
            "version": offer["version"] if offer else have.get("version", want.get("version", KNOWN_AFTER_APPLY))}
    return {**state, **visible(want, state, told)}


def _sentence(want, have, offer):
    if "version" in have:
        return f"Update solution {want['name']} from version {have['version']} to {offer['version']}"
    return f"Install {'version ' + want['version'] + ' of ' if 'version' in want else ''}solution {want['name']}"


def _parameters(want, have):
    return {"workspace": want["workspace"], "workspace-location": have["_location"], "location": have["_location"]}


def _look_for_rules(want, have, content_id):
    """The rule templates that the deployment has brought; which they are decides what is sent, but not whether."""
    expected = len(hub.rule_names(have["_content"])) if have["_content"] else 0

    def brought(items):
        found = rule_templates(items, content_id, whole=True)
        return found if len(found) >= expected else None

    return Look(f"{sentinel_of(want)}/contentTemplates", f"the rule templates of solution '{want['name']}'", brought, MAIN_TEMPLATES,
                service=ARM, many=True, foretold=have["_templates"])


def _enabling(want, have, missing, which):
    template = enabling(want, missing, have["_rules"], have["_versions"])
    return deploy(group_of(want), deployment_of(want, have["_content_id"], "rules"), template,
                  f"Enable {which} of solution {want['name']}", not_yet=(*NOT_YET, "RecentlyDeleted"))


def _with_rules(want, have, missing):
    rules = all_enabled(want, missing, have["_rules"])
    return {"_rules": rules, "rules": rules}


def _refuse_names(want, names):
    """Rules that the solution does not have, before anything is written."""
    if not names:
        raise Refusal(f"solution '{want['name']}' has no analytics rules; leave enable_rules out")
    unknown = [f"'{name}'" for name in want.get("rules", ()) if name not in names]
    if unknown:
        raise Refusal(f"solution '{want['name']}' has no rule {', '.join(unknown)}; name some of: {', '.join(names)}")
