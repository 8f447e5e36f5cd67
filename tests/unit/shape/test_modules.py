# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module comes whole: documented, tested in every layer, clear about what it needs, in the action group, with a twin that reads."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[3]
PLUGINS = CHECKOUT / "plugins"
PACKAGE = "ansible_collections.multitenant.secops.plugins"
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))
TWIN = "_info"
JUDGES = ["preflight"]      # keep nothing, and have no twin
STATE_MODULES = [name for name in MODULES if not name.endswith(TWIN) and name not in JUDGES]
ACTION = re.compile(r"Microsoft\.\w+(?:/\w+)+/(?:read|write|delete|action)")

every_module = pytest.mark.parametrize("name", MODULES)
every_resource = pytest.mark.parametrize("name", [*STATE_MODULES, *JUDGES])
every_state_module = pytest.mark.parametrize("name", STATE_MODULES)


def resource_of(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.module_utils._{name.removesuffix(TWIN)}")


@cache
def shared() -> Any:
    return importlib.import_module(f"{PACKAGE}.module_utils._options")


def options_of(name: str) -> dict[str, Any]:
    """The argument specification that the module is run with."""
    resource = resource_of(name)
    state = {} if name in JUDGES else shared().STATE
    own = resource.INFO_OPTIONS if name.endswith(TWIN) else {**state, **resource.OPTIONS}
    return {**shared().TENANT, **own}


def block_of(name: str, block: str) -> Any:
    """A module's DOCUMENTATION, EXAMPLES or RETURN."""
    for node in ast.parse((PLUGINS / "modules" / f"{name}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == block:
            return yaml.safe_load(ast.literal_eval(node.value))
    raise LookupError(f"{name} has no {block}")


def documented_options(name: str) -> dict[str, Any]:
    """A module's options with those of its fragments."""
    doc = block_of(name, "DOCUMENTATION")
    found = dict(doc.get("options", {}))
    for fragment in doc["extends_documentation_fragment"]:
        file, _dot, part = fragment.removeprefix("multitenant.secops.").partition(".")
        documented = importlib.import_module(f"{PACKAGE}.doc_fragments.{file}").ModuleDocFragment
        found |= yaml.safe_load(getattr(documented, part.upper() or "DOCUMENTATION")).get("options", {})
    return found


def shape(option: dict[str, Any]) -> dict[str, Any]:
    """An option in the words that documentation and argument specification have in common."""
    said = {key: option[key] for key in ("type", "elements", "choices", "default") if key in option}
    inner = option.get("options") or option.get("suboptions") or {}
    return {
        "type": "str",
        "required": option.get("required", False),
        "aliases": sorted(option.get("aliases", ())),
        **said,
        "options": {name: shape(each) for name, each in inner.items()},
    }


@every_module
def test_its_documented_options_are_its_argument_specification(name: str) -> None:
    documented, real = documented_options(name), options_of(name)
    assert documented.keys() == real.keys()
    for option in real:
        assert shape(documented[option]) == shape(real[option]), option


@every_state_module
def test_it_has_a_twin_that_reads(name: str) -> None:
    twin = name + TWIN
    assert twin in MODULES
    seen = {each.get("module") for each in block_of(twin, "DOCUMENTATION")["seealso"]}
    assert f"multitenant.secops.{name}" in seen
    back = {each.get("module") for each in block_of(name, "DOCUMENTATION")["seealso"]}
    assert f"multitenant.secops.{twin}" in back


@every_module
def test_a_twin_is_somebodys_twin(name: str) -> None:
    assert name.removesuffix(TWIN) in [*STATE_MODULES, *JUDGES]


@every_module
def test_it_is_an_action_too(name: str) -> None:
    assert (PLUGINS / "action" / f"{name}.py").is_file()
    action = importlib.import_module(f"{PACKAGE}.action.{name}").ActionModule
    assert action is importlib.import_module(f"{PACKAGE}.plugin_utils._in_process").InProcess


def test_the_action_group_holds_every_module_once() -> None:
    group = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]["tenant"]
    assert sorted(group) == MODULES
    assert sorted(path.stem for path in (PLUGINS / "action").glob("*.py")) == MODULES


@every_state_module
def test_it_has_plan_cases_of_both_kinds(name: str) -> None:
    cases = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (CHECKOUT / "tests/unit/plan/cases" / name).glob("*.yml")]
    assert any("error" in case for case in cases) or not hasattr(resource_of(name), "refuse"), "no case is refused"
    for state in ("present", "absent"):
        planned = [case["steps"] for case in cases if case["wanted"].get("state", "present") == state and "steps" in case]
        assert any(planned), f"no case of state {state} has a step"
        assert [] in planned, f"no case of state {state} has nothing to do"


@every_resource
def test_it_has_an_integration_target_that_uses_it_and_its_twin(name: str) -> None:
    # A target is a role, and a role of the collection may have its name already.
    target = f"{name}_module" if (CHECKOUT / "roles" / name).exists() else name
    files = sorted((CHECKOUT / "tests/integration/targets" / target / "tasks").glob("*.yml"))
    used = {word for path in files for word in words(yaml.safe_load(path.read_text(encoding="utf-8")))}
    twins = set() if name in JUDGES else {f"multitenant.secops.{name}{TWIN}"}
    assert {f"multitenant.secops.{name}"} | twins <= used


@cache
def refusals() -> dict[str, Any]:
    """The data of the target that tries what is refused."""
    files = (CHECKOUT / "tests/integration/targets/refusals/vars/main").glob("*.yml")
    return {name: value for path in files for name, value in yaml.safe_load(path.read_text(encoding="utf-8")).items()}


# Access that lacks is what a judge reports instead of failing; its own target tries that.
@pytest.mark.parametrize("name", [name for name in MODULES if name not in JUDGES])
def test_it_is_tried_without_access(name: str) -> None:
    asked = refusals()["refusals_calls"][name]
    assert asked.keys() <= options_of(name).keys()
    assert {option for option, spec in options_of(name).items() if spec.get("required")} <= {*asked, "tenant"}


@every_module
def test_it_is_tried_with_bad_input(name: str) -> None:
    cases = [case for case in refusals()["refusals_inputs"] if case["module"] == name]
    # A twin that has nothing which it must be told is wrong in its access only.
    needs = [option for option, spec in options_of(name).items() if option not in shared().TENANT and spec.get("required")]
    assert cases or (name.endswith(TWIN) and not needs)
    assert all(case["args"].keys() <= options_of(name).keys() for case in cases)


@cache
def published_permissions() -> set[str]:
    """Every permission that an application can be granted, by the published table and its corrections."""
    table, overlay = (json.loads((CHECKOUT / "tests/contracts" / f"{file}.json").read_text(encoding="utf-8"))
                      for file in ("permissions", "permissions-overlay"))
    methods = (schemes for path in table["paths"].values() for schemes in path.values())
    together = [names for schemes in methods for names in schemes.get("app", {}).get("any", ())]
    for entry in overlay["entries"]:
        for answer in (entry, *entry.get("cases", ())):
            together += answer.get("app", answer.get("both", ()))
        together += [extra["permissions"] for extra in entry.get("and", ())]
    return {name for names in together for name in names}


def words(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        yield from content
        for value in content.values():
            yield from words(value)
    elif isinstance(content, list):
        for value in content:
            yield from words(value)


@every_resource
def test_it_needs_what_there_is(name: str) -> None:
    needs = resource_of(name).NEEDS
    assert needs and needs.keys() <= {"graph", "azure", "managing"}
    assert {kind for service in ("graph", "azure") for kind in needs.get(service, {})} <= {"read", "write"}
    graph = [permission for names in (*needs.get("graph", {}).values(), needs.get("managing", {})) for permission in names]
    assert not set(graph) - published_permissions()
    for names in needs.get("azure", {}).values():
        for action in names:
            assert ACTION.fullmatch(action), action


@every_resource
def test_what_it_needs_to_read_changes_nothing(name: str) -> None:
    needs = resource_of(name).NEEDS
    reads = [*needs.get("graph", {}).get("read", {}), *needs.get("managing", {})]
    assert not [permission for permission in reads if ".Read" not in permission or ".ReadWrite" in permission]
    assert not [action for action in needs.get("azure", {}).get("read", {}) if not action.endswith("/read")]


@every_module
def test_an_option_that_says_when_something_is_needed_exists(name: str) -> None:
    needs = resource_of(name).NEEDS
    mentioned = {word for when in texts(needs) for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", when)}
    assert mentioned <= options_of(name.removesuffix(TWIN)).keys()


def texts(needs: Any) -> Iterator[str]:
    if isinstance(needs, str):
        yield needs
    else:
        for value in needs.values():
            yield from texts(value)


@every_module
def test_its_examples_give_options_that_it_has(name: str) -> None:
    taken = options_of(name)
    for task in block_of(name, "EXAMPLES"):
        given = task[f"multitenant.secops.{name}"]
        assert given.keys() <= taken.keys()
        assert {option for option, spec in taken.items() if spec.get("required")} <= given.keys()


@every_module
def test_it_documents_what_it_cost_and_what_is_there(name: str) -> None:
    marks = {"human_steps": "ASKS_PEOPLE", "left": "LEAVES"}
    told = {result for result, mark in marks.items() if getattr(resource_of(name), mark, False)}
    results = {"resources"} if name.endswith(TWIN) else {"resource", "steps"} | told
    results = {"ready", "table", "missing"} if name in JUDGES else results
    assert block_of(name, "RETURN").keys() == results | {"requests", "retries", "waited_seconds"}


def test_what_it_requires_is_what_is_installed() -> None:
    fragment = importlib.import_module(f"{PACKAGE}.doc_fragments.tenant").ModuleDocFragment.DOCUMENTATION
    lines = (CHECKOUT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    installed = {line.replace(">=", " >= ") for line in lines if line and not line.startswith("#")}
    assert set(yaml.safe_load(fragment)["requirements"]) == installed


@every_module
def test_its_file_holds_hardly_any_code(name: str) -> None:
    tree = ast.parse((PLUGINS / "modules" / f"{name}.py").read_text(encoding="utf-8"))
    code = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, "targets", None) is None]
    assert sum(node.end_lineno - node.lineno + 1 for node in code) <= 6
