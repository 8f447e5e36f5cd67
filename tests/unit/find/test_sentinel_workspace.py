# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report on workspaces is refused for, before any call."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_workspace as resource
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize(("want", "told"), [
    ({"subscription_id": ""}, "subscription_id '' is not a GUID"),
    ({"subscription_id": SUBSCRIPTION, "resource_group": ""}, "resource_group '' is no name of a resource group"),
    ({"subscription_id": SUBSCRIPTION, "resource_group": "a/b"}, "resource_group 'a/b' is no name of a resource group"),
    ({"subscription_id": SUBSCRIPTION, "name": ""}, "name '' is no workspace name"),
])
def test_names_and_ids_that_there_cannot_be(want, told):
    with pytest.raises(Refusal, match=f"^{told}"):
        asyncio.run(resource.report(None, want))
