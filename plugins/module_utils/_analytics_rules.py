# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a task wants of each analytics rule, in the words of the service; and what no rule can be, before any call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from ._analytics_files import KINDS, OPERATORS
from ._azure import deterministic_id
from ._durations import duration, written
from ._errors import Refusal
from ._options import GUID
from ._sentinel import workspace_of

FUSION, FUSION_TEMPLATE, FUSION_NAME = "BuiltInFusion", "f71aba3d-28fb-450b-b192-4e76a83015c8", "Advanced Multistage Attack Detection"
# key of a rule -> property of the service, in the order in which changes are told
PROPERTIES = {
    "name": "displayName", "enabled": "enabled", "description": "description", "severity": "severity", "query": "query",
    "queryFrequency": "queryFrequency", "queryPeriod": "queryPeriod", "triggerOperator": "triggerOperator",
    "triggerThreshold": "triggerThreshold", "suppressionEnabled": "suppressionEnabled", "suppressionDuration": "suppressionDuration",
    "tactics": "tactics", "relevantTechniques": "techniques", "subTechniques": "subTechniques", "entityMappings": "entityMappings",
    "customDetails": "customDetails", "alertDetailsOverride": "alertDetailsOverride", "eventGroupingSettings": "eventGroupingSettings",
    "incidentConfiguration": "incidentConfiguration", "productFilter": "productFilter", "severitiesFilter": "severitiesFilter",
    "displayNamesFilter": "displayNamesFilter", "displayNamesExcludeFilter": "displayNamesExcludeFilter",
    "templateName": "alertRuleTemplateName", "templateVersion": "templateVersion",
}
KEYS = {name: key for key, name in PROPERTIES.items()}
ALWAYS = ("displayName", "enabled", "description", "alertRuleTemplateName")
DETECTION = (*ALWAYS, "severity", "query", "suppressionEnabled", "suppressionDuration", "tactics", "techniques", "subTechniques",
             "entityMappings", "customDetails", "alertDetailsOverride", "eventGroupingSettings", "incidentConfiguration", "templateVersion")
SCHEDULE = ("queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold")
OF_KIND = {
    "Scheduled": (*DETECTION, *SCHEDULE), "NRT": DETECTION, "Fusion": ("enabled", "alertRuleTemplateName"),
    "MicrosoftSecurityIncidentCreation": (*ALWAYS, "productFilter", "severitiesFilter", "displayNamesFilter", "displayNamesExcludeFilter"),
}
NEEDED = {
    "Scheduled": ("query", "severity", *SCHEDULE), "NRT": ("query", "severity"), "Fusion": (),
    "MicrosoftSecurityIncidentCreation": ("productFilter",),
}
GROUPING = {"enabled": False, "reopenClosedIncident": False, "lookbackDuration": "PT5H", "matchingMethod": "AllEntities",
            "groupByEntities": [], "groupByAlertDetails": [], "groupByCustomDetails": []}
SHORT = re.compile(r"(\d+)([mhd])", re.I)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Wish:
    name: str
    kind: str | None                # None while the template that tells it is not there yet
    properties: dict = field(default_factory=dict)
    key: str = ""                   # by which the rule keeps its id
    content_id: str = ""
    version: str | None = None

    def id_of(self, want, kind):
        """The rule's id in a workspace: the same in every run. A rule of another kind is another one."""
        return FUSION if kind == "Fusion" else deterministic_id("alertRule", workspace_of(want), self.key, kind)

    def ids(self, want):
        if self.kind == "Fusion":
            return [FUSION]
        kinds = sorted((kind for kind in KINDS if kind != "Fusion"), key=lambda kind: kind != self.kind)     # its own kind first
        first, *others = (self.id_of(want, kind) for kind in kinds)
        return [first, self.content_id, *others]


def wishes(want, have):
    """What is wanted of each rule that the cloud has a place for, of those in files and of those made from templates too."""
    return [wish for wish in _all_wishes(want, have) if wish.key not in have.get("_left_out", ())]


def left_out(want, have):
    """The names of the others."""
    return [wish.name for wish in _all_wishes(want, have) if wish.key in have.get("_left_out", ())]


def templates_named(want, have):
    """From which templates rules are wanted that the cloud has a place for."""
    return [rule["template"] for rule in _declarations(want, have) if rule.get("template") and _key(rule) not in have["_left_out"]]


def _declarations(want, have):
    return [*want.get("rules", ()), *have.get("_files", ())]


def _all_wishes(want, have):
    found = [_wish(rule, (have.get("_templates") or {}).get(rule.get("template"))) for rule in _declarations(want, have)]
    seen = set()
    for wish in found:
        if wish.key in seen:
            raise Refusal(f"two rules are named '{wish.name}', and one would overwrite the other; leave one out, or rename it")
        seen.add(wish.key)
    return found


def _wish(rule, template):
    name = name_of(rule)
    kind = rule.get("kind") or (template[0] if template else None if rule.get("template") else "Scheduled")
    if template and kind != template[0]:
        raise Refusal(f"rule '{name}' has kind {kind}, but its template makes a rule of kind {template[0]}; leave kind out")
    properties = {**(dict(template[1]) if template else {}), **_declared(rule, name)}
    if kind:
        _refuse_foreign(name, kind, properties)
    if kind == "Fusion":
        properties = {key: value for key, value in properties.items() if key == "enabled"} | {"alertRuleTemplateName": FUSION_TEMPLATE}
    return Wish(name, kind, properties, _key(rule), rule.get("id", "").lower(), rule.get("version"))


def _key(rule):
    return (rule.get("id") or name_of(rule)).lower()


def name_of(rule):
    """What a rule is called in sentences: never by an id."""
    name, template = rule.get("name"), rule.get("template")
    if name is None and rule.get("kind") == "Fusion":
        return FUSION_NAME
    if name is None and template is not None and not GUID.fullmatch(template):
        name = template
    if not name or not name.strip():
        what = "a rule made from a template that is named by its id" if template else "a rule"
        raise Refusal(f"{what} needs a name; give it in name")
    return name


def _declared(rule, name):
    found = {}
    for key, value in rule.items():
        if key in PROPERTIES:
            found[PROPERTIES[key]] = converted(key, value, name)
    return found


def converted(key, value, name):
    if key in ("queryFrequency", "queryPeriod", "suppressionDuration"):
        return lasting(value, f"{key} of rule '{name}'")
    if key == "triggerOperator":
        return OPERATORS.get(value, value)
    if key == "relevantTechniques":     # a sub-technique, T1098.003, counts as its technique; subTechniques holds it whole
        return sorted({each.partition(".")[0] for each in value})
    if key == "incidentConfiguration":
        given = value.get("groupingConfiguration") or {}
        if "lookbackDuration" in given:
            given = {**given, "lookbackDuration": lasting(given["lookbackDuration"], f"lookbackDuration of rule '{name}'")}
        return {"createIncident": value.get("createIncident", True), "groupingConfiguration": {**GROUPING, **given}}
    return value


def lasting(text, what):
    """A duration as the service writes it, from 5m, 1h, 1d or ISO 8601."""
    short = SHORT.fullmatch(text.strip())
    length = timedelta(**{UNITS[short[2].lower()]: int(short[1])}) if short else duration(text, what)
    return written(length)


def _refuse_foreign(name, kind, properties):
    foreign = [KEYS[key] for key in properties if key != "displayName" and key not in OF_KIND[kind]]
    if foreign:
        raise Refusal(f"rule '{name}' is of kind {kind}, and such a rule has no {', '.join(foreign)}; leave it out, or correct kind")
