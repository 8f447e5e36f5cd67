# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that mean something in an address or in OData reach the service as they were given."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _xtap_policy
from ansible_collections.multitenant.secops.plugins.module_utils._directory import ABSENT, find_group, find_service_principal, find_user
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._graph import quoted

from tests.unit.clients.task import Task
from tests.unit.simulator.small_estate import AWAY, HOME


@pytest.mark.parametrize("name", ["o'brien.example", "''.example", "a/b.example", "a%2Fb.example", "50% of it.example", "a&b=c#d?.example"])
def test_a_text_given_to_a_function_in_a_path(sim, name):
    address = f"/tenantRelationships/findTenantInformationByDomainName(domainName={quoted(name)})"
    assert Task(sim).run(lambda clients: clients.graph.get(address, absent=ABSENT)) is None
    answer = list(sim.simulation.exchanges.tail)[-1]
    assert "/" not in answer["path"].partition("domainName=")[2]        # encoded, where it belongs to the name
    assert answer["status"] == 404 and f"Unable to find a tenant for '{name.lower()}'" in str(answer)


@pytest.mark.parametrize("partner, told", [
    ("o'brien.example", "no tenant 'o'brien.example' was found in this cloud; correct partner"),
    ("contoso/fabrikam.example", "is neither a tenant id nor a domain; give an id"),
    ("contoso", "is neither a tenant id nor a domain; give an id")])
def test_a_partner_that_there_is_not(sim, partner, told):
    assert told in Task(sim).refused(lambda clients: _xtap_policy.report(clients, {"partner": partner}), Refusal)


@pytest.mark.parametrize("partner", ["default", "Default", "DEFAULT"])
def test_the_default_however_it_is_spelled(sim, partner):
    [found] = Task(sim, tenant=AWAY).run(lambda clients: _xtap_policy.report(clients, {"partner": partner}))
    assert found["tenant_id"] is None and HOME not in str(found)


@pytest.mark.parametrize("find", [find_group, find_user, find_service_principal])
@pytest.mark.parametrize("name", ["o'brien", "a/b", "a' or displayName ne 'b", "x/y#EXT#@z.example", "100% & more + #1?"])
def test_a_name_in_a_look_up(sim, find, name):
    assert Task(sim).run(lambda clients: find(clients, name)) is None
