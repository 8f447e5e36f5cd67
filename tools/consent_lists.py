# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/consent/: what to ask administrators for, in the form that Azure CLI takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from tools.permissions_page import Needs, azure_actions, custom_role, graph_permissions

STEP = re.compile(r"(step\d)_(\w+)")
NAMED = re.compile(r"\bmultitenant\.secops\.(\w+?)(?:_info)?:\s*$", re.MULTILINE)


def modules_by_step(collection: Path) -> dict[str, set[str]]:
    """The modules of each step's role, by the step's tag; a twin that reads counts as its module."""
    found = (STEP.fullmatch(path.stem) for path in sorted((collection / "playbooks").glob("step*.yml")))
    return {match[1]: _modules_of(collection / "roles" / match[2]) for match in found if match}


def _modules_of(role: Path) -> set[str]:
    return {name for path in (role / "tasks").glob("*.yml") for name in NAMED.findall(path.read_text(encoding="utf-8"))}


def consent_lists(needs: Mapping[str, Needs], steps: Mapping[str, set[str]]) -> dict[str, str]:
    """Files by their path under docs/. Permissions go by name: the query finds their ids in the cloud that is asked."""
    asked = {"graph": graph_permissions(needs.values())}
    asked |= {f"graph_{step}": graph_permissions(needs[module] for module in sorted(modules)) for step, modules in steps.items()}
    queries = {f"consent/{name}.jmespath": query(permissions) for name, permissions in asked.items()}
    return {**queries, "consent/azure_role.json": json.dumps(custom_role(azure_actions(needs.values())), indent=2) + "\n"}


def query(permissions: list[str]) -> str:
    """What turns the service principal of Microsoft Graph into an application's required resource accesses."""
    names = ",\n".join(f'  "{name}"' for name in permissions)
    return f"[{{resourceAppId: appId, resourceAccess: appRoles[?contains(`[\n{names}\n]`, value)].{{id: id, type: 'Role'}}}}]\n"
