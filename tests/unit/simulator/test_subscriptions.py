# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions and tenants as a token sees them."""

from __future__ import annotations

from tests.simulator.people import user
from tests.unit.simulator.azure_client import SUB, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, AWAY_SUBSCRIPTION, HOME, HOME_DOMAIN, HOME_SUBSCRIPTION, OPERATOR


def test_the_own_subscription_is_listed_whole(estate):
    assert estate.fresh().values("/subscriptions", version="2022-12-01") == [{
        "id": SUB, "authorizationSource": "RoleBased", "managedByTenants": [], "subscriptionId": AWAY_SUBSCRIPTION, "tenantId": AWAY,
        "displayName": "Northfleet 1", "state": "Enabled", "tags": {}, "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"}}]


def test_without_a_role_there_is_no_subscription_to_see(estate):
    away = estate.fresh().only()
    assert away.values("/subscriptions") == []
    refused(away.get(SUB), 403, "AuthorizationFailed", "Microsoft.Resources/subscriptions/read")


def test_a_role_below_a_subscription_shows_it(estate):
    away = estate.fresh().with_group().only("Reader", scope=f"{SUB}/resourceGroups/rg-secops")
    assert [found["subscriptionId"] for found in away.values("/subscriptions")] == [AWAY_SUBSCRIPTION]


def test_a_subscription_of_another_tenant_is_no_matter_of_rights_but_of_tokens(estate):
    answer = estate.fresh(HOME).get(SUB)
    refused(answer, 401, "InvalidAuthenticationTokenTenant")
    assert AWAY in answer.headers["WWW-Authenticate"]


def test_an_unknown_subscription(estate):
    refused(estate.fresh().get("/subscriptions/cccccccc-0000-4000-8000-000000000000"), 404, "SubscriptionNotFound")


def test_locations_are_the_clouds(estate):
    names = {found["name"]: found["displayName"] for found in estate.fresh().values(f"{SUB}/locations", version="2022-12-01")}
    assert names["usgovvirginia"] == "USGov Virginia"
    assert "eastus" not in names


def test_an_application_sees_its_own_tenant_alone(estate):
    tenants = estate.fresh(HOME).values("/tenants", version="2022-12-01")
    assert [(found["tenantId"], found["tenantCategory"], found["defaultDomain"]) for found in tenants] == [(HOME, "Home", HOME_DOMAIN)]


def test_a_person_sees_the_tenants_where_the_account_is_a_guest(estate):
    home, away = estate.fresh(HOME), estate.other(AWAY)
    address = f"avery.quill_{HOME_DOMAIN}#EXT#@{AWAY_DOMAIN}"
    guest = {**user("99999999-0000-4000-8000-000000000000", address), "userType": "Guest", "mail": OPERATOR}
    away.tenant.directory.put("users", guest["id"], guest)
    assert {found["tenantId"] for found in home.signed_in(OPERATOR).values("/tenants")} == {HOME, AWAY}


def test_another_tenants_subscription_is_not_listed(estate):
    assert [found["subscriptionId"] for found in estate.fresh(HOME).values("/subscriptions")] == [HOME_SUBSCRIPTION]


def test_every_call_needs_an_api_version_and_a_token(estate):
    away = estate.fresh()
    url = f"{away.ready['arm']}/subscriptions"
    refused(away.http.get(url, headers={"Authorization": f"Bearer {away.token}"}), 400, "MissingApiVersionParameter")
    assert away.http.get(url, params={"api-version": "2022-12-01"}).status_code == 401
