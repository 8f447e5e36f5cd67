# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client learns without a token: tenants, signing keys, the cloud's endpoints."""
from __future__ import annotations

import jwt
import pytest

from tests.unit.simulator.small_estate import AWAY, HOME, simulated


@pytest.fixture(scope="module")
def sim():
    with simulated() as found:
        yield found


@pytest.mark.parametrize("name", [AWAY, AWAY.upper(), "secondary.onmicrosoft.us"])
def test_a_tenant_is_found_by_id_and_by_domain(sim, name):
    found = sim.client.get(f"{sim.ready['authority']}/{name}/v2.0/.well-known/openid-configuration").json()
    assert found["issuer"] == f"{sim.ready['authority']}/{AWAY}/v2.0"
    assert (found["tenant_region_scope"], found["tenant_region_sub_scope"]) == ("USGov", "DODCON")
    assert found["cloud_instance_name"] == "microsoftonline.us"
    assert found["token_endpoint"].startswith(f"{sim.ready['authority']}/{AWAY}/") and sim.ready["graph"].endswith(found["msgraph_host"])


@pytest.mark.parametrize("cloud, authority, graph, scopes", [
    ("AzureCloud", "https://login.microsoftonline.com", "graph.microsoft.com", ("NA", None)),
    ("AzureUSGovernmentDoD", "https://login.microsoftonline.us", "dod-graph.microsoft.us", ("USGov", "DOD")),
    ("AzureChinaCloud", "https://login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn", ("AS", None)),
])
def test_a_tenant_of_another_cloud_is_told_and_not_signed_in_to(cloud, authority, graph, scopes):
    with simulated() as sim:
        sim.control("PUT", "/settings", {"tenant": AWAY, "settings": {"cloud": cloud}})
        found = sim.client.get(f"{sim.ready['authority']}/{AWAY}/v2.0/.well-known/openid-configuration").json()
        assert found["token_endpoint"] == f"{authority}/{AWAY}/oauth2/v2.0/token" and found["issuer"] == f"{authority}/{AWAY}/v2.0"
        assert (found["tenant_region_scope"], found["tenant_region_sub_scope"]) == scopes
        assert found["msgraph_host"] == found["cloud_graph_host_name"] == graph
        refused = sim.sign_in("graph", AWAY)
        assert (refused.status_code, refused.json()["error_codes"]) == (400, [90038])
        assert sim.sign_in("graph", HOME).status_code == 200


def test_organizations_has_a_template_as_issuer(sim):
    found = sim.client.get(f"{sim.ready['authority']}/organizations/v2.0/.well-known/openid-configuration").json()
    assert found["issuer"] == f"{sim.ready['authority']}/{{tenantid}}/v2.0"


def test_an_unknown_tenant(sim):
    response = sim.client.get(f"{sim.ready['authority']}/nobody.example/v2.0/.well-known/openid-configuration")
    assert (response.status_code, response.json()["error"], response.json()["error_codes"]) == (400, "invalid_tenant", [90002])


def test_the_published_keys_verify_tokens(sim):
    configuration = sim.client.get(f"{sim.ready['authority']}/{HOME}/v2.0/.well-known/openid-configuration").json()
    (key,) = sim.client.get(configuration["jwks_uri"]).json()["keys"]
    token = sim.token("graph")
    assert jwt.get_unverified_header(token)["kid"] == key["kid"]
    claims = jwt.decode(token, jwt.PyJWK(key | {"alg": "RS256"}), algorithms=["RS256"], audience=sim.ready["graph"])
    assert claims["iss"] == f"{sim.ready['authority']}/{HOME}/"


def metadata(sim, version):
    return sim.client.get(f"{sim.ready['arm']}/metadata/endpoints", params={"api-version": version})


@pytest.mark.parametrize("version", ["2015-01-01", "1.0"])
def test_the_oldest_shape_has_the_old_names(sim, version):
    assert metadata(sim, version).json() == {
        "galleryEndpoint": f"{sim.ready['arm']}/", "graphEndpoint": f"{sim.ready['graph']}/", "portalEndpoint": "https://portal.azure.us",
        "authentication": {"loginEndpoint": sim.ready["authority"], "audiences": [f"{sim.ready['arm']}/", sim.ready["arm"]]}}


@pytest.mark.parametrize("version", ["2019-05-01", "2020-06-01"])
def test_the_lists_hold_what_the_newest_shape_is(sim, version):
    assert metadata(sim, version).json() == [metadata(sim, "2022-09-01").json()]


def test_the_newest_shape_points_here(sim):
    found = metadata(sim, "2022-09-01").json()
    assert (found["name"], found["resourceManager"], found["microsoftGraphResourceId"]) == (
        "AzureUSGovernment", sim.ready["arm"], f"{sim.ready['graph']}/")
    assert found["authentication"]["loginEndpoint"] == sim.ready["authority"]
    assert found["suffixes"]["storage"] == "core.usgovcloudapi.net"


@pytest.mark.parametrize(("version", "code"), [("2030-01-01", "InvalidApiVersionParameter"), ("", "MissingApiVersionParameter")])
def test_a_version_that_is_none(sim, version, code):
    response = metadata(sim, version)
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(("path", "headers", "status"), [
    ("?resource={graph}&api-version=2019-08-01", {}, 400),
    ("?resource={graph}&api-version=2019-08-01", {"X-IDENTITY-HEADER": "{header}"}, 200),
    ("?resource=https://elsewhere.example&api-version=2019-08-01", {"X-IDENTITY-HEADER": "{header}"}, 400),
    ("?resource={graph}", {"X-IDENTITY-HEADER": "{header}"}, 400),
    ("?resource={graph}&api-version=2019-08-01&client_id=other", {"X-IDENTITY-HEADER": "{header}"}, 400),
])
def test_a_managed_identity(sim, path, headers, status):
    names = {"graph": sim.ready["graph"], "header": sim.ready["managed_identity_header"]}
    address = sim.ready["managed_identity"] + path.format(**names)
    response = sim.client.get(address, headers={name: value.format(**names) for name, value in headers.items()})
    assert response.status_code == status, response.text
