# SPDX-License-Identifier: GPL-3.0-or-later
"""A user whom a service refused is told what to grant, and in which tenant."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._engine import Outcome, told
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError
from ansible_collections.multitenant.secops.plugins.module_utils._needs import MANAGING

NEEDS = {"graph": {"read": {"User.Read.All": ""}, "write": {"User.Invite.All": "", "User.DeleteRestore.All": "with delete_user"}},
         "managing": {"GroupMember.Read.All": "", "Application.Read.All": ""}}


def sentence(service, writing="", granted=(), managing_granted=()):
    managing = SimpleNamespace(tenant="managing", granted=lambda: set(managing_granted))
    clients = SimpleNamespace(tenant="managed", granted=lambda: set(granted), managing=managing)
    failure = ServiceError(service, 403, "Authorization_RequestDenied", "Insufficient privileges")
    return told(failure, Outcome(writing=writing), SimpleNamespace(NEEDS=NEEDS), clients)


def test_a_read_in_the_managing_tenant_names_that_tenant_and_its_permissions():
    text = sentence("Microsoft Graph" + MANAGING, granted=["GroupMember.Read.All"], managing_granted=["Application.ReadWrite.All"])
    assert text.startswith("Could not read the present state in tenant managing: Microsoft Graph of the managing tenant answered 403")
    assert "grant the application permission GroupMember.Read.All in the managing tenant, with admin consent" in text


@pytest.mark.parametrize(("writing", "names"), [
    ("", "User.Read.All"), ("Invite x", "User.Read.All and User.Invite.All and User.DeleteRestore.All (with delete_user)")])
def test_a_refusal_in_the_tenant_itself_names_its_own_permissions(writing, names):
    text = sentence("Microsoft Graph", writing)
    assert f"grant the application permission {names}, with admin consent" in text
    assert "managing" not in text


def test_with_every_permission_the_tenants_settings_are_suspected():
    text = sentence("Microsoft Graph" + MANAGING, managing_granted=NEEDS["managing"])
    assert "the token holds every permission that this needs" in text
