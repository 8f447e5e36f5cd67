# SPDX-License-Identifier: GPL-3.0-or-later
"""What preflight takes for used by a step is what the step's role uses, and each case of a need has been thought of."""
from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import yaml

from tests.unit.shape.test_roles import COLLECTION, IMPORT, NOTE, Role, all_roles, module_of
from tools.consent_lists import modules_by_step

CHECKOUT = Path(__file__).parents[3]
UTILS = "ansible_collections.multitenant.secops.plugins.module_utils"
USES = importlib.import_module(f"{UTILS}._preflight_uses")
FEATURES = importlib.import_module(f"{UTILS}._preflight_capabilities").FEATURES
# Cases that no step's role can come to, since it gives no such option, or that are another module's to see.
OF_NO_STEP = {
    "for sponsors, display_name and user_type of a guest that is there", "when a playbook is run, at its resource group",
    "when a playbook is run, at the playbook", "when roles are named", "when the principal is a service principal",
    "when the principal is a user, and with protected_principals", "when users are named, and with protected_principals", "with active",
    "with delete_user", "with protected_principals",
}

every_role = pytest.mark.parametrize("role", all_roles(), ids=str)


def noted(role: Role) -> dict:
    [task] = role.read("tasks/uses.yml")
    assert list(task[NOTE]) == [f"{role}_uses"] and task[NOTE][f"{role}_uses"] == f"{{{{ {role}_used }}}}"
    return task["vars"]


def text_of(role: Role) -> str:
    return (CHECKOUT / "roles" / str(role) / "tasks" / "uses.yml").read_text(encoding="utf-8")


@every_role
def test_the_modules_are_those_of_its_tasks(role: Role) -> None:
    used = {each["module"] for each in noted(role)[f"{role}_used"]}
    assert used == {module_of(task).removeprefix(COLLECTION) for task in role.tasks}


@every_role
def test_it_decides_by_what_its_tasks_decide_by(role: Role) -> None:
    text = text_of(role)
    imports = [each for each in role.read("tasks/main.yml") if "when" in each and IMPORT in each]
    for task in [*imports, *role.tasks]:
        for name in re.findall(rf"\b{role}_\w+", f"{task.get('loop', '')} {task.get('when', '')}"):
            assert name in text, f"{role}, {task['name']}: {name}"


@every_role
def test_its_entries_are_what_the_module_takes(role: Role) -> None:
    [step] = {each["step"] for each in noted(role)[f"{role}_used"]}
    assert USES.STEPS[step][0] == str(role)
    for each in noted(role)[f"{role}_used"]:
        assert each.keys() <= {"step", "module", "chosen", "cases", "scopes", "groups", "features"}
        assert set(re.findall(r"\['(\w+)'\]", str(each.get("features", "")))) <= FEATURES.keys()


@every_role
def test_every_case_has_been_thought_of(role: Role) -> None:
    text = " ".join(text_of(role).split())
    for module in {each["module"].removesuffix("_info") for each in noted(role)[f"{role}_used"]}:
        for case in USES.cases_of(module) - {"", USES.NOT_REGISTERED, USES.NO_GROUP} - set(USES.UNFORESEEN):
            spelled = case.replace("management_group is given", "").replace("subscription_id is given", "") if "is given" in case else case
            assert spelled in text or "with state absent" in case or case in OF_NO_STEP, f"{module}: {case}"


def test_steps_are_the_playbooks_and_their_modules_the_roles() -> None:
    found = modules_by_step(CHECKOUT)
    assert {f"step{number}": set(modules) for number, (_role, modules) in USES.STEPS.items()} == found
    assert {module for modules in found.values() for module in modules} == USES.RESOURCES.keys()


def test_what_cannot_be_foreseen_is_a_case_of_some_module() -> None:
    cases = {case for module in USES.RESOURCES for case in USES.cases_of(module)}
    assert set(USES.UNFORESEEN) | {USES.NOT_REGISTERED, USES.NO_GROUP} | OF_NO_STEP <= cases


def test_the_role_looks_at_every_step() -> None:
    tasks = yaml.safe_load((CHECKOUT / "roles/preflight/tasks/main.yml").read_text(encoding="utf-8"))
    imported = {each["ansible.builtin.import_role"]["name"]: each["when"] for each in tasks if "ansible.builtin.import_role" in each}
    assert imported == {f"{COLLECTION}{name}": f"'step{step}' in preflight_steps" for step, (name, _modules) in USES.STEPS.items()}
    [given] = [str(each[f"{COLLECTION}preflight"]["uses"]) for each in tasks if f"{COLLECTION}preflight" in each]
    assert all(f"{name}_uses" in given for name, _modules in USES.STEPS.values())
