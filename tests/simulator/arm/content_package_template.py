# SPDX-License-Identifier: GPL-3.0-or-later
"""A solution's packaged content: an ARM template that, deployed to the workspace's resource group, makes its content templates there."""
from __future__ import annotations

from tests.simulator.arm.content_catalogue import PUBLISHED, unique

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
CHILD = "Microsoft.OperationalInsights/workspaces/providers/"
PACKAGE = ("[extensionResourceId(resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspace')), "
           "'Microsoft.SecurityInsights/contentPackages', variables('_solutionId'))]")
VERSION = "2023-11-01"
AUTHOR = {"name": "Microsoft", "email": "support@microsoft.com"}


def packaged(solution, version):
    rules = solution.versions[version]
    variables = {"_solutionName": solution.name, "_solutionVersion": version, "_solutionId": solution.content_id,
                 **{f"rule{number}": _rule_variables(rule) for number, rule in enumerate(rules, 1)}}
    made = [_rule(solution, rule, number) for number, rule in enumerate(rules, 1)]
    made += [_workbook(solution, version, title) for title in solution.workbooks]
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0",
            "metadata": {"author": "Microsoft - support@microsoft.com", "comments": f"Solution template for {solution.name}"},
            "parameters": {
                "location": _text("[resourceGroup().location]", "Not used, but needed to pass the checks of marketplaces."),
                "workspace-location": _text("", "Region of the workspace."), "workspace": _text("", "Name of the workspace.")},
            "variables": variables, "resources": [*made, _package(solution, version, made)], "outputs": {}}


def _text(default, description):
    return {"type": "string", "defaultValue": default, "metadata": {"description": description}}


def _rule_variables(rule):
    return {"version": rule.version, "contentId": rule.content_id,
            "id": f"[resourceId('Microsoft.SecurityInsights/AlertRuleTemplates', '{rule.content_id}')]",
            "templateName": f"[concat(parameters('workspace'), '/Microsoft.SecurityInsights/', concat(parameters('workspace'), '-ar-', "
                            f"uniqueString('{rule.content_id}')))]",
            "productId": f"[concat(variables('_solutionId'), '-ar-', uniqueString(concat('{rule.content_id}', '-', '{rule.version}')))]"}


def _rule(solution, rule, number):
    def of(member):
        return f"[variables('rule{number}').{member}]"

    alert_rule = {"type": "Microsoft.SecurityInsights/AlertRuleTemplates", "name": of("contentId"), "apiVersion": "2023-02-01-preview",
                  "kind": rule.kind, "location": "[parameters('workspace-location')]", "properties": _properties(rule)}
    metadata = {"type": CHILD + "metadata", "apiVersion": "2022-01-01-preview", "name": (
        "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/', concat('AnalyticsRule-', last(split("
        f"variables('rule{number}').id, '/'))))]"), "properties": {
            "description": f"Analytics rule of {solution.name}", "parentId": of("id"), "contentId": of("contentId"),
            "kind": "AnalyticsRule", "version": of("version"), "source": _source(solution), "author": AUTHOR, "support": solution.support}}
    return _content(solution, rule.name, "AnalyticsRule", [alert_rule, metadata], {
        "name": of("templateName"), "contentId": of("contentId"), "contentProductId": of("productId"), "version": of("version")})


def _content(solution, name, kind, resources, ids):
    main = {"$schema": SCHEMA, "contentVersion": ids["version"], "parameters": {}, "variables": {}, "resources": resources}
    return {"type": CHILD + "contentTemplates", "apiVersion": VERSION, "name": ids["name"],
            "location": "[parameters('workspace-location')]", "dependsOn": [PACKAGE], "properties": {
                "displayName": name, "contentKind": kind, "mainTemplate": main, "packageKind": "Solution",
                "packageVersion": "[variables('_solutionVersion')]", "packageName": "[variables('_solutionName')]",
                "packageId": "[variables('_solutionId')]", "contentSchemaVersion": "3.0.0", "contentId": ids["contentId"],
                "contentProductId": ids["contentProductId"], "version": ids["version"], "source": _source(solution), "author": AUTHOR,
                "support": solution.support}}


def _workbook(solution, version, title):
    id = f"{solution.name.replace(' ', '')}Workbook"
    workbook = {"type": "Microsoft.Insights/workbooks", "name": "[[guid(parameters('workspace'))]", "apiVersion": "2021-08-01",
                "kind": "shared", "location": "[parameters('workspace-location')]", "properties": {
                    "displayName": title, "category": "sentinel", "serializedData": '{"version":"Notebook/1.0","items":[]}'}}
    return _content(solution, title, "Workbook", [workbook], {
        "name": "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/', concat(parameters('workspace'), '-wb-', "
                f"uniqueString('{id}')))]",
        "contentId": id, "contentProductId": f"{solution.content_id}-wb-{unique(id, version)}", "version": "1.0.0"})


def _package(solution, version, made):
    criteria = [{"kind": each["properties"]["contentKind"], "contentId": each["properties"]["contentId"],
                 "version": each["properties"]["version"]} for each in made]
    return {"type": CHILD + "contentPackages", "apiVersion": VERSION, "location": "[parameters('workspace-location')]",
            "name": "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/', variables('_solutionId'))]",
            "properties": {**described(solution, version), "version": "[variables('_solutionVersion')]",
                           "displayName": "[variables('_solutionName')]", "contentId": "[variables('_solutionId')]",
                           "dependencies": {"operator": "AND", "criteria": criteria}}}


def described(solution, version):
    """What is told of a solution wherever it stands."""
    return {"contentId": solution.content_id, "contentProductId": solution.product_id(version), "contentKind": "Solution",
            "contentSchemaVersion": "3.0.0", "displayName": solution.name, "version": version, "description": solution.description,
            "publisherDisplayName": solution.support["name"], "source": _source(solution), "author": AUTHOR, "support": solution.support,
            "providers": ["Microsoft"], "categories": {"domains": list(solution.domains), "verticals": []},
            "firstPublishDate": PUBLISHED, "lastPublishDate": PUBLISHED}


def _source(solution):
    return {"kind": "Solution", "name": solution.name, "sourceId": solution.content_id}


def _properties(rule):
    """The properties of an analytics rule as a template has them: with what only templates have."""
    timed = {} if rule.kind == "NRT" else {"queryFrequency": rule.period, "queryPeriod": rule.period, "triggerOperator": "GreaterThan",
                                           "triggerThreshold": 0}
    entities = [{"entityType": kind, "fieldMappings": [{"identifier": identifier, "columnName": column}]}
                for kind, identifier, column in rule.entities]
    return {"displayName": rule.name, "description": f"{rule.name}.", "enabled": False, "query": rule.query, **timed,
            "severity": rule.severity, "suppressionDuration": "PT1H", "suppressionEnabled": False, "status": "Available",
            "requiredDataConnectors": [], "tactics": list(rule.tactics), "techniques": list(rule.techniques),
            **({"entityMappings": entities} if entities else {})}
