# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes put into the collection on purpose: each is found."""
from __future__ import annotations

import asyncio

import pytest
from ansible.module_utils import basic
from ansible_collections.multitenant.secops.plugins.module_utils import _entry, _security_contact
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import ARM, Step

from tests.trust.inputs import campaign
from tests.trust.inputs.place import place

MODULE, TASKS, SEED = "security_contact", 40, 7
SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111"
WRITE = Step("PUT", f"{SUBSCRIPTION}/resourceGroups/planted", {"location": "usgovvirginia"}, service=ARM, says="Plant",
             query={"api-version": "2021-04-01"})


@pytest.fixture(scope="module")
def here():
    with place() as found:
        yield found


def faults(here, module=MODULE, smallest=False):
    """{law: a task that breaks it}"""
    found = campaign.campaign(here, {module: TASKS}, SEED, smallest).faults.values()
    return {fault.law: task for fault, task in found}


def test_nothing_is_found_where_nothing_was_planted(here):
    assert faults(here) == {}


def test_a_crash_at_an_empty_text_told_by_the_smallest_task(here, monkeypatch):
    def crash(want, cloud):
        raise Refusal(f"phone {want['phone'][0]}, emails {want['emails'][:1]}, roles {want['roles'][:1]}: never mind")
    monkeypatch.setattr(_security_contact, "refuse", crash)
    task = faults(here, smallest=True)["one result"]
    assert len(task.spoilt) <= 1 and not task.check


def test_a_write_before_the_refusal(here, monkeypatch):
    def late(want, have, now):
        yield WRITE
        raise Refusal("emails cannot be so; correct it")
    monkeypatch.setattr(_security_contact, "steps", late)
    task = faults(here)["no write before the refusal"]
    assert not task.check and "subscription_id" in task.arguments


def test_a_refusal_that_names_no_option(here, monkeypatch):
    def silent(value, option):
        if len(value) != 36:
            raise Refusal("that is not right; correct it")
        return value
    monkeypatch.setattr(_entry, "guid", silent)
    monkeypatch.setattr(_security_contact, "guid", silent)
    assert "names the option" in faults(here)


def test_a_failure_of_two_lines(here, monkeypatch):
    monkeypatch.setattr(_entry, "sentence", lambda text: f"{text}\nSee above")
    assert "one sentence" in faults(here)


def test_a_write_in_check_mode(here, monkeypatch):
    async def careless(resource, want, clients, patience, outcome):
        clients.arm._read_only = False
        await asyncio.wait_for(clients.arm.write(WRITE), 10)
    monkeypatch.setattr(_entry, "carry_out", careless)
    assert faults(here)["no write where none is wanted"].check


def test_a_module_that_reports_and_writes(here, monkeypatch):
    async def careless(clients, want):
        clients.arm._read_only = False
        await clients.arm.write(WRITE)
        return []
    monkeypatch.setattr(_security_contact, "report", careless)
    assert "no write where none is wanted" in faults(here, f"{MODULE}_info")


def test_a_secret_in_a_failure(here, monkeypatch):
    monkeypatch.setattr(basic, "remove_values", lambda value, _secrets: value)
    monkeypatch.setattr(_entry, "sentence", lambda text: f"{text.rstrip('.')} with {here.secrets[-1]}.")
    assert "no secret told" in faults(here)
