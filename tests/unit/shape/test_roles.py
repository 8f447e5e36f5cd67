# SPDX-License-Identifier: GPL-3.0-or-later
"""A role is a list of modules: what it takes is what they take, down to the last sub-option, and no logic stands in between."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

ROLES = Path(__file__).parents[3] / "roles"
COLLECTION = "multitenant.secops."
TASK_WORDS = {"name", "loop", "loop_control", "register", "when"}
MOST_TASKS = 25
IMPORT, TELL, NOTE = "ansible.builtin.import_tasks", "ansible.builtin.debug", "ansible.builtin.set_fact"
# An option as it is, or one key of the loop's entry, left out where there is none (with true: also where it is empty).
TEMPLATE = re.compile(r"\{\{ (?P<name>\w+)(?:\.(?P<key>\w+))?(?P<optional> \| default\(omit(?:, true)?\))? \}\}")
STANDARD = {"type": "str", "required": False}


@dataclass(frozen=True)
class Passed:
    """A role's option, or a part of it, that a task hands to an option of a module."""

    where: str
    option: dict[str, Any]
    wanted: dict[str, Any]
    optional: bool
    of_an_entry: bool


@dataclass(frozen=True)
class Role:
    name: str

    def __str__(self) -> str:
        return self.name

    def read(self, path: str) -> Any:
        return yaml.safe_load((ROLES / self.name / path).read_text(encoding="utf-8"))

    @cached_property
    def options(self) -> dict[str, Any]:
        return self.read("meta/argument_specs.yml")["argument_specs"]["main"]["options"]

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return self.read("defaults/main.yml")

    @cached_property
    def all_tasks(self) -> list[dict[str, Any]]:
        """The tasks in order, with those of imported files where they are imported."""
        return [task for each in self.read("tasks/main.yml") for task in (self.read(f"tasks/{each[IMPORT]}") if IMPORT in each else [each])]

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        return [task for task in self.all_tasks if TELL not in task]

    @cached_property
    def removals(self) -> list[dict[str, Any]]:
        """The tasks that take away, without the last one, which notes what they did."""
        return [task for task in self.read("tasks/remove.yml") if NOTE not in task]

    @cached_property
    def conditions(self) -> str:
        """Where the role decides by an option whether something is done at all, or what is told at the end."""
        imports = [each for each in self.read("tasks/main.yml") if IMPORT in each]
        told = [task for task in self.all_tasks if TELL in task]
        return " ".join(str(task.get("when", "")) for task in [*imports, *self.all_tasks, *self.removals]) + str(told)

    @cached_property
    def readme(self) -> str:
        return (ROLES / self.name / "README.md").read_text(encoding="utf-8")

    def passed(self) -> Iterator[Passed]:
        for task in [*self.tasks, *self.removals]:
            module = module_of(task)
            wanted = options_of(module)
            for argument, value in (task[module] or {}).items():
                assert argument in wanted, f"{self.name}, {task['name']}: {argument}"
                if not templated(value):
                    continue
                value, taking = alone(value, wanted[argument])
                match = TEMPLATE.fullmatch(value)
                assert match, f"{self.name}, {task['name']}: {argument} is {value!r}"
                entry = loop_of(task) if match["name"] == task.get("loop_control", {}).get("loop_var") else None
                option = self._found(match, entry)
                yield Passed(f"{task['name']}: {argument}", option, taking, bool(match["optional"]), bool(entry and match["key"]))

    def _found(self, match: re.Match[str], entry: str | None) -> dict[str, Any]:
        if entry is None:
            option = self.options[match["name"]]
            return option["options"][match["key"]] if match["key"] else option
        looped = self.options[entry]
        return looped["options"][match["key"]] if match["key"] else {"type": looped["elements"]}


