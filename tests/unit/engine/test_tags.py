# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags that no resource of Azure can have are refused with what is wrong with them."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._tags import refuse_tags

MANY = {f"tag{number}": "x" for number in range(51)}


@pytest.mark.parametrize("tags, told", [
    ({"cost": 7}, "'cost' the value 7, which is no text"), ({"live": True}, "'live' the value true"), ({"x": None}, "'x' the value null"),
    ({"x": {"y": "z"}}, "the value {\"y\": \"z\"}"), ({"x": ["y"]}, "no text; put it in quotation marks"),
    (MANY, "tags holds 51, and 50 are the most"), ({"n" * 513: "x"}, "a name of 513 characters, and 512 are the most"),
    ({"x": "v" * 257}, "'x' a value of 257 characters, and 256 are the most"),
    ({"": "x"}, "without a name"), ({" ": "x"}, "without a name"),
    ({"Env": "x", "env": "y"}, "'Env' and 'env', which are one name"), *(({f"a{sign}b": "x"}, "correct it") for sign in "<>%&\\?/\n\x7f")])
def test_refused(tags, told):
    with pytest.raises(Refusal) as refused:
        refuse_tags(tags)
    assert told in str(refused.value)


@pytest.mark.parametrize("tags", [
    {}, {"cost": "7"}, {"x": ""}, {"n" * 512: "v" * 256}, dict(list(MANY.items())[:50]), {"Straße: *+#": "<%&\\?/>"}])
def test_taken(tags):
    refuse_tags(tags)
