# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.simulator.graph.filters import Filter, Unsupported

ANN = {"displayName": "Ann O'Hara", "mail": None, "n": 3, "accountEnabled": True, "createdDateTime": "2026-01-02T03:04:05.1234567Z",
       "names": ["app-1", "app-2"], "identities": [{"issuer": "a.example", "type": "x"}, {"issuer": "b.example", "type": "y"}],
       "owner": {"kind": "User"}}


@pytest.mark.parametrize(("text", "fits"), [
    ("displayName eq 'ann o''hara'", True),
    ("displayName ne 'Ann O''Hara'", False),
    ("startswith(displayName,'ANN')", True),
    ("startswith(displayName, 'O') eq true", False),
    ("endswith(displayName,'hara')", True),
    ("mail eq null", True),
    ("accountEnabled eq false", False),
    ("n ge 3 and n lt 4", True),
    ("n eq 1 or n eq 3 and accountEnabled eq true", True),
    ("(n eq 1 or n eq 3) and accountEnabled eq false", False),
    ("not (n eq 3)", False),
    ("not startswith(displayName,'B')", True),
    ("displayName in ('x', 'Ann O''Hara')", True),
    ("createdDateTime ge 2026-01-02T03:04:05Z", True),
    ("createdDateTime lt 2026-01-02T03:04:05Z", False),
    ("missing ge 2026-01-02T03:04:05Z", False),
    ("names/any(n:n eq 'APP-2')", True),
    ("names/any(n:startswith(n,'web'))", False),
    ("identities/any(i:i/issuer eq 'b.example' and i/type eq 'x')", False),
    ("identities/any(i:i/issuer eq 'b.example' and i/type eq 'y')", True),
    ("identities/all(i:endswith(i/issuer,'.example'))", True),
    ("names/any()", True),
    ("owner/kind eq 'user'", True),
])
def test_what_fits(text, fits):
    assert Filter(text).fits(ANN) is fits


@pytest.mark.parametrize("text", ["", "displayName", "displayName eq", "displayName is 'x'", "'x' eq displayName", "(n eq 1",
                                  "n eq 1 n eq 2", "displayName eq 'x", "displayName in ()", f"n in ({','.join('1' * 16)})"])
def test_what_is_no_filter(text):
    with pytest.raises(Unsupported):
        Filter(text)


def test_what_a_filter_names():
    wish = Filter("displayName eq 'x' and identities/any(i:i/issuer ne 'b')")
    assert (wish.properties, wish.advanced) == (["displayName", "identities"], True)
