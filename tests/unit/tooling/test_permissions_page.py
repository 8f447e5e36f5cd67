# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of permissions says what the resources say."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from tools.consent_lists import consent_lists, modules_by_step
from tools.permissions_page import azure_actions, graph_permissions, needs_in, permissions_page

CHECKOUT = Path(__file__).parents[3]
STEPS = modules_by_step(CHECKOUT)
UTILS = "ansible_collections.multitenant.secops.plugins.module_utils"
NEEDS = {
    "alpha": {
        "graph": {"read": {"User.Read.All": "", "Device.Read.All": "with devices"}, "write": {"User.ReadWrite.All": "with a name"}},
        "managing": {"GroupMember.Read.All": ""},
    },
    "beta": {"azure": {"read": {"A.B/c/read": ""}, "write": {"A.B/c/write": "when it is new"}}},
}


def test_the_committed_page_is_what_the_resources_need_now() -> None:
    modules = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py") if not path.stem.endswith("_info")}
    imported = {module: importlib.import_module(f"{UTILS}._{module}").NEEDS for module in modules}
    assert imported
    assert needs_in(CHECKOUT / "plugins") == imported
    assert (CHECKOUT / "docs" / "permissions.md").read_text(encoding="utf-8") == permissions_page(imported, STEPS), "run make docs"
    lists = {str(path.relative_to(CHECKOUT / "docs")): path.read_text(encoding="utf-8") for path in CHECKOUT.glob("docs/consent/*")}
    assert lists == consent_lists(imported, STEPS), "run make docs"


def test_what_writes_also_reads() -> None:
    assert graph_permissions(NEEDS.values()) == ["Device.Read.All", "GroupMember.Read.All", "User.ReadWrite.All"]
    assert azure_actions(NEEDS.values()) == ["A.B/c/read", "A.B/c/write"]


def test_each_module_has_a_table_that_says_when() -> None:
    alpha, beta = permissions_page(NEEDS, {}).split("\n## alpha\n")[1].split("\n## beta\n")
    assert alpha.strip().splitlines()[2:] == [
        "| Microsoft Graph, to read | `Device.Read.All` | with devices |",
        "| Microsoft Graph, to read | `User.Read.All` | always |",
        "| Microsoft Graph, to change | `User.ReadWrite.All` | with a name |",
        "| Microsoft Graph in the managing tenant | `GroupMember.Read.All` | always |",
    ]
    assert beta.strip().splitlines()[-1] == "| Azure, to change | `A.B/c/write` | when it is new |"


def test_each_step_asks_for_what_its_role_uses() -> None:
    assert list(STEPS) == ["step1", "step2", "step3", "step4", "step5"]
    assert {"sentinel_workspace", "defender_plan"} <= STEPS["step1"] and {"b2b_guest", "pim_group"} <= STEPS["step5"]
    lists = consent_lists(NEEDS, {"step1": {"beta"}, "step2": {"alpha"}})
    assert '"User.ReadWrite.All"' in lists["consent/graph_step2.jmespath"] and '"' not in lists["consent/graph_step1.jmespath"]
    assert lists["consent/graph.jmespath"] == lists["consent/graph_step2.jmespath"]
    page = permissions_page(NEEDS, {"step1": {"beta"}, "step2": {"alpha"}})
    assert "| 1 | none | [consent/graph_step1.jmespath]" in page and "| 2 | `Device.Read.All`, `GroupMember.Read.All`, " in page


def test_what_is_above_a_subscription_is_in_no_role_of_a_subscription() -> None:
    above = ("Microsoft.aadiam/diagnosticSettings/write", "Microsoft.Management/managementGroups/read")
    needs = {"logs": {"azure": {"write": dict.fromkeys((*above, "A.B/c/write"), "")}}}
    [role] = (json.loads(text) for path, text in consent_lists(needs, {}).items() if path.endswith(".json"))
    assert role["Actions"] == ["A.B/c/write"]


def test_a_resource_without_needs_is_no_page(tmp_path: Path) -> None:
    for path in ("modules/gamma.py", "module_utils/_gamma.py"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("OPTIONS = {}\n", encoding="utf-8")
    with pytest.raises(ValueError):
        needs_in(tmp_path)
