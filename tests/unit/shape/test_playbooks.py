# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tenants each step is for, whatever groups an inventory has; a group that is not there is nothing to warn of."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools.demo import linked_collection

CHECKOUT = Path(__file__).parents[3]
BOTH = "[secondary]\nairlift\nnorthfleet\n[primary]\nharborwatch\n[others]\nprinter\n"
EVERYBODY = {"harborwatch", "airlift", "northfleet"}


def hosts(folder, inventory, *options, playbook="site"):
    """({step: its hosts}, the warnings) as Ansible lists them."""
    (folder / "hosts").write_text(inventory, encoding="utf-8")
    program = Path(sys.executable).with_name("ansible-playbook")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    environ["ANSIBLE_COLLECTIONS_PATH"] = str(linked_collection())
    ran = subprocess.run([program, CHECKOUT / "playbooks" / f"{playbook}.yml", "--inventory", folder / "hosts", "--list-hosts", *options],
                         env=environ, cwd=folder, capture_output=True, text=True, check=True)
    plays = re.findall(r"Step (\d),.*\n.*\n    hosts \(\d+\):\n((?:      \w+\n?)*)", ran.stdout)
    return {int(step): set(listed.split()) for step, listed in plays}, re.findall(r"\[WARNING\]: (.*)", ran.stdout + ran.stderr)


@pytest.mark.parametrize("inventory, options, both, primary, secondary", [
    (BOTH, (), EVERYBODY, {"harborwatch"}, {"airlift", "northfleet"}),
    (BOTH, ("--limit", "airlift"), {"airlift"}, set(), {"airlift"}),
    (BOTH, ("--limit", "primary:airlift"), {"harborwatch", "airlift"}, {"harborwatch"}, {"airlift"}),
    ("[secondary]\nairlift\n", (), {"airlift"}, set(), {"airlift"}),
    ("[primary]\nharborwatch\n", (), {"harborwatch"}, {"harborwatch"}, set()),
    ("[primary]\nharborwatch\n[secondary]\n", (), {"harborwatch"}, {"harborwatch"}, set()),
])
def test_every_step_has_its_hosts_without_a_warning(tmp_path, inventory, options, both, primary, secondary):
    assert hosts(tmp_path, inventory, *options) == ({1: both, 2: primary, 3: primary, 4: secondary, 5: both}, [])


def modules_in(*files):
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"^ +multitenant\.secops\.(\w+):$", text, re.MULTILINE))


def test_every_module_that_keeps_something_is_in_a_step_and_in_the_removal():
    """A play names its role, and a role's tasks name modules; test_roles.py holds what a task may look like."""
    keeping = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py") if "\n  state:\n" in path.read_text(encoding="utf-8")}
    steps = [CHECKOUT / "playbooks" / play["ansible.builtin.import_playbook"]
             for play in yaml.safe_load((CHECKOUT / "playbooks" / "site.yml").read_text(encoding="utf-8"))]
    roles = [role["role"].rpartition(".")[2] for step in steps for play in yaml.safe_load(step.read_text(encoding="utf-8"))
             for role in play.get("roles", ())]
    tasks = [path for role in roles for path in (CHECKOUT / "roles" / role / "tasks").glob("*.yml")]
    assert keeping <= modules_in(*(path for path in tasks if path.name != "remove.yml")), "in no step of site.yml"
    offboarded = re.findall(r"name: multitenant\.secops\.(\w+)$", (CHECKOUT / "playbooks" / "tasks" / "offboard.yml").read_text(
        encoding="utf-8"), re.MULTILINE)
    assert keeping <= modules_in(*(CHECKOUT / "roles" / role / "tasks" / "remove.yml" for role in offboarded)), "not in offboard.yml"


def test_a_step_on_its_own(tmp_path):
    assert hosts(tmp_path, "[secondary]\nairlift\n", playbook="step2_azure_operators") == ({2: set()}, [])
    assert hosts(tmp_path, "[secondary]\nairlift\n", playbook="step4_lighthouse") == ({4: {"airlift"}}, [])


def test_an_inventory_with_neither_group_is_warned_of(tmp_path):
    found, warnings = hosts(tmp_path, "[tenants]\nairlift\n")
    assert not any(found.values())
    assert set(warnings) == {f"Could not match supplied host pattern, ignoring: {group}" for group in ("primary", "secondary")}
