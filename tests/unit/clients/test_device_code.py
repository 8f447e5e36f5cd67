# SPDX-License-Identifier: GPL-3.0-or-later
"""A person signs in with a device code: shown, approved, remembered in files that nobody else reads."""
from __future__ import annotations

import asyncio
import re
import stat
from pathlib import Path

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _signin
from ansible_collections.multitenant.secops.plugins.module_utils._errors import SignInError

from tests.unit.clients.task import Task, organization, subscriptions, tenant_seen
from tests.unit.simulator.small_estate import AWAY, HOME, OPERATOR, VISITOR


class Person:
    """Reads what is shown, and does with the code what was decided."""

    def __init__(self, sim, decision="approve", user=OPERATOR):
        self.sim, self.decision, self.user, self.shown = sim, decision, user, []

    def __call__(self, text):
        self.shown.append(text)
        code = re.fullmatch(r"To sign in, open (https://\S+) and enter the code (\w+)", text).group(2)
        self.sim.control("POST", f"/device-codes/{code}/{self.decision}", {"user": self.user})


@pytest.fixture
def person(sim, monkeypatch):
    sim.control("PUT", "/operations", {"device_interval_seconds": 0})
    person = Person(sim)
    monkeypatch.setattr(_signin, "SHOW_TO_USER", person)
    return person


def task(sim, tenant=HOME):
    return Task(sim, tenant, given={"client_id": sim.client_id, "auth_source": "device_code"})


def test_one_code_for_all_services_and_for_the_next_task(sim, person):
    assert task(sim).run(tenant_seen) == {HOME}
    assert task(sim).run(tenant_seen) == {HOME}
    assert len(person.shown) == 1


def test_what_is_remembered_is_the_users_own(sim, person, tmp_path):
    task(sim).run(organization)
    folder = tmp_path / ".IdentityService"
    files = [path for path in folder.iterdir() if path.is_file()]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and len(files) >= 2
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in files} == {path.name: oct(0o600) for path in files}


def test_requests_made_together_show_one_code(sim, person):
    async def together(clients):
        return await asyncio.gather(organization(clients), subscriptions(clients), organization(clients))
    task(sim).run(together)
    assert len(person.shown) == 1


def test_each_tenant_has_a_sign_in_of_its_own(sim, person):
    task(sim, HOME).run(organization)
    person.user = VISITOR
    assert task(sim, AWAY).run(tenant_seen) == {AWAY}
    assert len(person.shown) == 2


def test_a_memory_that_is_damaged_is_made_anew(sim, person, tmp_path):
    task(sim).run(organization)
    [record] = Path(tmp_path, ".IdentityService").glob("*.json")
    record.write_text("not json")
    assert task(sim).run(tenant_seen) == {HOME}
    assert len(person.shown) == 2


def test_a_declined_code(sim, person):
    person.decision = "decline"
    said = task(sim).refused(organization, SignInError)
    assert said.startswith(f"Could not sign in to tenant {HOME} with a device code: ") and "declined" in said


def test_what_the_application_may_do_is_told_from_the_persons_token(sim, person):
    async def work(clients):
        await organization(clients)
        return clients.granted(), clients.caller()
    granted, (_object_id, is_application) = task(sim).run(work)
    assert "Group.ReadWrite.All" in granted and not is_application


def test_where_nobody_can_be_shown_a_code(sim):
    said = task(sim).refused(organization, SignInError)
    assert said.startswith("A device code cannot be shown from an ordinary module; run the task with connection local")
