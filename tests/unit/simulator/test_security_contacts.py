# SPDX-License-Identifier: GPL-3.0-or-later
"""The security contact: one of a subscription, in two versions that speak differently of it."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import SUB, refused

ROOT = f"{SUB}/providers/Microsoft.Security/securityContacts"
ONE = f"{ROOT}/default"
NEW, OLD = "2023-12-01-preview", "2020-01-01-preview"
ALERT, PATH = {"sourceType": "Alert", "minimalSeverity": "Medium"}, {"sourceType": "AttackPath", "minimalRiskLevel": "Critical"}
CONTACT = {"isEnabled": True, "emails": "soc@harbor.example;duty@harbor.example", "phone": "+1 555 0100",
           "notificationsByRole": {"state": "On", "roles": ["Owner"]}, "notificationsSources": [ALERT, PATH]}


@pytest.fixture
def away(estate):
    return estate.fresh().registered("Microsoft.Security")


def put(azure, version=NEW, one=ONE, **properties):
    return azure.put(one, {"properties": properties}, version=version)


def test_made_changed_and_deleted(away):
    refused(away.get(ONE, version=NEW), 404, "ResourceNotFound")
    answer = put(away, **CONTACT)
    assert (answer.status_code, answer.json()["name"], answer.json()["properties"]) == (201, "default", CONTACT)
    assert away.values(ROOT, version=NEW) == [answer.json()]
    changed = put(away, **{**CONTACT, "phone": ""})
    assert (changed.status_code, changed.json()["properties"]["phone"]) == (200, "")
    assert away.get(ONE, version=NEW).json() == changed.json()
    assert [away.delete(ONE, version=NEW).status_code for _unused in range(2)] == [200, 204]
    assert away.values(ROOT, version=NEW) == []


def test_the_older_version_speaks_of_alerts_alone(away):
    put(away, **CONTACT)
    shown = away.get(ONE, version=OLD).json()["properties"]
    assert shown["alertNotifications"] == {"state": "On", "minimalSeverity": "Medium"}
    assert not {"isEnabled", "notificationsSources"} & shown.keys()
    answer = put(away, OLD, emails="soc@harbor.example", alertNotifications={"state": "On", "minimalSeverity": "Low"})
    assert answer.json()["properties"]["alertNotifications"] == {"state": "On", "minimalSeverity": "Low"}
    assert away.get(ONE, version=NEW).json()["properties"]["notificationsSources"] == [{"sourceType": "Alert", "minimalSeverity": "Low"}]
    assert put(away, OLD, emails="soc@harbor.example").json()["properties"]["alertNotifications"]["state"] == "Off"


def test_a_put_is_the_whole_contact(away):
    put(away, **CONTACT)
    shown = put(away, emails="soc@harbor.example").json()["properties"]
    assert (shown["phone"], shown["notificationsByRole"], shown["notificationsSources"]) == ("", {"state": "Off", "roles": []}, [])


@pytest.mark.parametrize(("properties", "words"), [
    ({"emails": "soc"}, "'soc'"), ({"emails": "soc@harbor.example,duty@harbor.example"}, "not valid"),
    ({"emails": ""}, "at least one"), ({"notificationsByRole": {"state": "Off", "roles": ["Owner"]}}, "at least one"),
    ({"emails": "soc@harbor.example", "notificationsSources": [ALERT, ALERT]}, "once"),
])
def test_what_is_no_contact_is_refused(away, properties, words):
    refused(put(away, **properties), 400, "BadRequest", words)


def test_a_source_and_a_role_is_one_that_there_is(away):
    other = {"emails": "soc@harbor.example", "notificationsSources": [{"sourceType": "Weather"}]}
    refused(put(away, **other), 400, "InvalidRequestContent", "Weather")
    refused(put(away, notificationsByRole={"state": "On", "roles": ["Reader"]}), 400, "InvalidRequestContent", "Reader")


def test_the_one_name(away):
    refused(put(away, one=f"{ROOT}/other", **CONTACT), 400, "BadRequest", "must be 'default'")


def test_roles_are_recipients_too(away):
    assert put(away, notificationsByRole={"state": "On", "roles": ["Owner", "Contributor"]}).status_code == 201


def test_who_may(away):
    assert away.only("Security Reader").get(ROOT, version=NEW).status_code == 200
    refused(put(away, **CONTACT), 403, "AuthorizationFailed", "Microsoft.Security/securityContacts/write")
