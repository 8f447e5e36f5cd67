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

WIDER = {"graph": {"read": {"Group.Read.All": "", "Policy.Read.All": ""},
                   "write": {"Group.ReadWrite.All": "", "Policy.ReadWrite.All": "with policy"}}}
AZURE = {"azure": {"read": {"A.B/c/read": ""}, "write": {"A.B/c/write": "", "A.B/c/delete": "with state absent"}}}
DENIED = ("Authorization_RequestDenied", "Insufficient privileges")


def sentence(service, writing="", granted=(), managing_granted=(), only_reads=False, needs=None, failure=DENIED):
    managing = SimpleNamespace(tenant="managing", granted=lambda: set(managing_granted))
    clients = SimpleNamespace(tenant="managed", granted=lambda: set(granted), managing=managing, only_reads=only_reads)
    return told(ServiceError(service, 403, *failure), Outcome(writing=writing), SimpleNamespace(NEEDS=needs or NEEDS), clients)


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


def test_who_is_going_to_change_is_told_to_grant_what_changes():
    text = sentence("Microsoft Graph", needs=WIDER)
    assert "permission Group.ReadWrite.All and Policy.ReadWrite.All (with policy, else Policy.Read.All), with admin consent" in text


def test_who_only_looks_is_told_to_grant_what_only_reads():
    text = sentence("Microsoft Graph", needs=WIDER, only_reads=True)
    assert "permission Group.Read.All and Policy.Read.All, with admin consent" in text


@pytest.mark.parametrize(("writing", "message", "named"), [
    ("", "The client 'c' does not have authorization to perform action 'A.B/c/read' over scope '/s'.", "A.B/c/read"),
    ("Remove x", "... to perform action 'a.b/C/delete' over scope '/s'.", "A.B/c/delete (with state absent)"),
    ("Make x", "It may perform action 'A.B/c/write' there; however, it may not perform action(s) 'L.M/n/action' on 't'.", "L.M/n/action"),
    ("Make x", "No.", "A.B/c/read, A.B/c/write, A.B/c/delete (with state absent)"), ("", "No.", "A.B/c/read")])
def test_the_action_that_azure_names_is_the_one_to_allow(writing, message, named):
    text = sentence("Azure Resource Manager", writing, needs=AZURE, failure=("AuthorizationFailed", message))
    assert f"assign an Azure role that allows {named} at this scope" in text
