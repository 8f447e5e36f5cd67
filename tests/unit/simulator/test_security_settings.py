# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Defender for Cloud: on or off, of two kinds, and not the same in every cloud."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import SUB, estates, refused

PROVIDER = f"{SUB}/providers/Microsoft.Security"
ROOT = f"{PROVIDER}/settings"
NEW, OLD = "2022-05-01", "2021-06-01"
EXPORT, SYNC = "DataExportSettings", "AlertSyncSettings"


@pytest.fixture(scope="module")
def commercial():
    with estates("AzureCloud") as running:
        yield running


@pytest.fixture
def public(commercial):
    return commercial.fresh().registered("Microsoft.Security")


def put(azure, name, enabled=True, kind=EXPORT, version=NEW):
    return azure.put(f"{ROOT}/{name}", {"kind": kind, "properties": {"enabled": enabled}}, version=version)


def test_they_are_all_there_and_off(public):
    shown = {each["name"]: (each["kind"], each["properties"]) for each in public.values(ROOT, version=NEW)}
    assert shown == {
        "MCAS": (EXPORT, {"enabled": False}), "WDATP": (EXPORT, {"enabled": False}), "WDATP_UNIFIED_SOLUTION": (EXPORT, {"enabled": False}),
        "WDATP_EXCLUDE_LINUX_PUBLIC_PREVIEW": (EXPORT, {"enabled": False}), "Sentinel": (SYNC, {"enabled": False})}


def test_the_older_version_knows_fewer_and_spells_one_otherwise(public):
    assert [each["name"] for each in public.values(ROOT, version=OLD)] == ["MCAS", "WDATP", "SENTINEL"]
    refused(public.get(f"{ROOT}/WDATP_UNIFIED_SOLUTION", version=OLD), 404, "ResourceNotFound")
    assert put(public, "SENTINEL", kind=SYNC, version=OLD).status_code == 200
    assert public.get(f"{ROOT}/Sentinel", version=NEW).json()["properties"] == {"enabled": True}


def test_on_and_off(public):
    answer = put(public, "MCAS")
    assert (answer.status_code, answer.json()["properties"]) == (200, {"enabled": True})
    assert public.get(f"{ROOT}/mcas", version=NEW).json() == answer.json()
    assert put(public, "MCAS", enabled=False).json()["properties"] == {"enabled": False}


def test_each_is_of_its_kind(public):
    refused(put(public, "Sentinel"), 400, "BadRequest", SYNC)
    refused(put(public, "MCAS", kind=SYNC), 400, "BadRequest", EXPORT)
    refused(public.put(f"{ROOT}/MCAS", {"kind": EXPORT}, version=NEW), 400, "BadRequest", "enabled")
    refused(put(public, "MCAS", enabled="True"), 400, "InvalidRequestContent", "enabled")


@pytest.mark.parametrize("name", ["WDATP", "WDATP_UNIFIED_SOLUTION"])
def test_defender_for_endpoint_needs_the_plan_for_servers(public, name):
    refused(put(public, name), 400, "BadRequest", "Defender for Servers")
    assert put(public, name, enabled=False).status_code == 200
    assert public.put(f"{PROVIDER}/pricings/VirtualMachines", {"properties": {"pricingTier": "Standard"}}, version="2024-01-01").is_success
    assert put(public, name).json()["properties"] == {"enabled": True}


def test_they_are_never_deleted(public):
    refused(public.delete(f"{ROOT}/MCAS", version=NEW), 405, "HttpMethodNotAllowed")


@pytest.mark.parametrize(("cloud", "names"), [
    ("AzureUSGovernment", ["MCAS", "WDATP"]), ("AzureChinaCloud", []), ("USSec", [])])
def test_other_clouds_have_fewer(cloud, names):
    with estates(cloud) as running:
        azure = running.fresh().registered("Microsoft.Security")
        assert [each["name"] for each in azure.values(ROOT, version=OLD)] == names
        refused(put(azure, "Sentinel", kind=SYNC, version=OLD), 404, "ResourceNotFound")


def test_who_may(public):
    assert public.only("Security Reader").get(ROOT, version=NEW).status_code == 200
    refused(put(public, "MCAS"), 403, "AuthorizationFailed", "Microsoft.Security/settings/write")
