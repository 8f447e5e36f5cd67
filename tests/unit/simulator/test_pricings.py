# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of Defender for Cloud: what a subscription has, turning them on and off, one at a time."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import SUB, estates, refused

ROOT = f"{SUB}/providers/Microsoft.Security/pricings"
SERVERS, STORAGE, POSTURE = (f"{ROOT}/{name}" for name in ("VirtualMachines", "StorageAccounts", "CloudPosture"))
NEW, OLD, OLDEST = "2024-01-01", "2023-01-01", "2022-03-01"
DAY = 24 * 3600


@pytest.fixture(scope="module")
def commercial():
    with estates("AzureCloud") as running:
        yield running


@pytest.fixture(scope="module")
def government():
    with estates() as running:
        yield running


@pytest.fixture
def public(commercial):
    return ready(commercial)


@pytest.fixture
def gov(government):
    return ready(government)


def ready(estate):
    return estate.fresh().registered("Microsoft.Security")


def put(azure, path=SERVERS, version=NEW, **properties):
    return azure.put(path, {"properties": properties}, version=version)


def on(azure, path=SERVERS, **properties):
    answer = put(azure, path, pricingTier="Standard", **properties)
    assert answer.status_code == 200, answer.text
    return answer.json()["properties"]


def extension(name, enabled, **properties):
    return {"name": name, "isEnabled": enabled, **({"additionalExtensionProperties": properties} if properties else {})}


def enabled(properties):
    return {each["name"]: each["isEnabled"] for each in properties["extensions"]}


def test_a_new_subscription_has_every_plan_off(public):
    answer = public.get(ROOT, version=NEW).json()
    assert answer.keys() == {"value"}
    plans = {each["name"]: each["properties"] for each in answer["value"]}
    assert {each["pricingTier"] for each in plans.values()} == {"Free"}
    assert plans["VirtualMachines"] == {"pricingTier": "Free", "freeTrialRemainingTime": "P30D", "enforce": "False",
                                        "resourcesCoverageStatus": "NotCovered"}
    assert (plans["KubernetesService"]["deprecated"], plans["KubernetesService"]["replacedBy"]) == (True, ["Containers"])
    assert {"CloudPosture", "KeyVaults", "Api"} <= plans.keys() and "default" not in plans


def test_a_filter_by_name(public):
    assert [each["name"] for each in public.values(ROOT, version=NEW, **{"$filter": "name in (VirtualMachines,arm)"})] == [
        "VirtualMachines", "Arm"]
    refused(public.get(ROOT, version=NEW, **{"$filter": "name eq 'Arm'"}), 400, "BadRequest", "filter")


def test_a_plan_that_is_turned_on_has_its_subplan_and_extensions(public):
    answer = put(public, pricingTier="Standard", subPlan="P2").json()
    assert answer["id"] == SERVERS and answer["properties"]["subPlan"] == "P2"
    assert answer["properties"]["resourcesCoverageStatus"] == "FullyCovered"
    assert enabled(answer["properties"]) == {
        "MdeDesignatedSubscription": "False", "AgentlessVmScanning": "True", "FileIntegrityMonitoring": "False"}
    assert public.get(SERVERS.lower(), version=NEW).json() == answer


def test_turning_on_resets_the_extensions_and_a_second_update_sets_them(public):
    wanted = [extension("AgentlessVmScanning", "False"), extension("FileIntegrityMonitoring", "True")]
    assert enabled(on(public, subPlan="P2", extensions=wanted))["FileIntegrityMonitoring"] == "False"
    assert enabled(on(public, subPlan="P2", extensions=wanted)) == {
        "MdeDesignatedSubscription": "False", "AgentlessVmScanning": "False", "FileIntegrityMonitoring": "True"}


def test_an_extension_left_out_of_an_update_is_as_at_first(public):
    on(public, POSTURE)
    assert enabled(on(public, POSTURE, extensions=[extension("AgentlessVmScanning", "False")]))["AgentlessVmScanning"] == "False"
    assert enabled(on(public, POSTURE, extensions=[extension("ApiPosture", "True")]))["AgentlessVmScanning"] == "True"


def test_the_properties_of_an_extension(public):
    on(public, STORAGE)
    cap = extension("OnUploadMalwareScanning", "True", CapGBPerMonthPerStorageAccount="5000")
    [scanning] = [each for each in on(public, STORAGE, extensions=[cap])["extensions"] if each["name"] == cap["name"]]
    assert scanning["additionalExtensionProperties"] == {"CapGBPerMonthPerStorageAccount": "5000"}
    off = extension("OnUploadMalwareScanning", "False", CapGBPerMonthPerStorageAccount="5000")
    refused(put(public, STORAGE, pricingTier="Standard", extensions=[off]), 500, "InternalServerError")
    other = extension("OnUploadMalwareScanning", "True", Cap="1")
    refused(put(public, STORAGE, pricingTier="Standard", extensions=[other]), 400, "BadRequest", "property 'Cap'")


def test_a_subplan_left_out_is_the_default_one(public):
    assert on(public, subPlan="P1")["subPlan"] == "P1"
    assert on(public)["subPlan"] == "P2"


