# SPDX-License-Identifier: GPL-3.0-or-later
"""The table in docs/clouds.md: what each cloud lacks, from the code, and what modules and roles do there."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

BEGIN, END = "<!-- made by make docs: begin -->\n", "<!-- made by make docs: end -->\n"
HEAD = "| what | lacking in | a module | the roles |\n| --- | --- | --- | --- |\n"
NATIONAL = {"fairfax": "US Government", "mooncake": "China", "usnat": "USNat", "ussec": "USSec"}
SKIPPED = ("refuses, or leaves it out with `unavailable: skip`", "`sentinel_defender_unavailable: skip`, the default, leaves it out")
UNUSED = "do not use it"
PACKAGES = ("`external_access_way: invitation`, the default, needs none; with `access_package`, `external_access_unavailable: skip`, the "
            "default, leaves them out and tells that nobody can ask, since an invitation has no approval")
# What the published metadata of Microsoft Graph lacks somewhere: in words, what a module does there, and what the roles do.
GRAPH = {
    "access_package_resources": ("access packages with resources", "refuses and says to invite, or leaves it out with `unavailable: skip`",
                                 PACKAGES),
    "allowed_cloud_endpoints": ("enabling another cloud in cross-tenant access", "has no option for it", UNUSED),
    "cross_cloud_organizations": ("connected organizations of another cloud", "refuses and says to invite", UNUSED),
    "default_tenant_restrictions": ("tenant restrictions of the default", "refuses and names Conditional Access", UNUSED),
    "defender_roles": ("roles of Microsoft Defender XDR", "refuses and names Entra roles",
                       "`m365_operators_directory_roles` and `external_access_directory_roles` give Entra roles everywhere"),
    "identity_root": ("Conditional Access at `/identity`", "asks at `/policies`", "work the same"),
    "invited_user_sponsors": ("sponsors in an invitation", "adds them to the guest afterwards, everywhere", "work the same"),
    "requestor_justification": ("a requestor's justification in access packages", "refuses and names that of the approvers", UNUSED),
    "reset_redemption": ("resetting an invitation's redemption", "refuses and names the Entra admin center", UNUSED),
    "tenant_restrictions": ("tenant restrictions of a partner", "refuses and names Conditional Access", UNUSED),
}
# Setting of Defender for Cloud -> the clouds that lack it.
SETTINGS = {
    "`WDATP`, `MCAS`": ("mooncake", "usnat", "ussec"),
    "`WDATP_UNIFIED_SOLUTION`, `WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW`, `Sentinel`": tuple(NATIONAL),
}
OTHER = (
    ("eligible authorizations of Azure Lighthouse", tuple(NATIONAL), "refuses and names standing roles for a just-in-time group",
     "give standing roles to such a group everywhere"),
    ("notifications of attack paths", tuple(NATIONAL), "refuses", UNUSED),
    ("subplans and extensions of plans of Defender for Cloud that the service does not show", tuple(NATIONAL), *SKIPPED),
    ("preview versions of analytics rules (kind NRT, sub-techniques, products of Microsoft Defender XDR)", ("usnat", "ussec"),
     *SKIPPED),
    ("incidents of Entra ID Protection", ("mooncake",), *SKIPPED),
    ("`AllItems` in conditions of automation rules", tuple(NATIONAL), "refuses and names `AnyItem`", UNUSED),
    ("a known Defender portal", ("mooncake", "usnat", "ussec"), "leads guests to the Azure portal, unless `redirect_url` says where",
     "an empty `external_access_redirect_url` does the same"),
)


def clouds_page(utils: Path, page: str) -> str:
    """The page with its table made anew."""
    before, rest = page.split(BEGIN)
    rows = "".join(f"| {what} | {_where(clouds)} | {module} | {roles} |\n" for what, clouds, module, roles in _rows(utils))
    return f"{before}{BEGIN}{HEAD}{rows}{END}{rest.split(END)[1]}"


def _rows(utils: Path) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    lacks = _literal(utils / "_cloud_gaps.py", "LACKS")
    for feature in sorted({name for names in lacks.values() for name in names}):
        what, module, roles = GRAPH[feature]
        yield what, tuple(cloud for cloud in NATIONAL if feature in lacks[cloud]), module, roles
    for clouds, kinds in _connectors(utils).items():
        yield f"data connectors {', '.join(f'`{kind}`' for kind in kinds)}", clouds, *SKIPPED
    plain = ", ".join(f"`{plan}`" for plan in _literal(utils / "_defender_offer.py", "PLAIN_PLANS"))
    yield f"plans of Defender for Cloud besides {plain}, unless the service lists them", tuple(NATIONAL), *SKIPPED
    for names, clouds in SETTINGS.items():
        yield f"settings of Defender for Cloud {names}", clouds, *SKIPPED
    yield from OTHER


def _connectors(utils: Path) -> dict[tuple[str, ...], list[str]]:
    """Kinds of data connectors by the clouds that lack them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, kind in _module(utils / "_connector_kinds.py").KINDS.items():
        lacking = tuple(schema for schema in NATIONAL if not kind.is_in(SimpleNamespace(schema=schema)))
        if lacking:
            found.setdefault(lacking, []).append(name)
    return found


def _module(path: Path) -> ModuleType:
    """The file as a module of its own; it is not imported as a part of the collection, which need not be installed."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _where(clouds: tuple[str, ...]) -> str:
    return "every national cloud" if set(clouds) == set(NATIONAL) else ", ".join(NATIONAL[cloud] for cloud in clouds)


def _literal(path: Path, name: str) -> Any:
    assigned = (node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign))
    [value] = (node.value for node in assigned if [getattr(target, "id", "") for target in node.targets] == [name])
    return ast.literal_eval(value)
