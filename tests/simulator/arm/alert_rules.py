# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytics rules: made, changed, removed. What one may hold is in alert_rule_checks.py.

The Fusion rule is there from the on-boarding on. A version without a kind neither lists nor reads nor writes rules of it.
Assumed: a rule's name is a GUID, the built-in Fusion rule excepted; the id of a rule that was deleted is refused as often as the
world has `polls`, then it can be used again; an update may not change the kind (400); a version does not list a rule whose product it
does not know.
"""
from __future__ import annotations

from tests.simulator.arm import refusals, resources, sentinel
from tests.simulator.arm.alert_rule_checks import check, lasting
from tests.simulator.arm.system_data import system_data
from tests.simulator.wire import Area, Refused

area = Area("alert_rules")
KIND, DELETED = "alertRules", "deletedAlertRules"
ALL = sentinel.ROOT + "/alertRules"
ONE = ALL + "/{ruleId}"
STABLE = ("Scheduled", "Fusion", "MicrosoftSecurityIncidentCreation")
PREVIEW = ("NRT", "MLBehaviorAnalytics", "ThreatIntelligence")
PREVIEW_PRODUCTS = ("Office 365 Advanced Threat Protection", "Microsoft Defender Advanced Threat Protection")
PREVIEW_MEMBERS = ("subTechniques", "sentinelEntitiesMappings", "sourceSettings", "scenarioExclusionPatterns")
FUSION, FUSION_TEMPLATE = "BuiltInFusion", "f71aba3d-28fb-450b-b192-4e76a83015c8"
FUSION_SAYS = {"displayName": "Advanced Multistage Attack Detection", "severity": "High", "techniques": [],
               "description": "Correlates alerts and activities of several products into incidents.",
               "tactics": ["Collection", "CommandAndControl", "CredentialAccess", "DefenseEvasion", "Discovery", "Execution",
                           "Exfiltration", "Impact", "InitialAccess", "LateralMovement", "Persistence", "PrivilegeEscalation"]}


@sentinel.at_onboarding
def fusion(call, workspace):
    id = f"{workspace['id']}/providers/Microsoft.SecurityInsights/alertRules/{FUSION}"
    given = {"alertRuleTemplateName": FUSION_TEMPLATE, "enabled": True}
    call.store.put(KIND, id.lower(), {
        "id": id, "name": FUSION, "type": "Microsoft.SecurityInsights/alertRules", "kind": "Fusion", "etag": f'"{call.new_id()}"',
        "properties": _kept(call, "Fusion", given), "systemData": system_data(call)})


@area.get(ALL)
def listed(call):
    return sentinel.listed(call, KIND, lambda rule: _shown(call, rule) if _is_known(call, rule) else None)


@area.get(ONE)
def read(call):
    rule = sentinel.one(call, KIND)
    if not _is_known(call, rule):
        raise refusals.unsupported_kind(call, "Rule", rule["kind"])
    return _shown(call, rule)


def known_kind(call):
    kind = (call.body or {}).get("kind")
    if isinstance(kind, str) and kind not in STABLE + (PREVIEW if sentinel.is_preview(call) else ()):
        raise refusals.unsupported_kind(call, "Rule", kind)


@area.put(ONE, first=known_kind)
def put(call):
    workspace = sentinel.opened(call)
    kind, given = call.body["kind"], call.body.get("properties") or {}
    _named(call)
    old = call.store.truth(KIND, resources.key(call))
    rest = call.store.truth(DELETED, resources.key(call))
    if old is None and rest and rest["left"] > 0:
        call.store.put(DELETED, resources.key(call), {"left": rest["left"] - 1})
        raise _wrong(f"Rule with Id '{call.params['ruleId']}' was recently deleted. You need to allow some time before re-using the same "
                     "ID. Please try again later.")
    if old and old["kind"] != kind:
        raise _wrong(f"The kind of rule '{call.params['ruleId']}' cannot be changed from '{old['kind']}' to '{kind}'.")
    check(call, workspace, kind, given, [rule for rule in _all(call, workspace) if rule["id"].lower() != resources.key(call)])
    reply = sentinel.put(call, KIND, kind=kind, properties=_kept(call, kind, given))
    reply.body = _shown(call, reply.body)
    return reply


@area.delete(ONE)
def delete(call):
    reply = sentinel.delete(call, KIND)
    if reply is not None:
        call.store.put(DELETED, resources.key(call), {"left": call.world.polls})
    return reply


def _all(call, workspace):
    prefix = f"{workspace['id']}/providers/".lower()
    return [rule for rule in call.store.truths(KIND) if rule["id"].lower().startswith(prefix)]


def _named(call):
    name = call.params["ruleId"]
    if name.lower() != FUSION.lower() and not sentinel.GUID.fullmatch(name):
        raise _wrong(f"The rule id '{name}' is not valid: it must be a GUID.")


def _is_known(call, rule):
    if sentinel.is_preview(call):
        return True
    return rule["kind"] in STABLE and rule["properties"].get("productFilter") not in PREVIEW_PRODUCTS


def _shown(call, rule):
    """As the version called has it."""
    if sentinel.is_preview(call):
        return rule
    return {**rule, "properties": {name: value for name, value in rule["properties"].items() if name not in PREVIEW_MEMBERS}}


def _kept(call, kind, given):
    """What the service makes of what it was given: its own spelling of durations, its defaults, nulls for what was not given."""
    given = {name: value for name, value in given.items() if value is not None and name != "lastModifiedUtc"}
    stamp = {"lastModifiedUtc": call.stamp(7)}
    if kind in ("Scheduled", "NRT"):
        scheduled = {"queryFrequency": None, "queryPeriod": None, "triggerOperator": None, "triggerThreshold": None}
        properties = {"description": "", "tactics": [], "techniques": [], "subTechniques": [], "entityMappings": None,
                      "customDetails": None, "alertDetailsOverride": None, "eventGroupingSettings": None,
                      "alertRuleTemplateName": None, "templateVersion": None,
                      "sentinelEntitiesMappings": None, **(scheduled if kind == "Scheduled" else {}), **given,
                      "incidentConfiguration": _incidents(given.get("incidentConfiguration")), **stamp}
        return {name: lasting(value)[1] if name in ("queryFrequency", "queryPeriod", "suppressionDuration") and value else value
                for name, value in properties.items()}
    if kind == "MicrosoftSecurityIncidentCreation":
        return {"description": None, "alertRuleTemplateName": None, "displayNamesFilter": None, "displayNamesExcludeFilter": None,
                "severitiesFilter": None, **given, **stamp}
    says = FUSION_SAYS if kind == "Fusion" else {"displayName": kind, "description": kind, "severity": "Medium", "tactics": [],
                                                 "techniques": []}
    return {**given, **says, **stamp}


def _incidents(given):
    grouping = {"enabled": False, "reopenClosedIncident": False, "lookbackDuration": "PT5H", "matchingMethod": "AllEntities",
                "groupByEntities": [], "groupByAlertDetails": [], "groupByCustomDetails": []}
    asked = {name: value for name, value in ((given or {}).get("groupingConfiguration") or {}).items() if value is not None}
    merged = {**grouping, **asked}
    merged["lookbackDuration"] = lasting(merged["lookbackDuration"])[1]
    return {"createIncident": (given or {}).get("createIncident", True), "groupingConfiguration": merged}


def _wrong(message):
    return Refused(400, "BadRequest", message)
