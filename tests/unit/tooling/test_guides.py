# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guides list is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS, ENDPOINTS
from ansible_collections.multitenant.secops.plugins.module_utils._settings import AUTH_SOURCES, ENVIRONMENT

from tests.simulator import control
from tests.simulator.__main__ import arguments
from tests.simulator.wire import areas_of

CHECKOUT = Path(__file__).parents[3]


def guide(name: str) -> str:
    return (CHECKOUT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def rows(text: str, first: str) -> dict[str, list[str]]:
    """The table whose heading begins with this word: its first column, and the code in the others."""
    table = re.search(rf"^\| {first} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table
    cells = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[1].splitlines())
    return {head.strip("`"): [word for cell in others for word in re.findall(r"`([^`]+)`", cell)] for head, *others in cells}


def test_every_environment_variable_is_in_its_place() -> None:
    assert rows(guide("sign_in"), "option") == {option: list(names) for option, names in ENVIRONMENT.items()}


def test_every_source_of_a_credential_is_told() -> None:
    told = set(re.findall(r"`auth_source: (\w+)`", guide("sign_in")))
    assert told == set(AUTH_SOURCES) - {"auto", "env"}


def test_every_cloud_is_told_with_its_endpoints() -> None:
    def host(url: str) -> list[str]:
        return [url.removeprefix("https://")] if url else []

    endpoints = {
        name: [each for url in (cloud.authority, cloud.arm, cloud.graph, cloud.defender, cloud.defender_portal) for each in host(url)]
        for name, cloud in CLOUDS.items()
    }
    assert rows(guide("clouds"), "name") == endpoints
    for key in ENDPOINTS:
        assert f"`{key}`" in guide("clouds")


def test_the_readme_tells_what_every_module_is_for() -> None:
    told = {name for names in rows((CHECKOUT / "README.md").read_text(encoding="utf-8"), "the guidance").values() for name in names}
    modules = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py") if not path.stem.endswith("_info")}
    assert not modules - told


def test_what_there_is_to_consent_to_is_where_the_guide_says() -> None:
    named = set(re.findall(r"docs/(consent/[\w.]+)", guide("getting_started")))
    assert named >= {"consent/graph.jmespath", "consent/azure_role.json"}
    assert not [path for path in named if not (CHECKOUT / "docs" / path).exists()]


def test_what_offboarding_leaves_unasked_can_be_asked_for() -> None:
    defaults = (name for path in CHECKOUT.glob("roles/*/defaults/main.yml") for name in yaml.safe_load(path.read_text(encoding="utf-8")))
    asked = {name for name in defaults if re.search("_(delete|end)_", name)}
    assert asked == {name.partition(":")[0] for name in rows(guide("removal"), "variable")}


def test_every_option_of_the_simulator_is_told() -> None:
    told = {name.split()[0].removeprefix("--").replace("-", "_") for name in rows(guide("simulator"), "option")}
    assert told == vars(arguments([])).keys()


def test_every_call_of_the_control_address_is_told() -> None:
    text = guide("simulator").partition("## The control address")[2]
    called = {path for line in re.findall(r"^\| (.+?) \|", text, re.MULTILINE) for path in re.findall(r"/[\w/-]+", line)}
    templates = {re.sub(r"\{\w+\}", "CODE", route.template) for area in areas_of(control) for route in area.routes}
    assert templates == called


def test_every_variable_of_the_playbooks_is_told() -> None:
    used = set(re.findall(r"\bsecops_\w+", (CHECKOUT / "playbooks" / "vars" / "tenant.yml").read_text(encoding="utf-8")))
    for path in (CHECKOUT / "roles").glob("*/defaults/main.yml"):
        used |= set(re.findall(r"\{\{ (secops_\w+)", path.read_text(encoding="utf-8")))
    told = "".join(guide(name) for name in ("roles", "sign_in", "clouds"))
    assert not {name for name in used - {"secops_module_defaults"} if f"`{name}`" not in told}
