# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""How an analytics rule is written down: in the keys of the rules that Microsoft publishes, inline and in files alike."""

from __future__ import annotations

import os

from ansible.module_utils.common import yaml as ansible_yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ._errors import Refusal
from ._options import as_given

KINDS = ["Scheduled", "NRT", "Fusion", "MicrosoftSecurityIncidentCreation"]
SEVERITIES = ["High", "Medium", "Low", "Informational"]
OPERATORS = {"gt": "GreaterThan", "lt": "LessThan", "eq": "Equal", "ne": "NotEqual"}
TACTICS = [
    "Reconnaissance", "ResourceDevelopment", "InitialAccess", "Execution", "Persistence", "PrivilegeEscalation", "DefenseEvasion",
    "CredentialAccess", "Discovery", "LateralMovement", "Collection", "Exfiltration", "CommandAndControl", "Impact", "PreAttack",
    "ImpairProcessControl", "InhibitResponseFunction",
]
TEXTS = {"type": "list", "elements": "str"}
GROUPING = {
    "enabled": {"type": "bool", "default": False},
    "reopenClosedIncident": {"type": "bool", "default": False},
    "lookbackDuration": {"type": "str", "default": "PT5H"},
    "matchingMethod": {"type": "str", "choices": ["AllEntities", "AnyAlert", "Selected"], "default": "AllEntities"},
    "groupByEntities": {**TEXTS, "default": []},
    "groupByAlertDetails": {**TEXTS, "choices": ["DisplayName", "Severity"], "default": []},
    "groupByCustomDetails": {**TEXTS, "default": []},
}
RULE = {
    "name": {"type": "str"},
    "id": {"type": "str"},
    "template": {"type": "str"},
    "kind": {"type": "str", "choices": KINDS},
    "version": {"type": "str"},
    "enabled": {"type": "bool"},
    "description": {"type": "str"},
    "severity": {"type": "str", "choices": SEVERITIES},
    "query": {"type": "str"},
    "queryFrequency": {"type": "str"},
    "queryPeriod": {"type": "str"},
    "triggerOperator": {"type": "str", "choices": [*OPERATORS, *OPERATORS.values()]},
    "triggerThreshold": {"type": "int"},
    "suppressionEnabled": {"type": "bool"},
    "suppressionDuration": {"type": "str"},
    "tactics": {**TEXTS, "choices": TACTICS},
    "relevantTechniques": TEXTS,
    "subTechniques": TEXTS,
    "entityMappings": {"type": "list", "elements": "dict", "options": {
        "entityType": {"type": "str", "required": True},
        "fieldMappings": {"type": "list", "elements": "dict", "required": True, "options": {
            "identifier": {"type": "str", "required": True}, "columnName": {"type": "str", "required": True}}}}},
    "customDetails": {"type": "dict"},
    "alertDetailsOverride": {"type": "dict", "options": {
        "alertDisplayNameFormat": {"type": "str"}, "alertDescriptionFormat": {"type": "str"}, "alertTacticsColumnName": {"type": "str"},
        "alertSeverityColumnName": {"type": "str"},
        "alertDynamicProperties": {"type": "list", "elements": "dict", "options": {
            "alertProperty": {"type": "str", "required": True}, "value": {"type": "str", "required": True}}}}},
    "eventGroupingSettings": {"type": "dict", "options": {
        "aggregationKind": {"type": "str", "choices": ["SingleAlert", "AlertPerResult"], "required": True}}},
    "incidentConfiguration": {"type": "dict", "options": {
        "createIncident": {"type": "bool", "default": True}, "groupingConfiguration": {"type": "dict", "options": GROUPING}}},
    "productFilter": {"type": "str"},
    "severitiesFilter": {**TEXTS, "choices": SEVERITIES},
    "displayNamesFilter": TEXTS,
    "displayNamesExcludeFilter": TEXTS,
    "requiredDataConnectors": {"type": "list", "elements": "dict"},
}
IGNORED = ("status", "tags", "metadata")       # what published rules hold besides, and a workspace has no place for


def rules_in(files):
    """The rules in files, and in the files of folders, as if they had been given inline."""
    return [rule for path in files for each in _paths(path) for rule in _rules_of(each)]


def _paths(path):
    if not os.path.isdir(path):
        return [path]
    found = sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith((".yml", ".yaml")))
    if not found:
        raise Refusal(f"the folder '{path}' in files holds no file that ends in .yml or .yaml; correct the path")
    return found


def _rules_of(path):
    if not ansible_yaml.HAS_YAML:
        raise Refusal("files cannot be read without PyYAML in the Python that runs the module; install it, or give rules")
    try:
        with open(path, encoding="utf-8-sig") as file:
            documents = list(ansible_yaml.yaml_load_all(file))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"the file '{path}' in files cannot be read ({error}); correct the path") from error
    except Exception as error:      # whatever the YAML library raises for what is no YAML
        raise Refusal(f"the file '{path}' in files is no YAML ({error}); correct it") from error
    found = [rule for document in documents for rule in (document if isinstance(document, list) else [document]) if rule is not None]
    return [_checked(rule, path) for rule in found]


def _checked(rule, path):
    """A rule of a file, held against the same specification as one that is given inline."""
    if not isinstance(rule, dict):
        raise Refusal(f"the file '{path}' in files holds something else than rules; a rule is a mapping with a name")
    given = {key: value for key, value in rule.items() if key not in IGNORED and value is not None}
    name, unknown = rule.get("name", "without a name"), sorted(str(key) for key in given if key not in RULE)
    if unknown:
        raise Refusal(f"rule '{name}' in the file '{path}' has {', '.join(unknown)}, which no rule has; correct or remove it")
    result = ArgumentSpecValidator(RULE).validate(given)
    if result.error_messages:
        raise Refusal(f"rule '{name}' in the file '{path}' is not as it should be: {result.error_messages[0]}; correct it")
    return as_given(result.validated_parameters, given)
