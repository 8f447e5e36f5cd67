# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/site.yml looks first: a tenant that would fail half-way is stopped before anything in it is written, the others finish."""
from __future__ import annotations

import json
import os
import ssl
import sys
from pathlib import Path

import httpx
import pytest
import yaml

from tests.end_to_end.estate import SITE, Estate, inventory_of
from tools import results
from tools.simulated import SAMPLE, simulator, variables

PREFLIGHT = SITE.with_name("preflight.yml")
HEALTHY, AILING = ("harborwatch", "northfleet", "airlift"), "airlift"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
# Further tenants, all like airlift but for the last letters of their ids.
MORE = {"unconsented": "a1", "roleless": "b2", "elsewhere": "c3", "secretless": "d4"}


def tenant_of(estate, name):
    return next(each for each in estate.ready["tenants"] if each["name"].lower() == name)


def control(estate, method, path, body=None):
    context = ssl.create_default_context(cafile=estate.ready["ca_file"])
    answer = httpx.request(method, estate.ready["control"] + path, json=body, verify=context)
    assert answer.status_code == 200, answer.text
    return answer.json()


def grants_less(estate, name, permission):
    tenant = tenant_of(estate, name)["tenant_id"]
    held = control(estate, "GET", f"/grants?tenant={tenant}")[tenant]["graph"]
    assert permission in held
    control(estate, "PUT", "/grants", {"tenant": tenant, "graph": [each for each in held if each != permission]})


def lessen(estate):
    """Take from each of the further tenants one thing; what must be told of it: (kind, subject, a part of the sentence)."""
    grants_less(estate, "unconsented", "Policy.ReadWrite.CrossTenantAccess")
    tenant = tenant_of(estate, "roleless")
    scope = f"/subscriptions/{tenant['subscription_ids'][0]}"
    control(estate, "PUT", "/grants", {"tenant": tenant["tenant_id"], "azure": [{"scope": scope, "role": CONTRIBUTOR}]})
    control(estate, "PUT", "/settings", {"tenant": tenant_of(estate, "elsewhere")["tenant_id"], "settings": {"cloud": "AzureCloud"}})
    return {
        "unconsented": ("permission", "Policy.ReadWrite.CrossTenantAccess", "step 5 (xtap_policy)"),
        "roleless": ("azure_role", scope, "lighthouse_offer"),
        "elsewhere": ("cloud", "AzureCloud", "is in the cloud AzureCloud, not in AzureUSGovernment"),
        "secretless": ("sign_in", tenant_of(estate, "secretless")["tenant_id"], "AADSTS7000215")}


def inventory_with_more(folder):
    """The sample, and further tenants."""
    inventory = inventory_of({"primary": ["harborwatch"], "secondary": ["northfleet", AILING, *MORE]}, folder, variables=HEALTHY)
    sample = (SAMPLE / "host_vars" / f"{AILING}.yml").read_text(encoding="utf-8")
    for name, end in MORE.items():
        said = yaml.safe_load(sample.replace(AILING, name).replace(AILING.title(), name.title()))
        said["secops_tenant_id"] = said["secops_tenant_id"][:-2] + end
        said["secops_subscription_ids"] = [each[:-2] + end for each in said["secops_subscription_ids"]]
        (inventory / "host_vars" / f"{name}.yml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return inventory


def recorded(estate):
    """{host: what preflight said}, and {host: the tasks of modules that ran} of the last run."""
    records = results.read(estate.folder / "results.jsonl")
    tasks = {}
    for record in records:
        tasks.setdefault(record["host"], set()).add(record["task"])
    return {record["host"]: record["result"] for record in records if "ready" in record["result"]}, tasks


def test_tenants_that_lack_something_are_stopped_and_the_others_finish(tmp_path):
    inventory, exchanges = inventory_with_more(tmp_path / "inventory"), tmp_path / "exchanges.jsonl"
    arguments = ("--inventory", inventory, "--record", exchanges)
    with simulator(Path(sys.executable).parent, tmp_path / "simulator", os.environ, *arguments) as ready:
        estate = Estate(ready, tmp_path, exchanges)
        lacking = lessen(estate)
        right = variables(ready)["secops_client_secret"]
        secret = f"{{{{ 'wrong' if inventory_hostname == 'secretless' else '{right}' }}}}"
        with pytest.raises(AssertionError):
            estate.play(SITE, "-e", json.dumps({"secops_client_secret": secret}), inventory=inventory)
    told, tasks = recorded(estate)
    assert {host for host, result in told.items() if result["ready"]} == set(HEALTHY)
    for host, (kind, subject, said) in lacking.items():
        [found] = told[host]["missing"]
        assert (found["kind"], found["subject"], found["blocking"]) == (kind, subject, True) and said in found["says"]
        assert len(tasks[host]) == 1, "nothing but the look itself ran in the tenant that was stopped"
        assert f"missing | {kind} | {found['says']}" in estate.said
    recap = dict(line.split(":", 1) for line in estate.said[estate.said.rindex("PLAY RECAP"):].splitlines() if " : " in line)
    finished = {host.strip() for host, counts in recap.items() if "failed=0" in counts and "changed=0" not in counts}
    assert finished == set(HEALTHY)


def test_it_looks_at_the_steps_that_the_tags_choose_and_can_be_left_out(estate):
    grants_less(estate, AILING, "Policy.ReadWrite.CrossTenantAccess")
    before = len(estate.exchanged())
    for options in (("--tags", "step1"), ("--skip-tags", "step5"), ("-e", "secops_preflight=false")):
        estate.play(PREFLIGHT, "--limit", AILING, *options)
    for options in ((), ("--check",), ("--tags", "step5"), ("-e", "secops_in_process=false")):
        with pytest.raises(AssertionError):
            estate.play(PREFLIGHT, "--limit", AILING, *options)
    estate.play(PREFLIGHT, "--limit", AILING, "-e", json.dumps({"preflight_accept": ["permission"]}))
    assert "look at | permission | " in estate.said and "missing | permission" not in estate.said
    assert {exchange["method"] for exchange in estate.exchanged(since=before) if exchange["api"] in ("graph", "arm")} == {"GET"}


@pytest.mark.parametrize("estate", ["AzureUSGovernmentDoD"], indirect=True)
def test_a_healthy_estate_lacks_nothing(estate):
    """In the other clouds the whole of site.yml is run, which begins with it."""
    estate.play(PREFLIGHT)
    told, _tasks = recorded(estate)
    assert len(told) == 3 and not [each["says"] for result in told.values() for each in result["missing"]]
    estate.assert_within_contract()


@pytest.mark.parametrize("estate", ["USNat"], indirect=True)
def test_what_a_cloud_lacks_is_told_for_the_tenant_that_asks_for_it(estate):
    with pytest.raises(AssertionError):
        estate.play(PREFLIGHT, "-e", "external_access_unavailable=refuse")
    told, _tasks = recorded(estate)
    assert {host: [each["subject"] for each in result["missing"]] for host, result in told.items()} == {
        "harborwatch": [], "airlift": [], "northfleet": ["access_package_resources"]}
