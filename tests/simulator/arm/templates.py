# SPDX-License-Identifier: GPL-3.0-or-later
"""An ARM template and its parameters become the resources that are to be made, in the order in which they can be.

Left out (501): templates of language version 2.0, copy loops, `scope` and `functions`.
"""
from __future__ import annotations

from dataclasses import dataclass

from tests.simulator.arm.template_language import evaluated, invalid
from tests.simulator.wire import Refused

MEMBERS = {"$schema", "contentversion", "apiprofile", "parameters", "variables", "resources", "outputs", "metadata"}
NOT_HERE = {"functions", "definitions", "languageversion", "copy", "scope", "resources"}
# Members of a resource in a template that are for the deployment, and not part of what is sent.
FOR_DEPLOYMENT = {"type", "name", "apiVersion", "dependsOn", "condition", "comments", "metadata"}
TYPES = {"string": str, "securestring": str, "int": int, "bool": bool, "object": dict, "secureobject": dict, "array": list}


@dataclass
class Planned:
    """A resource that a template wants."""
    id: str
    type: str                     # of the resource itself: Microsoft.SecurityInsights/alertRules
    version: str
    body: dict
    after: list                   # ids of the template's resources that must be made before


class Scope:
    """What the expressions of a template may ask for."""

    def __init__(self, template, given, group, subscription):
        self.template, self.group, self.subscription = template, group, subscription
        self.declared = {name.lower(): (name, declared) for name, declared in (template.get("parameters") or {}).items()}
        self.variables = {name.lower(): value for name, value in (template.get("variables") or {}).items()}
        self.given = {name.lower(): value for name, value in (given or {}).items()}
        self.evaluating = []
        unknown = sorted(name for name in given or {} if name.lower() not in self.declared)
        if unknown:
            raise invalid(f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; they are not present in "
                          "the original template and can therefore not be provided at deployment time. The only supported parameters for "
                          f"this template are '{', '.join(name for name, _declared in self.declared.values())}'")
        self.values = {name: self._checked(name) for name in self.declared}

    def parameter(self, name):
        return self._known(self.values, name, "parameter") if hasattr(self, "values") else self._checked(name.lower())

    def variable(self, name):
        if name.lower() in self.evaluating:
            raise invalid(f"The template variable '{name}' refers to itself")
        self.evaluating.append(name.lower())
        value = evaluated(self._known(self.variables, name, "variable"), self)
        self.evaluating.remove(name.lower())
        return value

    def _known(self, values, name, what):
        if name.lower() not in values:
            raise invalid(f"The template {what} '{name}' is not found")
        return values[name.lower()]

    def _checked(self, name):
        """A parameter's value as given, else its default."""
        if name not in self.declared:
            raise invalid(f"The template parameter '{name}' is not found")
        spelled, declared = self.declared[name]
        kind = str(declared.get("type", "")).lower()
        if kind not in TYPES:
            raise invalid(f"The template parameter '{spelled}' is not valid: its type '{declared.get('type')}' is none")
        if name in self.given:
            value = self.given[name].get("value")
        elif "defaultValue" in declared:
            value = evaluated(declared["defaultValue"], self)
        else:
            raise invalid(f"The value for the template parameter '{spelled}' is not provided. Please see "
                          "https://aka.ms/arm-create-parameter-file for usage details.")
        if not isinstance(value, TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
            raise invalid(f"Template parameter JToken type is not valid. Expected '{kind}'. Actual '{type(value).__name__}'. The parameter "
                          f"is '{spelled}'")
        if "allowedValues" in declared and value not in declared["allowedValues"]:
            raise invalid(f"The provided value for the template parameter '{spelled}' is not valid. It is not part of the allowed value(s)")
        return value


def planned(template, given, group, subscription):
    """(the resources in an order in which they can be made, the scope in which they were evaluated); refused when it is no good one."""
    _check_form(template)
    scope = Scope(template, given, group, subscription)
    found = {}
    for described in template["resources"]:
        resource, condition = _resource(described, scope), evaluated(described.get("condition", True), scope)
        if resource.id.lower() in found:
            raise invalid(f"The resource '{resource.id}' is defined multiple times in a template")
        if condition:
            found[resource.id.lower()] = resource
    return _in_order(found), scope


def outputs(scope):
    declared = scope.template.get("outputs") or {}
    return {name: {"type": output["type"], "value": evaluated(output["value"], scope)} for name, output in declared.items()}


def _check_form(template):
    if not isinstance(template, dict):
        raise Refused(400, "InvalidRequestContent", "The request content was invalid: a deployment needs a template or a template link.")
    for name in template:
        if name.lower() in NOT_HERE - {"resources"}:
            raise Refused(501, "NotImplemented", f"The simulator does not deploy templates with '{name}'.")
        if name.lower() not in MEMBERS:
            raise invalid(f"Could not find member '{name}' on object of type 'Template'")
    for name in ("$schema", "contentVersion", "resources"):
        if not template.get(name) and template.get(name) != []:
            raise invalid(f"Required property '{name}' not found in the template")


def _resource(described, scope):
    for name in described:
        if name.lower() in NOT_HERE:
            raise Refused(501, "NotImplemented", f"The simulator does not deploy resources with '{name}'.")
    for name in ("type", "name", "apiVersion"):
        if not described.get(name):
            raise invalid(f"The template resource '{described.get('name')}' is missing the required property '{name}'")
    kind, name = described["type"], evaluated(described["name"], scope)
    kinds, names = kind.split("/"), name.split("/")
    if len(kinds) != len(names) + 1:
        raise invalid(f"The template resource '{name}' for type '{kind}' has incorrect segment lengths. A nested resource type must have "
                      "identical number of segments as its resource name. A root resource type must have segment length one greater than "
                      "its resource name")
    id = f"{scope.group['id']}/providers/{kinds[0]}" + "".join(f"/{part}/{called}" for part, called in zip(kinds[1:], names))
    body = {name: evaluated(value, scope) for name, value in described.items() if name not in FOR_DEPLOYMENT}
    after = [evaluated(each, scope) for each in described.get("dependsOn") or []]
    return Planned(id, _own_type(id), described["apiVersion"], body, after)


def _own_type(id):
    namespace, *rest = id.rsplit("/providers/", 1)[1].split("/")
    return "/".join([namespace, *rest[::2]])


def _in_order(found):
    """Each after what it depends on. A dependency is named by id, or by name where that is clear."""
    ordered, coming = [], []

    def visit(resource):
        if resource in ordered:
            return
        if resource in coming:
            raise invalid(f"Circular dependency detected on resource: '{resource.id}'. Please see https://aka.ms/arm-syntax-resources")
        coming.append(resource)
        resource.after = [_depended(found, each, resource).id for each in resource.after]
        for each in resource.after:
            visit(found[each.lower()])
        coming.remove(resource)
        ordered.append(resource)

    for resource in found.values():
        visit(resource)
    return ordered


def _depended(found, named, resource):
    hits = [each for id, each in found.items() if id == named.lower() or (not named.startswith("/") and id.endswith("/" + named.lower()))]
    if len(hits) != 1:
        raise invalid(f"The resource '{named}' is not defined in the template. '{resource.id}' depends on it. Please see "
                      "https://aka.ms/arm-syntax for usage details.")
    return hits[0]
