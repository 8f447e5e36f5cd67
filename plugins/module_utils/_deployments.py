# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Deployments of ARM templates into a resource group, each of them one write however much it makes."""

from __future__ import annotations

from ._errors import Refusal
from ._steps import ARM, Step

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
RECORD_NOT_THERE = ("DeploymentNotFound", "ResourceGroupNotFound", "ResourceNotFound", "NotFound")
ACTIVE = ("DeploymentActive",)


def address(group, name):
    return f"{group}/providers/Microsoft.Resources/deployments/{name}"


def deploy(group, name, template, says, parameters=None, not_yet=()):
    """The step that deploys a template; ``parameters`` are what is known, of which the template takes those that it asks for."""
    properties = {"mode": "Incremental", "template": template, "parameters": _asked(template, parameters or {})}
    return Step("PUT", address(group, name), {"properties": properties}, says=says, service=ARM, not_yet=(*ACTIVE, *not_yet))


def forget(group, name, says):
    """The step that deletes the record of a deployment; what was deployed stays."""
    return Step("DELETE", address(group, name), says=says, service=ARM)


def template_of(resources):
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": resources}


def literal(value):
    """A value as a template must have it where no expression is meant: what is in brackets would be taken for one."""
    if isinstance(value, dict):
        return {key: literal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [literal(inner) for inner in value]
    return f"[{value}" if isinstance(value, str) and value.startswith("[") and value.endswith("]") else value


def refuse_open_parameters(template, known, what):
    """A template that asks for more than is known cannot be deployed."""
    open_ones = sorted(name for name, declared in (template.get("parameters") or {}).items()
                       if name not in known and "defaultValue" not in declared)
    if open_ones:
        raise Refusal(f"{what} asks for {', '.join(open_ones)} when it is deployed, which is not known here; install it in the portal")


def _asked(template, known):
    return {name: {"value": known[name]} for name in template.get("parameters") or {} if name in known}
