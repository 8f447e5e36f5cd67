# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of clouds: by name, discovered from every published shape of metadata, with what each one lacks."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _cloud_gaps
from ansible_collections.multitenant.secops.plugins.module_utils._arm_versions import VERSIONS, api_version, resource_type
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS, ENDPOINTS, cloud_of, from_metadata
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tools import cloud_gaps

ARM = "https://arm.gap.example"
DOCUMENT = {
    "name": "USSec", "resourceManager": f"{ARM}/", "microsoftGraphResourceId": "https://graph.gap.example/",
    "authentication": {"loginEndpoint": "https://login.gap.example/", "audiences": ["https://core.gap.example/"]}}


def test_what_clouds_lack_is_generated_from_the_contract():
    assert cloud_gaps.TARGET.read_text() == cloud_gaps.text(), "run python tools/cloud_gaps.py"


@pytest.mark.parametrize("name", ["AzureUSGovernment", "azureusgovernment", "AZUREUSGOVERNMENT"])
def test_a_cloud_by_name(name):
    assert cloud_of(name).graph == "https://graph.microsoft.us"


def test_dod_differs_from_gcc_high_in_graph_and_portal_only():
    high, dod = CLOUDS["AzureUSGovernment"], CLOUDS["AzureUSGovernmentDoD"]
    different = {name for name in vars(high) if getattr(high, name) != getattr(dod, name)}
    assert different == {"name", "graph", "defender_portal"}


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(Refusal, match="AzureUSGovernment.*or the https:// address"):
        cloud_of("AzureMoon")


@pytest.mark.parametrize("document", [DOCUMENT, [DOCUMENT], [{"name": "Other", "resourceManager": "https://else.example"}, DOCUMENT]])
def test_metadata_as_an_object_and_as_a_list(document):
    cloud = from_metadata(document, ARM, {})
    assert (cloud.name, cloud.arm, cloud.authority, cloud.graph, cloud.schema) == (
        "USSec", ARM, "https://login.gap.example", "https://graph.gap.example", "ussec")
    assert cloud.arm_scope == "https://core.gap.example//.default"
    assert cloud.discovered and cloud.national


def test_a_discovered_name_picks_its_profile():
    cloud = from_metadata({**DOCUMENT, "name": "AzureCloud"}, ARM, {})
    assert cloud.schema == "prod" and not cloud.national and cloud.arm == ARM and cloud.defender_portal == "https://security.microsoft.com"


@pytest.mark.parametrize(("document", "portal"), [
    ({}, "https://portal.azure.us"), ({"portal": "https://portal.gap.example/"}, "https://portal.gap.example"),
    ({"portal": "portal.gap.example"}, "https://portal.azure.us")])
def test_the_portal_is_what_metadata_says_or_that_of_the_profile(document, portal):
    assert from_metadata({**DOCUMENT, "name": "AzureUSGovernment", **document}, ARM, {}).portal == portal


def test_an_unknown_discovered_name_gets_the_most_restrictive_profile():
    cloud = from_metadata({**DOCUMENT, "name": "Elsewhere"}, ARM, {})
    assert cloud.lacks("reset_redemption") and cloud.lacks("lighthouse_eligible_authorizations") and cloud.defender == ""


def test_a_missing_endpoint_is_named():
    document = {key: value for key, value in DOCUMENT.items() if key != "microsoftGraphResourceId"}
    with pytest.raises(Refusal, match=r"endpoints\.graph"):
        from_metadata(document, ARM, {})
    assert from_metadata(document, ARM, {"graph": "https://g.example"})


def test_the_option_endpoints_goes_over_all():
    cloud = cloud_of("AzureUSGovernment", {"graph": "https://g.example/", "defender": ""})
    assert cloud.graph == "https://g.example" and cloud.defender == CLOUDS["AzureUSGovernment"].defender


