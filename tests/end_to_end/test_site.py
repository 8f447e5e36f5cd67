# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/site.yml over the sample estate: what is foretold is done, once, within the published contracts, and can be taken back."""
from __future__ import annotations

import pytest

from tests.end_to_end.estate import LEFT, MODULES, OFFBOARD, SITE, WITH_ALL, inventory_of, made_again
from tests.end_to_end.plain import arm, client_of, tenant_named

SECONDARY = ("northfleet", "airlift")
# What the sample estate's cloud has nothing for: test_clouds.py has it in the public cloud.
ELSEWHERE = {"defender_role"}


def test_check_mode_foretells_word_for_word_and_a_second_run_does_nothing(estate):
    foretold = estate.play(SITE, "--check")
    assert all(exchange["method"] in ("GET", "HEAD") for exchange in estate.exchanged() if exchange["api"] in ("graph", "arm"))
    before = len(estate.exchanged())
    done = estate.play(SITE)
    assert set(done) == {"harborwatch", *SECONDARY} and all(done.values())
    assert foretold == done
    assert estate.used() == MODULES - ELSEWHERE
    assert estate.requests_reported() == len(estate.exchanged(since=before))
    assert set(map(tuple, estate.play(SITE).values())) == {()}
    assert "Connect Microsoft Defender XDR" in estate.said, "what only a person can do is looked at again"
    estate.assert_within_contract()


def test_each_secondary_tenant_converges_alone(estate, tmp_path):
    """After the managing tenant is set up, from an inventory that holds no other host."""
    estate.play(SITE, "--limit", "primary")
    for host in SECONDARY:
        alone = inventory_of({"secondary": [host]}, tmp_path / host)
        foretold, done = estate.play(SITE, "--check", inventory=alone), estate.play(SITE, inventory=alone)
        assert foretold == done and list(done) == [host] and done[host]
        assert estate.play(SITE, inventory=alone) == {host: []}


