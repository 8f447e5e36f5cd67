# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery of rule templates that every workspace with Sentinel has; most templates come with solutions of the content hub instead.

Assumed: which templates are left in the gallery. The scheduled one is of this simulator's own making.
"""
from __future__ import annotations

from tests.simulator.arm import refusals, resources, sentinel
from tests.simulator.arm.alert_rules import FUSION_SAYS, FUSION_TEMPLATE, KIND, STABLE
from tests.simulator.wire import Area
from tests.simulator.world import seeded_id

area = Area("alert_rule_templates")
ALL = sentinel.ROOT + "/alertRuleTemplates"
ONE = ALL + "/{alertRuleTemplateId}"
WHEN = "2023-06-01T00:00:00Z"
QUERY = "SecurityAlert\n| summarize Alerts = count(), Severities = dcount(AlertSeverity) by CompromisedEntity\n| where Alerts > 20"
PRODUCTS = {"Microsoft Defender for Cloud": "Azure Security Center", "Microsoft Defender for Cloud Apps": "Microsoft Cloud App Security",
            "Microsoft Defender for Identity": "Azure Advanced Threat Protection"}


def gallery():
    """name -> (kind, properties) of each template."""
    found = {FUSION_TEMPLATE: ("Fusion", dict(FUSION_SAYS))}
    for product, name in PRODUCTS.items():
        found[seeded_id("template", name)] = ("MicrosoftSecurityIncidentCreation", {
            "displayName": f"Create incidents based on {product} alerts", "description": f"An incident for each alert of {product}.",
            "productFilter": name})
    found[seeded_id("template", "many alerts")] = ("Scheduled", {
        "displayName": "Many alerts of one entity", "description": "One entity has had more than twenty alerts within a day.",
        "query": QUERY, "queryFrequency": "P1D", "queryPeriod": "P1D", "triggerOperator": "GreaterThan", "triggerThreshold": 0,
        "severity": "Medium", "tactics": ["Impact"], "techniques": ["T1499"], "version": "1.0.2",
        "entityMappings": [{"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "CompromisedEntity"}]}]})
    found[seeded_id("template", "alert of high severity")] = ("NRT", {
        "displayName": "Alert of high severity, at once", "description": "Any product has raised an alert of high severity.",
        "query": "SecurityAlert\n| where AlertSeverity == 'High'", "severity": "High", "tactics": ["Impact"], "techniques": [],
        "version": "1.0.0"})
    return found


@area.get(ALL)
def listed(call):
    workspace = sentinel.opened(call)
    return resources.listed(call, [_shown(call, workspace, name) for name, (kind, _unused) in gallery().items() if _is_known(call, kind)])


@area.get(ONE)
def read(call):
    workspace, name = sentinel.opened(call), call.params["alertRuleTemplateId"].lower()
    if name not in gallery():
        raise resources.not_found(call)
    if not _is_known(call, gallery()[name][0]):
        raise refusals.unsupported_kind(call, "Rule template", gallery()[name][0])
    return _shown(call, workspace, name)


def _is_known(call, kind):
    return kind in STABLE or sentinel.is_preview(call)


def _shown(call, workspace, name):
    kind, says = gallery()[name]
    made = [rule for rule in call.store.list(KIND) if rule["id"].lower().startswith(workspace["id"].lower() + "/")
            and (rule["properties"].get("alertRuleTemplateName") or "").lower() == name]
    return {"id": f"{workspace['id']}/providers/Microsoft.SecurityInsights/alertRuleTemplates/{name}", "name": name, "kind": kind,
            "type": "Microsoft.SecurityInsights/alertRuleTemplates", "properties": {
                "alertRulesCreatedByTemplateCount": len(made), "createdDateUTC": WHEN, "lastUpdatedDateUTC": WHEN,
                "status": "Installed" if made else "Available", "requiredDataConnectors": [], **says}}
