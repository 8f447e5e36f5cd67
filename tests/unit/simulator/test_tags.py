# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags that Azure Resource Manager refuses, on whatever carries them and however they are set."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, estates, refused

WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
MANY = {f"tag{number}": "x" for number in range(50)}


@pytest.fixture(scope="module")
def away():
    with estates() as running:
        azure = running.fresh().with_group().registered("Microsoft.OperationalInsights")
        azure.finished(azure.put(WORKSPACE, {"location": "usgovvirginia", "tags": {"kept": "yes"}}))
        yield azure


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("path", [GROUP, WORKSPACE])
@pytest.mark.parametrize(("tags", "code"), [
    *(({f"a{sign}b": "x"}, "InvalidTagNameCharacters") for sign in "<>%&\\?/\t"), ({**MANY, "one": "more"}, "InvalidTagsCount"),
    ({"n" * 513: "x"}, "InvalidTagName"), ({"": "x"}, "InvalidTagName"), ({"x": "v" * 257}, "InvalidTagValue"),
    ({"x": None}, "InvalidTagValue"), ({"x": 7}, "InvalidRequestContent"), ({"Env": "x", "env": "y"}, "InvalidRequestContent")])
def test_refused(away, method, path, tags, code):
    body = {"tags": tags} if method == "PATCH" else {"location": "usgovvirginia", "tags": tags}
    before = away.get(path).json()["tags"]
    refused(away.ask(method, path, body), 400, code)
    assert away.get(path).json()["tags"] == before


@pytest.mark.parametrize("path", [GROUP, WORKSPACE])
@pytest.mark.parametrize("tags", [MANY, {"n" * 512: "v" * 256}, {"Straße: *+#": "<%&\\?/>"}, {"x": ""}, {}])
def test_taken(away, path, tags):
    assert away.ask("PATCH", path, {"tags": tags}).status_code == 200
    assert away.get(path).json()["tags"] == tags
