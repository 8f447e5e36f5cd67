# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/site.yml over the sample estate, made smaller, in clouds that their metadata tells: what a cloud lacks is never asked of it.

In US Government, test_site.py runs it over the whole; here it has what the sample does not use there.
"""
from __future__ import annotations

import json

import pytest
import yaml

from tests.end_to_end.estate import LEFT, MODULES, OFFBOARD, SITE, WITH_ALL, inventory_of, made_again
from tests.end_to_end.plain import client_of, tenant_named

# Two operators, and one subscription of each tenant: all that clouds differ in is there.
SMALL = {
    "secops_operators": ["avery.quill@harborwatch.onmicrosoft.us", "rowan.marsh@harborwatch.onmicrosoft.us"],
    "sentinel_defender_subscription_ids": "{{ secops_subscription_ids[:1] }}",
    "lighthouse_subscription_ids": "{{ secops_subscription_ids[:1] }}",
}
# The built-in policy that restricts delegations is published for the public cloud and US Government only.
UNRESTRICTED = {"lighthouse_allowed_tenants": []}
RESPONDER = {
    "name": "SOC responder", "description": "Alerts and response",
    "permissions": ["microsoft.xdr/secops/securitydata/read", "microsoft.xdr/secops/securitydata/alerts/manage"]}
# One group for both, which step 2 keeps and step 3 gives its roles.
ONE_GROUP = {"secops_m365_group": "Azure SecOps"}
# What only the public cloud has.
PUBLIC = {
    "m365_operators_defender_roles": [RESPONDER],
    "sentinel_defender_plans": [
        {"name": "VirtualMachines", "subplan": "P2", "extensions": [{"name": "FileIntegrityMonitoring"}]},
        {"name": "StorageAccounts", "extensions": [{"name": "SensitiveDataDiscovery", "enabled": False}]},
        {"name": "CloudPosture"}],
    "sentinel_defender_settings": ["WDATP", "WDATP_UNIFIED_SOLUTION", "Sentinel"],
    "sentinel_defender_security_contact": {
        "emails": ["soc@harborwatch.onmicrosoft.us"], "roles": ["Owner"], "alert_severity": "Medium", "attack_path_risk": "High"},
    "sentinel_defender_analytics_rules": [{"template": "Consent given to an application", "severity": "High"}],
}
# What an inventory for the cloud says otherwise, and what the tenants whose operators are synchronized say besides.
CLOUDS = {
    "AzureCloud": {"secops_location": "eastus", **PUBLIC},
    "AzureUSGovernment": {},
    "AzureChinaCloud": {"secops_location": "chinanorth3", **UNRESTRICTED, **ONE_GROUP},
    "USNat": {"secops_location": "usnateast", **UNRESTRICTED},
    "USSec": {"secops_location": "usseceast", **UNRESTRICTED},
}
BETA = ("/beta/roleManagement/defender/",)
SYNCHRONIZED = {"external_access_way": "synchronization"}


@pytest.fixture
def play(estate, tmp_path):
    """northfleet as the sample has it, whose operators ask for access; airlift's are synchronized."""
    part = inventory_of({"primary": ["harborwatch"], "secondary": ["northfleet", "airlift"]}, tmp_path / "part")
    responders = {"external_access_defender_roles": [{**RESPONDER, "groups": ["{{ secops_m365_group }}"]}]}
    (part / "host_vars" / "airlift").mkdir()
    (part / "host_vars" / "airlift.yml").rename(part / "host_vars" / "airlift" / "sample.yml")
    besides = {**SYNCHRONIZED, **(responders if estate.ready["cloud"] == "AzureCloud" else {})}
    (part / "host_vars" / "airlift" / "besides.yml").write_text(yaml.safe_dump(besides), encoding="utf-8")

    def play(playbook, *options, **more):
        said = {**SMALL, **CLOUDS[estate.ready["cloud"]], **more}
        return estate.play(playbook, "-e", json.dumps(said), *options, inventory=part)
    return play


@pytest.mark.parametrize("estate", CLOUDS, indirect=True)
def test_the_five_steps_and_their_removal(estate, play):
    public, air_gapped = estate.ready["cloud"] == "AzureCloud", estate.ready["cloud"] in ("USNat", "USSec")
    foretold, made = play(SITE, "--check"), play(SITE)
    assert set(made) == {"harborwatch", "northfleet", "airlift"} and all(made.values())
    assert foretold == made
    assert "Set identity synchronization of tenant 'Harborwatch'" in made["airlift"]
    assert not [step for step in made["airlift"] if "guest" in step or "Invite" in step]
    assert ("no operator can ask for access" in " ".join(estate.said.split())) == air_gapped
    if public:
        assert estate.used() == MODULES - {"b2b_guest"}, "where operators ask or are synchronized, nobody is invited"
    assert play(SITE) == {"harborwatch": [], "northfleet": [], "airlift": []}
    removed = play(OFFBOARD, *WITH_ALL, "-e", "secops_offboard=all", "-e", "secops_offboard_confirmed=all")
    for steps in removed.values():
        assert steps and steps[:len(steps) // 2] == steps[len(steps) // 2:], "what is told before is what is then removed"
    if public:
        assert estate.used() == MODULES - {"b2b_guest"}
    for host, foretold_again in play(SITE, "--check").items():
        assert made_again(foretold_again) == [step for step in made[host] if not step.startswith(LEFT)]
    estate.assert_within_contract(beta=BETA if public else ())


def test_the_operators_are_made_eligible_once_they_are_synchronized(estate, play):
    """A person sets the job up; what it does is done here by hand."""
    step5 = ("--tags", "step5", "--limit", "airlift")
    play(SITE, *step5)
    assert "is set up once, by hand, in the managing tenant" in estate.said
    with client_of(estate.ready) as client:
        for address in SMALL["secops_operators"]:
            wish = {"tenant": tenant_named(estate.ready, "Airlift")["tenant_id"], "address": address}
            assert client.post(f"{estate.ready['control']}/people", json=wish).status_code < 300
    done = play(SITE, *step5, external_access_synchronized=True)
    assert len([step for step in done["airlift"] if "eligible" in step]) == len(SMALL["secops_operators"]), done
    assert play(SITE, *step5, external_access_synchronized=True) == {"airlift": []}


@pytest.mark.parametrize("estate", ["USSec"], indirect=True)
def test_access_packages_can_be_refused_where_the_cloud_cannot_fill_them(estate, play):
    with pytest.raises(AssertionError, match="the cloud USSec has no API for what an access package gives; invite the people instead"):
        play(SITE, "--check", "--tags", "step5", "--limit", "northfleet", external_access_unavailable="refuse", secops_preflight=False)
    assert not [exchange for exchange in estate.exchanged() if "accessPackage" in exchange["path"] or 400 <= exchange["status"] != 404]
