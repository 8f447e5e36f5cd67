# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a guest is led: the most fitting portal that is known of the cloud, with the tenant in its address."""
from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _b2b_guest as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS, Cloud

from tests.unit.plan.cases import TENANT

UNKNOWN = Cloud("Elsewhere", "https://login.example", "https://arm.example", "https://arm.example", "https://graph.example")


@pytest.mark.parametrize(("cloud", "portal"), [
    (CLOUDS["AzureUSGovernment"], f"https://security.microsoft.us/?tid={TENANT}"),
    (replace(CLOUDS["AzureUSGovernment"], defender_portal=""), f"https://myapplications.microsoft.us/?tenantid={TENANT}"),
    (CLOUDS["AzureChinaCloud"], f"https://portal.azure.cn/{TENANT}"),
    (replace(UNKNOWN, portal="https://portal.example"), f"https://portal.example/{TENANT}"),
    (UNKNOWN, None)])
def test_a_guest_is_led_to_the_first_portal_that_is_known(cloud, portal):
    assert resource.portal_url(SimpleNamespace(cloud=cloud, tenant=TENANT)) == portal