def test_another_subplan_has_other_extensions(public):
    on(public, subPlan="P2")
    assert enabled(on(public, subPlan="P1")) == {"MdeDesignatedSubscription": "False"}
    refused(put(public, pricingTier="Standard", subPlan="P1", extensions=[extension("FileIntegrityMonitoring", "True")]), 400, "BadRequest")


@pytest.mark.parametrize(("plan", "properties", "words"), [
    ("VirtualMachines", {"pricingTier": "Standard", "subPlan": "P3"}, "sub plan 'P3'"),
    ("SqlServers", {"pricingTier": "Standard", "subPlan": "P1"}, "sub plan 'P1'"),
    ("Api", {"pricingTier": "Standard"}, "needs a sub plan"),
    ("VirtualMachines", {"pricingTier": "Free", "extensions": [{"name": "AgentlessVmScanning", "isEnabled": "True"}]}, "Standard tier"),
    ("KubernetesService", {"pricingTier": "Standard"}, "replaced by Containers"),
    ("Arms", {"pricingTier": "Standard"}, "not the name of a plan"),
    ("AI", {"pricingTier": "Standard", "extensions": [{"name": "AIPromptEvidence", "isEnabled": "True"}] * 2}, "once only"),
])
def test_what_is_no_plan_is_refused(public, plan, properties, words):
    refused(put(public, f"{ROOT}/{plan}", **properties), 400, "BadRequest", words)


def test_booleans_are_texts(public):
    extensions = [{"name": "AgentlessVmScanning", "isEnabled": True}]
    refused(put(public, pricingTier="Standard", extensions=extensions), 400, "InvalidRequestContent", "isEnabled")
    refused(put(public, pricingTier="Standard", enforce=True), 400, "InvalidRequestContent", "enforce")
    refused(put(public, subPlan="P2"), 400, "InvalidRequestContent", "pricingTier")
    refused(put(public, pricingTier="Premium"), 400, "InvalidRequestContent", "Premium")


def test_a_plan_is_turned_off_by_its_tier_and_not_deleted(public):
    on(public)
    refused(public.delete(SERVERS, version=NEW), 400, "BadRequest", "Free")
    answer = put(public, pricingTier="Free").json()["properties"]
    assert answer["pricingTier"] == "Free" and "extensions" not in answer and "enablementTime" not in answer


def test_the_trial_begins_once(public):
    on(public)
    public.much_later(DAY / 2)
    assert public.get(SERVERS, version=NEW).json()["properties"]["freeTrialRemainingTime"].startswith("P29DT11H")
    put(public, pricingTier="Free")
    public.much_later(40 * DAY)
    assert on(public)["freeTrialRemainingTime"] == "PT0S"


def test_one_update_at_a_time(public):
    public.polls(3)
    assert put(public, pricingTier="Standard").status_code == 200
    refused(put(public, POSTURE, pricingTier="Standard"), 409, "Conflict", "Another update operation is in progress")
    refused(put(public, pricingTier="Free"), 409, "Conflict")
    assert put(public, POSTURE, pricingTier="Standard").status_code == 200
    public.values(ROOT, version=NEW)
    public.get(SERVERS, version=NEW)
    assert put(public, pricingTier="Free").status_code == 200


def test_what_is_refused_anyway_begins_nothing(public):
    public.polls(3)
    refused(put(public, pricingTier="Standard", subPlan="P3"), 400, "BadRequest")
    assert put(public, pricingTier="Standard").status_code == 200


def test_older_versions_show_less(public):
    on(public)
    for version, missing in ((OLD, {"enforce", "resourcesCoverageStatus"}), (OLDEST, {"enforce", "extensions", "enablementTime"})):
        shown = public.get(SERVERS, version=version).json()["properties"]
        assert shown["subPlan"] == "P2" and not missing & shown.keys()


def test_a_plan_that_is_not_there(public):
    refused(public.get(f"{ROOT}/default", version=NEW), 404, "ResourceNotFound")


def test_a_national_cloud_has_fewer_and_plainer_plans(gov):
    assert {each["name"] for each in gov.values(ROOT, version=OLD)} == {
        "VirtualMachines", "SqlServers", "StorageAccounts", "Arm", "Containers", "KubernetesService", "ContainerRegistry", "Dns"}
    answer = put(gov, version=OLD, pricingTier="Standard").json()["properties"]
    assert answer["pricingTier"] == "Standard" and not {"subPlan", "extensions"} & answer.keys()
    refused(put(gov, version=OLD, pricingTier="Standard", subPlan="P2"), 400, "BadRequest", "neither sub plans")
    refused(put(gov, POSTURE, OLD, pricingTier="Standard"), 400, "BadRequest", "not the name of a plan")


def test_the_provider_must_be_registered(commercial):
    refused(commercial.fresh().get(ROOT, version=NEW), 409, "MissingSubscriptionRegistration", "Microsoft.Security")


def test_who_may(public):
    assert public.only("Security Reader").get(ROOT, version=NEW).status_code == 200
    refused(put(public, pricingTier="Standard"), 403, "AuthorizationFailed", "Microsoft.Security/pricings/write")
    assert put(public.only("Contributor"), pricingTier="Standard").status_code == 200
