# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/site.yml over a part of the sample estate in clouds that their metadata tells: what a cloud lacks is never asked of it.

In US Government, test_site.py runs it over the whole.
"""
from __future__ import annotations

import json

import pytest

from tests.end_to_end.estate import LEFT, OFFBOARD, SITE, WITH_ALL, inventory_of, made_again

# Two operators, and one subscription of each tenant: all that clouds differ in is there.
SMALL = {
    "secops_operators": ["avery.quill@harborwatch.onmicrosoft.us", "rowan.marsh@harborwatch.onmicrosoft.us"],
    "sentinel_defender_subscription_ids": "{{ secops_subscription_ids[:1] }}",
    "lighthouse_subscription_ids": "{{ secops_subscription_ids[:1] }}",
}
# In the air-gapped clouds nobody can ask for an access package, as the sample's northfleet wants: there its operators are invited.
INVITED = {"external_access_way": "invitation"}
# The built-in policy that restricts delegations is published for the public cloud and US Government only.
UNRESTRICTED = {"lighthouse_allowed_tenants": []}
# What an inventory for the cloud says otherwise.
CLOUDS = {
    "AzureCloud": {"secops_location": "eastus"},
    "AzureChinaCloud": {"secops_location": "chinanorth3", **UNRESTRICTED},
    "USNat": {"secops_location": "usnateast", **INVITED, **UNRESTRICTED},
    "USSec": {"secops_location": "usseceast", **INVITED, **UNRESTRICTED},
}


@pytest.fixture
def play(estate, tmp_path):
    part = inventory_of({"primary": ["harborwatch"], "secondary": ["northfleet"]}, tmp_path / "part")

    def play(playbook, *options, **more):
        said = {**SMALL, **CLOUDS[estate.ready["cloud"]], **more}
        return estate.play(playbook, "-e", json.dumps(said), *options, inventory=part)
    return play


@pytest.mark.parametrize("estate", CLOUDS, indirect=True)
def test_the_five_steps_and_their_removal(estate, play):
    foretold, made = play(SITE, "--check"), play(SITE)
    assert set(made) == {"harborwatch", "northfleet"} and all(made.values())
    assert foretold == made
    assert play(SITE) == {"harborwatch": [], "northfleet": []}
    removed = play(OFFBOARD, *WITH_ALL, "-e", "secops_offboard=all", "-e", "secops_offboard_confirmed=all")
    for steps in removed.values():
        assert steps and steps[:len(steps) // 2] == steps[len(steps) // 2:], "what is told before is what is then removed"
    for host, foretold_again in play(SITE, "--check").items():
        assert made_again(foretold_again) == [step for step in made[host] if not step.startswith(LEFT)]
    estate.assert_within_contract()


@pytest.mark.parametrize("estate", ["USSec"], indirect=True)
def test_access_packages_are_refused_where_the_cloud_cannot_fill_them(estate, play):
    with pytest.raises(AssertionError, match="the cloud USSec has no API for what an access package gives; invite the people instead"):
        play(SITE, "--check", "--tags", "step5", "--limit", "northfleet", external_access_way="access_package", secops_preflight=False)
    assert not [exchange for exchange in estate.exchanged() if "accessPackage" in exchange["path"] or 400 <= exchange["status"] != 404]
