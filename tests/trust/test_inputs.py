# SPDX-License-Identifier: GPL-3.0-or-later
"""A share of the bad input that `python -m tests.trust.inputs` tries, another one in each run."""
from __future__ import annotations

import os

from tests.trust.inputs.__main__ import bad_input

SHARE = 400


def test_bad_input_ends_in_a_sentence_and_not_in_a_write():
    given = os.environ.get("SECOPS_TRUST_SEED")
    found = bad_input(SHARE, int(given) if given else None)
    assert found["tried"] >= SHARE and found["modules"] >= 46
    assert not found["failed"], "\n".join([f"SECOPS_TRUST_SEED={found['seed']}", *found["faults"]])
