# SPDX-License-Identifier: GPL-3.0-or-later
"""What role_assignment looks up before it decides, and in which order."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _role_assignment as resource
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY

from tests.unit.find.test_lighthouse_offer import READER, SUB, SUBSCRIPTION, Clients
from tests.unit.plan.cases import want_of


class Waiting(Clients):
    """Remembers what was waited for."""

    def __init__(self):
        super().__init__()
        self.waited_for = []

    async def expected(self, what, read):
        self.waited_for.append(what)
        return await super().expected(what, read)


def found(clients, **options):
    return asyncio.run(resource.find(clients, want_of(resource, {
        "scope": SUBSCRIPTION, "role": "Reader", "principal": "Nobody yet", **options})))


def test_the_scope_the_role_and_the_principal_are_found_by_name():
    have = found(Clients(), principal="Azure SecOps")
    assert (have["_scope"], have["_role_id"], have["_place"]) == (SUB, READER, "subscription 'Operations'")


def test_a_role_that_there_is_not_is_refused_without_waiting_for_whom_it_is_for():
    clients = Waiting()
    with pytest.raises(Refusal, match="^no Azure roles are named 'No such role'"):
        found(clients, role="No such role")
    assert clients.waited_for == []


def test_a_principal_is_waited_for_once_the_role_is_known():
    clients = Waiting()
    assert found(clients)["_principal_id"] == KNOWN_AFTER_APPLY
    assert clients.waited_for == ["group 'Nobody yet'"]


@pytest.mark.parametrize("principal_id", ["", "operators"])
def test_a_report_is_not_for_everybody_because_an_id_is_empty(principal_id):
    with pytest.raises(Refusal, match=f"^principal_id '{principal_id}' is not a GUID"):
        asyncio.run(resource.report(Clients(), {"scope": SUBSCRIPTION, "principal_id": principal_id}))
