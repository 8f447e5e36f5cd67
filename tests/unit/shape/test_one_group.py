# SPDX-License-Identifier: GPL-3.0-or-later
"""One group may serve steps 2 and 3: by their defaults, one role then keeps it, describes it for both, and has it reviewed."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROLES = Path(__file__).parents[3] / "roles"
IN_AZURE = "Security operators, just in time, in Azure"
BOTH = IN_AZURE + " and Microsoft 365 Defender"
REVIEWED = {"secops_reviewers": ["avery"]}
# The inventory's variables, then whether step 3 keeps its group, how step 2 describes its own, and how many reviews step 3 has.
CASES = (
    ({"secops_azure_group": "Azure SecOps", "secops_m365_group": "Microsoft 365 SecOps"}, True, IN_AZURE, 0),
    ({"secops_azure_group": "Azure SecOps", "secops_m365_group": "Microsoft 365 SecOps", **REVIEWED}, True, IN_AZURE, 1),
    ({"secops_azure_group": "SecOps", "secops_m365_group": "{{ secops_azure_group }}", **REVIEWED}, False, BOTH, 0),
    ({"secops_azure_group": "SecOps", "secops_m365_group": "secops"}, False, BOTH, 0),
    ({"secops_m365_group": "SecOps", "azure_operators_group": "Azure SecOps"}, True, IN_AZURE, 0),
    ({"secops_azure_group": "Azure SecOps", "m365_operators_group": "SecOps"}, True, IN_AZURE, 0),
)
FOUND = ("{'keeps': m365_operators_keep_group | bool, 'described': azure_operators_description, "
         "'reviews': m365_operators_access_reviews | length}")


def test_one_role_keeps_the_group(tmp_path):
    plays = []
    for variables, keeps, described, reviews in CASES:
        wanted = {"keeps": keeps, "described": described, "reviews": reviews}
        plays.append({
            "name": "Defaults of both roles", "hosts": "localhost", "gather_facts": False,
            "vars_files": [str(ROLES / role / "defaults" / "main.yml") for role in ("azure_operators", "m365_operators")],
            "tasks": [{"name": "Compare", "vars": variables, "ansible.builtin.assert": {
                "that": f"{FOUND} == {wanted!r}", "fail_msg": "{{ " + FOUND + " | string }}"}}]})
    (tmp_path / "plays.yml").write_text(json.dumps(plays), encoding="utf-8")
    program = Path(sys.executable).with_name("ansible-playbook")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    ran = subprocess.run([program, "plays.yml"], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
