# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/site.yml over the sample estate: what is foretold is done, once, within the published contracts, and can be taken back."""
from __future__ import annotations

import pytest
import yaml

from tests.contracts.exchanges import exchange_problems
from tests.end_to_end.estate import OFFBOARD, SITE
from tools.simulated import SAMPLE

SECONDARY = ("northfleet", "airlift")
# What a removal leaves, since other things may use it or the service keeps it for a while: see docs/removal.md.
LEFT = ("Register resource provider", "Create resource group")
WITH_ALL = [word for name in ("external_access_delete_guests", "external_access_end_assignments", "sentinel_defender_delete_workspace",
                              "sentinel_defender_end_protection") for word in ("-e", f"{name}=true")]


def test_check_mode_foretells_word_for_word_and_a_second_run_does_nothing(estate):
    foretold = estate.play(SITE, "--check")
    assert all(exchange["method"] in ("GET", "HEAD") for exchange in estate.exchanged() if exchange["api"] in ("graph", "arm"))
    before = len(estate.exchanged())
    done = estate.play(SITE)
    assert set(done) == {"harborwatch", *SECONDARY} and all(done.values())
    assert foretold == done
    assert estate.requests_reported() == len(estate.exchanged(since=before))
    assert set(map(tuple, estate.play(SITE).values())) == {()}
    _assert_within_contract(estate.exchanged())


def test_each_secondary_tenant_converges_alone(estate, tmp_path):
    """After the managing tenant is set up, from an inventory that holds no other host."""
    estate.play(SITE, "--limit", "primary")
    for host in SECONDARY:
        alone = _inventory_of(host, tmp_path / host)
        foretold, done = estate.play(SITE, "--check", inventory=alone), estate.play(SITE, inventory=alone)
        assert foretold == done and list(done) == [host] and done[host]
        assert estate.play(SITE, inventory=alone) == {host: []}


def test_offboarding_takes_away_all_that_was_made(estate):
    made = estate.play(SITE)
    everybody = ("-e", "secops_offboard=all", *WITH_ALL)
    confirmed = (*everybody, "-e", "secops_offboard_confirmed=all")
    foretold, done = estate.play(OFFBOARD, "--check", *everybody), estate.play(OFFBOARD, *confirmed)
    assert foretold == done and all(done.values())
    for steps in done.values():
        assert steps[:len(steps) // 2] == steps[len(steps) // 2:], "what is told before is what is then removed"
    assert set(map(tuple, estate.play(OFFBOARD, *confirmed).values())) == {()}
    again = estate.play(SITE, "--check")
    for host, steps in made.items():
        expected = [step for step in steps if not step.startswith(LEFT)]
        assert [_as_new(step) for step in again[host] if not step.startswith("Set sku")] == expected


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


def test_offboarding_nobody_in_particular_is_refused(estate):
    with pytest.raises(AssertionError, match="none is named: run again with -e secops_offboard=HOST"):
        estate.play(OFFBOARD)


def test_each_step_can_be_run_on_its_own(estate):
    whole = estate.play(SITE)
    for tag in ("step1", "step2", "step3", "step4", "step5"):
        assert not any(estate.play(SITE, "--tags", tag).values())
    assert whole


def _as_new(step):
    """A workspace that was deleted less than 14 days ago is recovered instead of made anew."""
    recovered = "Recover workspace law-secops, deleted less than 14 days ago, with its data"
    return "Create workspace law-secops" if step == recovered else step


def _assert_within_contract(exchanges):
    assert {exchange["api"] for exchange in exchanges} >= {"graph", "arm", "identity", "metadata"}
    for exchange in exchanges:
        what = f"{exchange['method']} {exchange['path']} -> {exchange['status']}"
        assert exchange["status"] < 400 or exchange["status"] == 404, what
        assert exchange.get("version") != "beta", what
        if exchange["api"] in ("graph", "arm"):     # sign-in and metadata have no published contract as data
            problems = [str(problem) for problem in exchange_problems(exchange, "AzureUSGovernment") if problem.level == "E"]
            assert not problems, f"{what}: {problems}"


def _inventory_of(host, folder):
    """The sample inventory with one host and its group."""
    (folder / "host_vars").mkdir(parents=True)
    for name in ("group_vars", f"host_vars/{host}.yml"):
        (folder / name).symlink_to(SAMPLE / name)
    groups = {"secondary": {"hosts": {host: {}}}}
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"children": groups}}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("host", SECONDARY)
def test_a_host_without_its_tenant_falls_back_to_no_other(estate, tmp_path, host):
    alone = _inventory_of(host, tmp_path / host)
    (alone / "host_vars" / f"{host}.yml").unlink()
    with pytest.raises(AssertionError, match="secops_tenant_id|secops_subscription_ids"):
        estate.play(SITE, inventory=alone)
    assert not [exchange for exchange in estate.exchanged() if exchange["api"] in ("graph", "arm")]
