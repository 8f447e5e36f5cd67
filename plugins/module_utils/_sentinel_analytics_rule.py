# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Analytics rules of a workspace with Microsoft Sentinel, from inline content, from files, from templates.

Only what is declared of a rule is compared and set. What was written is noted beside the rule, so that an edit in the portal is told
apart from a change of what is wanted.
"""

from __future__ import annotations

from ._analytics_compare import MARK, edited
from ._analytics_files import RULE, rules_in
from ._analytics_limits import lacking, refuse_whole
from ._analytics_notes import address_of, groups, noted, notes_of
from ._analytics_plan import match, task_of
from ._analytics_rules import FUSION, FUSION_NAME, FUSION_TEMPLATE, KEYS, left_out, templates_named, wishes
from ._analytics_templates import templates
from ._analytics_writes import internal, removal, replacement, seen, write, written
from ._clouds import AIR_GAPPED
from ._defender_for_cloud import UNAVAILABLE
from ._errors import Refusal
from ._sentinel import PREVIEW, READ_AGAIN, WORKSPACE, refuse_workspace, reported, things
from ._together import together

__all__ = ("READ_AGAIN",)       # of the engine

OPTIONS = {
    **WORKSPACE,
    "rules": {"type": "list", "elements": "dict", "options": RULE},
    "files": {"type": "list", "elements": "path"},
    "on_portal_edit": {"type": "str", "choices": ["fail", "overwrite", "keep"], "default": "fail"},
    "replace": {"type": "bool", "default": False},
    "unavailable": UNAVAILABLE,
    "made_by_others": {"type": "str", "choices": ["keep", "remove"], "default": "keep"},
}
LEAVES = True
RULES = {"required_one_of": [("rules", "files")]}
INFO_OPTIONS = {**WORKSPACE, "name": {"type": "str"}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.SecurityInsights/alertRules/read": "", "Microsoft.SecurityInsights/metadata/read": "",
            "Microsoft.SecurityInsights/alertRuleTemplates/read": "for rules made from a template",
            "Microsoft.SecurityInsights/contentTemplates/read": "for rules made from a template",
            "Microsoft.Resources/subscriptions/providers/read": "in check mode",
            "Microsoft.SecurityInsights/onboardingStates/read": "in check mode",
        },
        "write": {
            "Microsoft.SecurityInsights/alertRules/write": "", "Microsoft.SecurityInsights/metadata/write": "",
            "Microsoft.SecurityInsights/alertRules/delete": "with state absent or replace",
            "Microsoft.SecurityInsights/metadata/delete": "with state absent or replace",
        },
    },
}


def refuse(want, cloud):
    refuse_workspace(want)
    _refuse_rules(want, {}, cloud)


def _refuse_rules(want, have, cloud):
    """What cannot be, of any rule; the keys of the rules that the cloud has no place for, with unavailable=skip."""
    keys = []
    for wish in wishes(want, have):
        if want["state"] == "absent":
            continue
        refuse_whole(wish.name, wish.properties)
        reason = lacking(cloud, wish.kind, wish.properties)
        if reason and want["unavailable"] == "refuse":
            raise Refusal(f"rule '{wish.name}' {reason}, or set unavailable to skip")
        keys += [wish.key] if reason else []
    return keys


async def find(clients, want):
    """All rules of the workspace, what was noted of them, and the templates and files from which rules are to be made."""
    have = {"_files": rules_in(want.get("files", ()))}
    have["_left_out"] = _refuse_rules(want, have, clients.cloud)
    if not wishes(want, have):
        have |= {"_rules": [], "_notes": {}, "_templates": {}}
        return {**have, **_shown(want, have)}
    version = _newest(clients.cloud)
    named = [] if want["state"] == "absent" else templates_named(want, have)
    rules, metadata, made_from = await together(
        things(clients, want, "alertRules", version), things(clients, want, "metadata"), templates(clients, want, named, version))
    if rules is None and want["state"] == "present":
        rules = [_at_onboarding(want)]
    have |= {"_version": version, "_rules": rules or [], "_notes": notes_of(metadata or []), "_templates": made_from}
    return {**have, **_shown(want, have)}


def steps(want, have, now):
    wanted = wishes(want, have)
    if want["state"] == "absent":
        return (yield from removal(want, have, wanted))
    todo = [task for wish in wanted if (task := task_of(want, have, wish))]
    rules = {rule["name"].lower(): rule for rule in have["_rules"]}
    yield from replacement(want, have, [task for task in todo if task["old"]], rules)
    for group in groups([task for task in todo if task["says"]]):
        answers = yield [write(want, task) for task in group]
        rules |= {task["name"].lower(): written(want, task, answer) for task, answer in zip(group, answers)}
    made = {task["name"].lower() for task in todo if task["made"]}
    if made:
        yield seen(want, have, made)
    notes = yield from noted(want, have["_notes"], todo)
    have = {**internal(have), "_rules": list(rules.values()), "_notes": notes}
    return {**have, **_shown(want, have)}


async def report(clients, want):
    """The rules of a workspace, with what was edited since this collection wrote them."""
    refuse_workspace(want)
    rules, metadata = await together(
        reported(clients, want, "alertRules", _newest(clients.cloud)), reported(clients, want, "metadata"))
    notes = notes_of(metadata)
    found = [_shape(want, rule, notes) for rule in rules]
    return [rule for rule in found if want.get("name", rule["name"]) == rule["name"]]


def _newest(cloud):
    """The version that knows all kinds, where the cloud is known to have it."""
    return None if cloud.schema in AIR_GAPPED.values() else PREVIEW


def _at_onboarding(want):
    """The rule that will be there once another task has turned Sentinel on."""
    return {"id": address_of(want, FUSION), "name": FUSION, "kind": "Fusion", "etag": None, "properties": {
        "alertRuleTemplateName": FUSION_TEMPLATE, "displayName": FUSION_NAME, "enabled": True}}


def _shown(want, have):
    found = [match(want, have["_rules"], wish) for wish in wishes(want, have)]
    shapes = [_shape(want, rule, have["_notes"]) for rule in found if rule]
    without = left_out(want, have) if have.get("_left_out") else []
    return {"workspace": want["workspace"], "rules": shapes, "not_offered": without} if shapes or without else {}


def _shape(want, rule, notes):
    properties, noted = rule["properties"], notes.get(rule["name"].lower(), {}).get("text", "")
    keys = {KEYS[name]: value for name, value in properties.items() if name in KEYS and value not in (None, [], {})}
    others = edited([name for name in properties if name in KEYS], properties, noted) if noted.startswith(MARK) else []
    return {"id": address_of(want, rule["name"]), "kind": rule["kind"], "name": properties.get("displayName", FUSION_NAME), **keys,
            "edited_elsewhere": [KEYS[name] for name in others]}