def test_offboarding_takes_away_all_that_was_made(estate):
    made = estate.play(SITE)
    everybody = ("-e", "secops_offboard=all", *WITH_ALL)
    confirmed = (*everybody, "-e", "secops_offboard_confirmed=all")
    foretold, done = estate.play(OFFBOARD, "--check", *everybody), estate.play(OFFBOARD, *confirmed)
    assert foretold == done and all(done.values())
    assert estate.used() == MODULES - ELSEWHERE
    for steps in done.values():
        assert steps[:len(steps) // 2] == steps[len(steps) // 2:], "what is told before is what is then removed"
    assert set(map(tuple, estate.play(OFFBOARD, *confirmed).values())) == {()}
    again = estate.play(SITE, "--check")
    for host, steps in made.items():
        expected = [step for step in steps if not step.startswith(LEFT)]
        assert made_again(again[host]) == expected
    estate.assert_within_contract()


def test_offboarding_one_tenant_leaves_the_others_its_people_and_its_data(estate):
    made = estate.play(SITE)
    before = len(estate.exchanged())
    with pytest.raises(AssertionError, match="secops_offboard_confirmed='airlift'"):
        estate.play(OFFBOARD, "-e", "secops_offboard=airlift")
    assert "The guests avery.quill@harborwatch.onmicrosoft.us" in estate.said and "The workspace law-secops with its data" in estate.said
    assert {exchange["method"] for exchange in estate.exchanged(since=before) if exchange["api"] in ("graph", "arm")} == {"GET"}
    estate.play(OFFBOARD, "-e", "secops_offboard=airlift", "-e", "secops_offboard_confirmed=airlift")
    again = estate.play(SITE, "--check")
    assert again["northfleet"] == [] and len(again["harborwatch"]) == 1
    assert again["airlift"] and not [step for step in again["airlift"] if "workspace" in step or "Invite" in step]
    assert set(again["airlift"]) < set(made["airlift"])


def test_it_is_warned_that_trust_without_a_policy_protects_nothing(estate):
    step5, none, warning = ("--tags", "step5", "--limit", "airlift"), ("-e", '{"external_access_policies": []}'), "protects nothing"
    estate.play(SITE, "--check", *step5, *none)
    assert warning in " ".join(estate.said.split())
    assert "Create Conditional Access policy" in " ".join(estate.play(SITE, *step5)["airlift"])
    assert estate.play(SITE, *step5, *none) == {"airlift": []}
    assert warning not in " ".join(estate.said.split()), "the policy stands, whoever keeps it"


def test_a_rule_that_was_edited_in_the_portal_is_not_overwritten_unasked(estate):
    step1, name = ("--tags", "step1", "--limit", "airlift"), "Monitoring switched off"
    estate.play(SITE, *step1)
    tenant = tenant_named(estate.ready, "Airlift")
    rules = (f"/subscriptions/{tenant['subscription_ids'][0]}/resourceGroups/rg-secops/providers/Microsoft.OperationalInsights/workspaces/"
             "law-secops/providers/Microsoft.SecurityInsights/alertRules")
    with client_of(estate.ready) as client:
        listed = arm(client, estate.ready, tenant, "GET", rules, "2024-03-01")["value"]
        rule = next(rule for rule in listed if rule["properties"]["displayName"] == name)
        edited = {"kind": rule["kind"], "etag": rule["etag"], "properties": {**rule["properties"], "severity": "Low"}}
        arm(client, estate.ready, tenant, "PUT", f"{rules}/{rule['name']}", "2024-03-01", edited)
    with pytest.raises(AssertionError, match=f"'{name}' was edited elsewhere since this collection wrote it, and its severity differs"):
        estate.play(SITE, *step1)
    wins = "sentinel_defender_analytics_on_portal_edit"
    assert estate.play(SITE, *step1, "-e", f"{wins}=keep") == {"airlift": []}
    assert estate.play(SITE, *step1, "-e", f"{wins}=overwrite")["airlift"][0] == f"Change severity of analytics rule {name}"


OTHERS = """
- hosts: northfleet
  gather_facts: false
  vars_files: [%s]
  module_defaults:
    group/multitenant.secops.tenant: "{{ secops_module_defaults }}"
  tasks:
    - multitenant.secops.entra_role_assignment:
        group: "{{ secops_m365_group }}"
        role: Security Reader
"""


def test_offboarding_keeps_a_group_that_others_use_unless_told_otherwise(estate, tmp_path):
    estate.play(SITE)
    others = tmp_path / "others.yml"
    others.write_text(OTHERS % (OFFBOARD.parent / "vars" / "tenant.yml"), encoding="utf-8")
    estate.play(others)
    options = ("-e", "secops_offboard=northfleet", "-e", "secops_offboard_confirmed=northfleet")
    kept = estate.play(OFFBOARD, *options)
    assert "since it is in use: directory role Security Reader" in " ".join(estate.said.split())
    assert not [step for step in kept["northfleet"] if step.startswith("Delete group")]
    assert not estate.play(OFFBOARD, *options)["northfleet"]
    stripped = estate.play(OFFBOARD, *options, "-e", "secops_offboard_strip_access=true")
    ending = "(it can be restored for 30 days); in use by: directory role Security Reader"
    assert [step.partition(" SecOps ")[2] for step in stripped["northfleet"]] == [ending] * 2


@pytest.mark.parametrize(("options", "told"), [
    ((), "none is named: run again with -e secops_offboard=HOST"),
    (("-e", "secops_offboard=nothfleet"), "no host of the inventory fits: correct secops_offboard"),
    (("-e", "secops_offboard=northfleet", "--limit", "northfleet"), "run again\\s+without --limit")])
def test_offboarding_nobody_in_particular_or_a_part_is_refused(estate, options, told):
    with pytest.raises(AssertionError, match=told):
        estate.play(OFFBOARD, *options)
    assert not [exchange for exchange in estate.exchanged() if exchange["api"] in ("graph", "arm")]


def test_each_step_can_be_run_on_its_own(estate):
    whole = estate.play(SITE)
    for tag in ("step1", "step2", "step3", "step4", "step5"):
        assert not any(estate.play(SITE, "--tags", tag).values())
    assert whole


@pytest.mark.parametrize("host", SECONDARY)
def test_a_host_without_its_tenant_falls_back_to_no_other(estate, tmp_path, host):
    alone = inventory_of({"secondary": [host]}, tmp_path / host)
    (alone / "host_vars" / f"{host}.yml").unlink()
    with pytest.raises(AssertionError, match="secops_tenant_id|secops_subscription_ids"):
        estate.play(SITE, inventory=alone)
    assert not [exchange for exchange in estate.exchanged() if exchange["api"] in ("graph", "arm")]