def alone(value: Any, wanted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What is handed over and what takes it; a list of one option hands it over as an element."""
    if not isinstance(value, list):
        return value, wanted
    [element] = value
    return element, {"type": wanted["elements"]}


def module_of(task: dict[str, Any]) -> str:
    [module] = task.keys() - TASK_WORDS
    return module


def loop_of(task: dict[str, Any]) -> str:
    return TEMPLATE.fullmatch(task["loop"])["name"]


def options_of(module: str) -> dict[str, Any]:
    """The module's own options, with the state that every one of them has."""
    package = "ansible_collections.multitenant.secops.plugins.module_utils"
    resource = importlib.import_module(f"{package}._{module.removeprefix(COLLECTION).removesuffix('_info')}")
    if module.endswith("_info"):
        return resource.INFO_OPTIONS
    return {**importlib.import_module(f"{package}._options").STATE, **resource.OPTIONS}


def shape(option: dict[str, Any]) -> dict[str, Any]:
    """What an option takes, in the words that a role's and a module's argument specification have in common."""
    said = {key: option[key] for key in ("type", "elements", "choices", "required", "default", "aliases") if key in option}
    inner = {name: shape(each) for name, each in option.get("options", {}).items()}
    return {**STANDARD, **said, **({"options": inner} if inner else {})}


def takes(option: dict[str, Any]) -> dict[str, Any]:
    """The shape without what a role decides by itself at its outermost level: whether it must be given, and what it is otherwise."""
    return {key: value for key, value in shape(option).items() if key not in ("required", "default")}


def templated(value: Any) -> bool:
    return "{{" in str(value)


def every(options: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, option in options.items():
        yield name, option
        yield from every(option.get("options", {}))


def all_roles() -> list[Role]:
    """The roles of the steps; the one that looks before them keeps nothing."""
    return [Role(path.parent.parent.name) for path in sorted(ROLES.glob("*/tasks/remove.yml"))]


pytestmark = pytest.mark.parametrize("role", all_roles(), ids=str)


def test_its_tasks_are_modules_and_nothing_else(role: Role) -> None:
    assert 0 < len(role.tasks) <= MOST_TASKS
    for task in role.tasks:
        assert task["name"][0].isupper()
        assert module_of(task).startswith(COLLECTION), f"{task['name']}: {module_of(task)}"
        assert set(task) <= {module_of(task), *TASK_WORDS}
        assert set(task.get("loop_control", {})) <= {"loop_var", "label"}
        assert ("loop" in task) == ("loop_control" in task), f"{task['name']}: a loop names its variable"
        assert task.get("register", f"{role}_").startswith(f"{role}_"), f"{task['name']}: what is registered is named after the role"


def test_what_it_makes_it_can_take_away_and_tells(role: Role) -> None:
    note = role.read("tasks/remove.yml")[-1]
    assert note[NOTE].keys() == {f"{role}_removal_steps", f"{role}_removal_leaves"}
    for task in role.removals:
        module = module_of(task)
        assert module.startswith(COLLECTION), task["name"]
        assert module.endswith("_info") or task[module]["state"] == "absent", task["name"]
        assert task["register"] in str(note), f"{task['name']}: the note leaves it out"
    taken_away = {module_of(task) for task in role.removals}
    made = {module_of(task) for task in role.tasks if not module_of(task).endswith("_info")}
    assert made <= taken_away, "something is made that nothing takes away"


def test_what_it_takes_is_what_the_modules_take(role: Role) -> None:
    for passed in role.passed():
        assert takes(passed.option) == takes(passed.wanted), f"{role}, {passed.where}"


def test_what_a_module_needs_an_entry_must_have(role: Role) -> None:
    for passed in role.passed():
        if passed.of_an_entry:
            needed = passed.option.get("required", False)
            assert needed is not passed.optional, f"{role}, {passed.where}: omitted where the entry must have it, or the other way round"
            assert passed.option.get("default") == passed.wanted.get("default"), f"{role}, {passed.where}"
            if passed.wanted.get("required"):
                assert needed, f"{role}, {passed.where}"


def test_what_it_takes_is_used(role: Role) -> None:
    used = {id(passed.option) for passed in role.passed()}
    looped = {loop_of(task): task for task in role.tasks if "loop" in task}
    for name, option in role.options.items():
        if name not in looped:
            assert id(option) in used or re.search(rf"\b{name}\b", role.conditions), f"{role}: {name}"
        if id(option) in used:
            continue
        unused = [key for key, entry in option.get("options", {}).items() if id(entry) not in used]
        assert not unused, f"{role}: {name} has {unused}"


def test_each_default_is_an_option_and_each_option_has_a_default(role: Role) -> None:
    assert role.defaults.keys() == role.options.keys()
    for name, value in role.defaults.items():
        assert name.startswith(f"{role}_")
        if templated(value):
            assert "default" not in role.options[name], f"{name}: what comes from the inventory is no constant"
            assert "y default" in str(role.options[name]["description"]), f"{name}: say what it is otherwise"
        else:
            assert role.options[name]["default"] == value, name


def test_its_constant_defaults_are_valid(role: Role) -> None:
    constant = {name: value for name, value in role.defaults.items() if not templated(value)}
    assert not ArgumentSpecValidator(role.options).validate(constant).error_messages


def test_every_option_is_told_down_to_the_last(role: Role) -> None:
    for name, option in every(role.options):
        assert option["description"] and option["type"], name
        assert option.get("elements") or option["type"] != "list", name


def test_its_page_names_every_variable(role: Role) -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", role.readme, re.MULTILINE)
    assert rows == list(role.options)


def test_the_example_of_its_page_needs_nothing_but_the_collection(role: Role) -> None:
    [example] = re.findall(r"^```yaml\n(.*?)^```$", role.readme, re.MULTILINE | re.DOTALL)
    [play] = yaml.safe_load(example)
    [used] = play["roles"]
    assert not templated(example)
    assert used["role"] == f"{COLLECTION}{role}"
    assert not ArgumentSpecValidator(role.options).validate(used["vars"]).error_messages
    from_inventory = {name for name, value in role.defaults.items() if templated(value)}
    assert from_inventory <= used["vars"].keys() | with_constant_text(role, used["vars"]), "the example leans on an inventory"
    shared = importlib.import_module("ansible_collections.multitenant.secops.plugins.module_utils._options").TENANT
    assert not ArgumentSpecValidator(shared).validate(play["module_defaults"]["group/multitenant.secops.tenant"]).error_messages


def with_constant_text(role: Role, given: dict[str, Any]) -> set[str]:
    """Defaults that are templates of nothing but what is given, and of constant defaults."""
    known = given.keys() | {name for name, value in role.defaults.items() if not templated(value)}
    return {name for name, value in role.defaults.items() if templated(value) and set(re.findall(r"\{\{ (\w+)", str(value))) <= known}