@pytest.mark.parametrize("endpoints", [{"graph": "http://g.example"}, {"authority": "login.example"}])
def test_an_endpoint_without_tls_is_refused(endpoints):
    with pytest.raises(Refusal, match="must begin with https://"):
        cloud_of("AzureUSGovernment", endpoints)


MALFORMED = ["https://[::1", "https:///", "https://arm.example:https", "https://arm.example:99999", "https://arm .example",
             "https://arm\n.example", "https://arm..example", f"https://{'a' * 64}.example", "https://xn--\u2603.example"]


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_address_is_refused_by_the_name_of_its_option(url):
    with pytest.raises(Refusal, match=r"(?s)^cloud_environment 'https://.*' is no address \(.+\); give that of Azure Resource Manager$"):
        cloud_of(url, count=lambda: pytest.fail("a request was made"))
    for name in ENDPOINTS:
        with pytest.raises(Refusal, match=rf"(?s)^endpoints\.{name} is 'https:.*correct it$"):
            cloud_of("AzureUSGovernment", {name: url})
    with pytest.raises(Refusal, match=r"(?s)names 'https://.*' as its 'authority', which is no address .* endpoints\.authority$"):
        from_metadata({**DOCUMENT, "authentication": {**DOCUMENT["authentication"], "loginEndpoint": url}}, ARM, {})


def test_an_endpoint_that_no_path_can_follow_is_refused():
    with pytest.raises(Refusal, match="which is no address .it has more behind its path.; correct it"):
        cloud_of("AzureUSGovernment", {"graph": "https://graph.example?tenant=x"})


@pytest.mark.parametrize("url", ["https://[::1]:8443", "https://arm.example:8443/", "https://b\u00fccher.example", "https://10.0.0.1"])
def test_addresses_of_every_kind(url):
    assert cloud_of("AzureUSGovernment", {"arm": url}).arm == url.rstrip("/")


def test_metadata_that_leads_to_no_tls_is_refused():
    document = {**DOCUMENT, "resourceManager": "http://arm.gap.example"}
    with pytest.raises(Refusal, match="as its 'arm', which is no address .it does not begin with https"):
        from_metadata(document, ARM, {})
    assert from_metadata(document, ARM, {"arm": "https://arm.gap.example"})


def test_a_list_with_a_malformed_cloud_still_gives_the_one_that_was_asked():
    assert from_metadata([{"resourceManager": "https://[::1"}, DOCUMENT], ARM, {}).name == "USSec"


def test_metadata_over_plain_http_is_refused():
    with pytest.raises(Refusal, match="does not begin with https://"):
        cloud_of("http://arm.example")


def test_every_schema_has_its_gaps():
    assert {cloud.schema for cloud in CLOUDS.values()} <= set(_cloud_gaps.LACKS)
    assert CLOUDS["AzureUSGovernment"].lacks("tenant_restrictions") and not CLOUDS["AzureCloud"].lacks("tenant_restrictions")


@pytest.mark.parametrize("path, expected", [
    ("/subscriptions/s", "subscriptions"),
    ("/subscriptions/s/resourceGroups/g", "resourcegroups"),
    ("/subscriptions/s/providers/Microsoft.OperationalInsights", "providers"),
    ("/subscriptions/s/providers/Microsoft.OperationalInsights/register", "providers"),
    ("/subscriptions/s/providers/Microsoft.Authorization/roleAssignments", "microsoft.authorization/roleassignments"),
    ("/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w", "microsoft.operationalinsights/workspaces"),
    ("/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/onboardingStates/default",
     "microsoft.securityinsights/onboardingstates"),
])
def test_the_resource_type_decides_the_api_version(path, expected):
    assert resource_type(path) == expected and expected in VERSIONS
    assert api_version(path, CLOUDS["AzureUSGovernment"]) == VERSIONS[expected][1]
    assert api_version(path, CLOUDS["AzureCloud"]) == VERSIONS[expected][0]
