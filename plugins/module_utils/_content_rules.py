# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Analytics rules made of the rule templates that a solution of the content hub has brought to a workspace.

All that are to be enabled are one deployment, so that what is done can be told before anybody knows which rules a solution has. A rule
made here has an id that follows from its template's, so that it is known again as one made here.
"""

from __future__ import annotations

from ._azure import deterministic_id
from ._deployments import literal, template_of
from ._sentinel import PREVIEW, sentinel_of, workspace_of

KIND = "AnalyticsRule"
MAIN_TEMPLATES = {"$filter": f"properties/contentKind eq '{KIND}'", "$expand": "properties/mainTemplate"}
CHILD = "Microsoft.OperationalInsights/workspaces/providers/"
STABLE_KINDS = ("Scheduled", "Fusion", "MicrosoftSecurityIncidentCreation")
VERSIONED_KINDS = ("Scheduled", "NRT")
# What a template says beside what a rule may hold.
OF_TEMPLATES = ("status", "requiredDataConnectors", "alertRulesCreatedByTemplateCount", "createdDateUTC", "lastUpdatedDateUTC")


def rule_id(want, content_id):
    """The id of the rule that is made here of a template."""
    return deterministic_id("rule of content", workspace_of(want), content_id)


def rule_templates(items, package_id, whole=False):
    """The rule templates among a workspace's content templates that a package brought; ``whole`` where the main templates were read."""
    rules = [item["properties"] for item in items if item["properties"].get("contentKind") == KIND]
    found = [rule for rule in rules if (rule.get("packageId") or "").lower() == package_id.lower()]
    shaped = [{"content_id": each["contentId"], "name": each["displayName"], "version": each.get("version"), "source": each.get("source"),
               "rule": _rule_in(each.get("mainTemplate"))} for each in found]
    return sorted((each for each in shaped if each["rule"] or not whole), key=lambda template: template["name"])


def _rule_in(main):
    """Kind and properties of the rule in a main template."""
    for resource in (main or {}).get("resources", ()):
        if resource.get("type", "").lower().endswith(("/alertruletemplates", "/alertrules")):
            kept = {name: value for name, value in resource["properties"].items() if name not in OF_TEMPLATES}
            return {"kind": resource["kind"], "properties": kept}
    return None


def rules_of(items, templates):
    """The rules, among a workspace's, that somebody made of these templates."""
    ours = {template["content_id"].lower() for template in templates}
    found = [item for item in items if ((item["properties"].get("alertRuleTemplateName") or "").lower()) in ours]
    return sorted(({"id": item["name"], "name": item["properties"]["displayName"], "enabled": item["properties"]["enabled"],
                    "_template": item["properties"]["alertRuleTemplateName"].lower(), "_item": item} for item in found),
                  key=lambda rule: (rule["name"], rule["id"]))


def lacking(templates, rules, names):
    """The templates, of those named (None: all), of which there is no rule that is enabled."""
    enabled = {rule["_template"] for rule in rules if rule["enabled"]}
    return [template for template in templates
            if (names is None or template["name"] in names) and template["content_id"].lower() not in enabled]


def enabling(want, templates, rules, versions):
    """The template that makes or enables a rule of each of these rule templates; a rule that was disabled keeps its settings."""
    made = []
    for template in templates:
        standing = next((rule for rule in rules if rule["_template"] == template["content_id"].lower()), None)
        if standing:
            made.append(_enabled(want, standing, versions))
        elif template["rule"]:      # what the templates hold is not read to foretell
            made += _new(want, template, versions)
    return template_of(made)


def all_enabled(want, templates, rules):
    """The rules as they are when there is an enabled one of each of these templates."""
    asked = {template["content_id"].lower(): template["name"] for template in templates}
    standing = {rule["_template"] for rule in rules}
    changed = [{**rule, "enabled": rule["enabled"] or rule["_template"] in asked} for rule in rules]
    made = [{"id": rule_id(want, content_id), "name": name, "enabled": True, "_template": content_id, "_item": None}
            for content_id, name in asked.items() if content_id not in standing]
    return sorted(changed + made, key=lambda rule: (rule["name"], rule["id"]))


def _enabled(want, rule, versions):
    item = rule["_item"]
    properties = {name: value for name, value in item["properties"].items() if value is not None and name != "lastModifiedUtc"}
    etag = {"etag": item["etag"]} if item.get("etag") else {}
    return {**_child(want, "alertRules", rule["id"], _version(item["kind"], versions)), "kind": item["kind"], **etag,
            "properties": literal({**properties, "enabled": True})}


def _new(want, template, versions):
    name, rule = rule_id(want, template["content_id"]), template["rule"]
    made = _child(want, "alertRules", name, _version(rule["kind"], versions))
    version = {"templateVersion": template["version"]} if rule["kind"] in VERSIONED_KINDS else {}
    properties = {**rule["properties"], "enabled": True, "alertRuleTemplateName": template["content_id"], **version}
    noted = {"kind": KIND, "parentId": f"{sentinel_of(want)}/alertRules/{name}", "contentId": template["content_id"],
             "version": template["version"], "source": template["source"]}
    return [{**made, "kind": rule["kind"], "properties": literal(properties)},
            {**_child(want, "metadata", noted_as(name), versions["metadata"]), "dependsOn": [f"{sentinel_of(want)}/alertRules/{name}"],
             "properties": literal(noted)}]


def noted_as(rule):
    """The name of the metadata that says where a rule comes from."""
    return f"analyticsrule-{rule}"


def _child(want, collection, name, version):
    return {"type": f"{CHILD}{collection}", "name": f"{want['workspace']}/Microsoft.SecurityInsights/{name}", "apiVersion": version}


def _version(kind, versions):
    return versions["alertRules"] if kind in STABLE_KINDS else PREVIEW["api-version"]
