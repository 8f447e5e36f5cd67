# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/permissions.md: what the application must be allowed to do, from what each resource says of its own calls."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# A resource's NEEDS, as plugins/module_utils/_needs.py describes them.
Needs = Mapping[str, Any]

INTRODUCTION = """\
# Permissions

Made by `make docs` from what each module says of its own calls. Microsoft Graph permissions are application permissions, granted to
the one application by an administrator's consent in each tenant. Azure actions are allowed by a role that is assigned to the
application's service principal in each tenant. A module that is refused names the permission that it lacks; `preflight` names all that
are missing before a run.

A permission that writes (`ReadWrite`) also reads, so the permission that only reads is not needed beside it. The modules whose names
end in `_info` need what their twin needs for reading."""

ALL = """\
## For everything

Grant these Microsoft Graph permissions to let every module of the collection do all that it can:

{permissions}

[consent/graph.jmespath](consent/graph.jmespath) is this list as Azure CLI takes it; [Getting started](getting_started.md#one-application)
shows how.

And this is a custom Azure role that allows every module's work in a subscription, also in
[consent/azure_role.json](consent/azure_role.json). [Getting started](getting_started.md#a-role-in-every-subscription) shows how to create
and assign it. If Azure Lighthouse refuses it with `InsufficientPrivilegesForManagedServiceResource`, assign Owner instead.

```json
{role}
```

Assign roles with care: whoever may write role assignments can give themselves any role at that scope.

The logs of Microsoft Entra belong to the tenant, not to a subscription, so no role at a subscription allows to send them. That needs
Contributor at `/providers/Microsoft.aadiam`, see [Getting started](getting_started.md#the-logs-of-microsoft-entra). Nor is a management
group within a subscription: `lighthouse_policy` and `lighthouse_restriction` need Owner at the one that they are given."""

STEPS = """\
## By step

What the modules of each step's role need in Microsoft Graph; the files are for Azure CLI.

| step | permissions | file |
| --- | --- | --- |
{rows}"""

# Actions on what is above subscriptions: a role at a subscription cannot allow them.
ABOVE = ("Microsoft.aadiam/", "Microsoft.Management/")
MANAGING = "Microsoft Graph in the managing tenant"
KINDS = {
    ("graph", "read"): "Microsoft Graph, to read",
    ("graph", "write"): "Microsoft Graph, to change",
    ("azure", "read"): "Azure, to read",
    ("azure", "write"): "Azure, to change",
}


def needs_in(folder: Path) -> dict[str, Needs]:
    """The NEEDS of each module's resource, read from its source: importing it would need the client libraries."""
    modules = (path.stem for path in sorted((folder / "modules").glob("*.py")) if not path.stem.endswith("_info"))
    return {module: _literal((folder / "module_utils" / f"_{module}.py").read_text(encoding="utf-8")) for module in modules}


def _literal(source: str) -> Needs:
    assigned = (node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    [value] = (node.value for node in assigned if [getattr(target, "id", "") for target in node.targets] == ["NEEDS"])
    return ast.literal_eval(value)


def permissions_page(needs: Mapping[str, Needs], steps: Mapping[str, set[str]]) -> str:
    permissions = "\n".join(f"- `{name}`" for name in graph_permissions(needs.values()))
    role = json.dumps(custom_role(azure_actions(needs.values())), indent=2)
    by_step = STEPS.format(rows="\n".join(_step(step, needs, modules) for step, modules in sorted(steps.items())))
    beginning = [INTRODUCTION, ALL.format(permissions=permissions, role=role), by_step]
    sections = [*beginning, *(_section(name, needs[name]) for name in sorted(needs))]
    return "\n\n".join(sections) + "\n"


def graph_permissions(needs: Iterable[Needs]) -> list[str]:
    """Every Graph permission, without one that another one covers."""
    wanted = {name for need in needs for names in (*need.get("graph", {}).values(), need.get("managing", {})) for name in names}
    covered = {name.replace(".ReadWrite.", ".Read.") for name in wanted if ".ReadWrite." in name}
    return sorted(wanted - covered)


def azure_actions(needs: Iterable[Needs]) -> list[str]:
    return sorted({action for need in needs for actions in need.get("azure", {}).values() for action in actions})


def custom_role(actions: list[str]) -> dict[str, Any]:
    return {
        "Name": "Multitenant security operations set-up",
        "Description": "What the Ansible collection multitenant.secops does in a subscription",
        "Actions": [action for action in actions if not action.startswith(ABOVE)],
        "AssignableScopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"],
    }


def _step(step: str, needs: Mapping[str, Needs], modules: set[str]) -> str:
    file = f"consent/graph_{step}.jmespath"
    named = ", ".join(f"`{name}`" for name in graph_permissions(needs[module] for module in modules))
    return f"| {step.removeprefix('step')} | {named or 'none'} | [{file}]({file}) |"


def _section(module: str, needs: Needs) -> str:
    rows = [row for kind, title in KINDS.items() for row in _rows(title, needs.get(kind[0], {}).get(kind[1], {}))]
    rows += _rows(MANAGING, needs.get("managing", {}))
    return "\n".join((f"## {module}", "", "| where | permission | when |", "| --- | --- | --- |", *rows))


def _rows(title: str, names: Mapping[str, str]) -> list[str]:
    return [f"| {title} | `{name}` | {when or 'always'} |" for name, when in sorted(names.items())]
