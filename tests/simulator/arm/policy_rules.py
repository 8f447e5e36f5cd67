# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of Azure Policy: whether one is well formed, and whether its condition holds for a resource.

Left out (501 when it would have to be decided): conditions on values and counts, and other operators than OPERATORS.
"""
from __future__ import annotations

import re

from tests.simulator.wire import Refused

EFFECTS = {"deny", "audit", "disabled", "append", "modify", "auditifnotexists", "deployifnotexists", "denyaction", "manual",
           "addtonetworkgroup", "mutate"}
LATE = {"deployifnotexists", "auditifnotexists"}
SCOPES = {"resourcegroup", "subscription"}
COMPARISONS = {"equals", "notequals", "like", "notlike", "match", "matchinsensitively", "notmatch", "notmatchinsensitively", "contains",
               "notcontains", "in", "notin", "containskey", "notcontainskey", "less", "lessorequals", "greater", "greaterorequals",
               "exists"}
PARAMETER = re.compile(r"\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]", re.I)
ANYWHERE = re.compile(r"parameters\(\s*'([^']+)'\s*\)", re.I)


def _same(one, other):
    return str(one).lower() == str(other).lower() if one is not None else other is None


OPERATORS = {
    "equals": _same,
    "notequals": lambda value, wanted: not _same(value, wanted),
    "in": lambda value, wanted: any(_same(value, each) for each in wanted),
    "notin": lambda value, wanted: not any(_same(value, each) for each in wanted),
    "exists": lambda value, wanted: (value is not None) == (str(wanted).lower() == "true"),
}


def invalid(what):
    return Refused(400, "InvalidPolicyRule", f"Failed to parse policy rule: '{what}'.")


def check(rule, parameters):
    """Refuse a rule that is none, with the parameters that its definition declares."""
    if not isinstance(rule, dict) or {name.lower() for name in rule} != {"if", "then"}:
        raise invalid("a policy rule has exactly 'if' and 'then'")
    parts = {name.lower(): value for name, value in rule.items()}
    _check_condition(parts["if"])
    then = parts["then"] if isinstance(parts["then"], dict) else {}
    effect = then.get("effect")
    if not isinstance(effect, str) or not (PARAMETER.fullmatch(effect) or effect.lower() in EFFECTS):
        raise invalid(f"the effect '{effect}' is none")
    if effect.lower() in LATE:
        _check_details(then.get("details"), effect.lower())
    declared = {name.lower() for name in parameters}
    for name in _used(parts["if"]) | _used(_outside_the_template(then)):
        if name.lower() not in declared:
            raise Refused(400, "InvalidPolicyParameters", f"The policy parameter '{name}' is used in the rule but not defined.")


def effect_of(definition, values):
    """The effect of a definition with these parameters, in lower case."""
    return str(value_of(definition["properties"]["policyRule"]["then"]["effect"], values)).lower()


def holds(condition, fields, values):
    """Does a condition hold for a resource of these fields (by lower-case name)?"""
    key = next(iter(condition)).lower() if len(condition) == 1 else ""
    if key == "allof":
        return all(holds(each, fields, values) for each in next(iter(condition.values())))
    if key == "anyof":
        return any(holds(each, fields, values) for each in next(iter(condition.values())))
    if key == "not":
        return not holds(next(iter(condition.values())), fields, values)
    parts = {name.lower(): value for name, value in condition.items()}
    [operator] = parts.keys() - {"field", "value", "count"}
    if "field" not in parts or operator not in OPERATORS:
        raise Refused(501, "NotImplemented", f"The simulator does not decide the policy condition {sorted(parts)}.")
    return OPERATORS[operator](fields.get(str(value_of(parts["field"], values)).lower()), value_of(parts[operator], values))


def value_of(value, values):
    """What a rule says, with a reference to a parameter replaced by its value."""
    found = PARAMETER.fullmatch(value) if isinstance(value, str) else None
    return values.get(found[1].lower()) if found else value


def _check_condition(condition):
    if not isinstance(condition, dict) or not condition:
        raise invalid("a condition is an object")
    names = {name.lower(): value for name, value in condition.items()}
    logical = names.keys() & {"allof", "anyof", "not"}
    if logical:
        if len(names) != 1:
            raise invalid(f"'{sorted(logical)[0]}' stands alone in a condition")
        inner = next(iter(names.values()))
        for each in [inner] if "not" in logical else inner if isinstance(inner, list) and inner else [None]:
            _check_condition(each)
        return
    about, operators = names.keys() & {"field", "value", "count"}, names.keys() & COMPARISONS
    if len(about) != 1 or len(operators) != 1 or len(names) != 2:
        raise invalid(f"a condition has one of 'field', 'value' and 'count', and one operator, not {', '.join(sorted(condition))}")


def _check_details(details, effect):
    details = details if isinstance(details, dict) else {}
    if not details.get("type"):
        raise invalid(f"the details of '{effect}' need a type")
    for name in ("existenceScope", "deploymentScope"):
        if str(details.get(name, "ResourceGroup")).lower() not in SCOPES:
            raise invalid(f"the {name} '{details[name]}' is none")
    if "existenceCondition" in details:
        _check_condition(details["existenceCondition"])
    if effect == "deployifnotexists":
        _check_deployment(details)


def _check_deployment(details):
    if not details.get("roleDefinitionIds"):
        raise invalid("the details of 'deployIfNotExists' need roleDefinitionIds")
    deployment = details.get("deployment") if isinstance(details.get("deployment"), dict) else {}
    properties = deployment.get("properties") if isinstance(deployment.get("properties"), dict) else {}
    template = properties.get("template")
    if not properties.get("mode") or not isinstance(template, dict) or not isinstance(template.get("resources"), list):
        raise invalid("the details of 'deployIfNotExists' need a deployment with a mode and a template")
    if str(details.get("deploymentScope", "")).lower() == "subscription" and not deployment.get("location"):
        raise invalid("a deployment at subscription scope needs a location")


def _outside_the_template(then):
    """What of a rule's consequence Azure Policy reads itself: expressions in the template are the deployment's."""
    details = dict(then.get("details") or {}) if isinstance(then.get("details"), dict) else {}
    properties = dict((details.get("deployment") or {}).get("properties") or {})
    details["deployment"] = {name: value for name, value in properties.items() if name != "template"}
    return {**then, "details": details}


def _used(value):
    if isinstance(value, dict):
        return {name for each in value.values() for name in _used(each)}
    if isinstance(value, list):
        return {name for each in value for name in _used(each)}
    return set(ANYWHERE.findall(value)) if isinstance(value, str) and value.startswith("[") and not value.startswith("[[") else set()
