# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of a query's compilation as an analytics rule meets."""

from __future__ import annotations

import pytest

from tests.simulator.arm.kql import Broken, compiled

TABLES = ("SecurityAlert", "Heartbeat")


@pytest.mark.parametrize("query", [
    "SecurityAlert | where Title has 'a | b; c'",
    "let names = dynamic(['x']); let recent = 1h;\nHeartbeat // Unknown | here\n| where Computer in (names)",
    "let beats = (since:timespan) { let now_ = now(); Heartbeat | where TimeGenerated > ago(since) }; beats(1h)",
    "let T = materialize(SecurityAlert | take 1); T | join kind=inner (Heartbeat | project Computer) on Computer",
    "union isfuzzy=true (datatable(TimeGenerated:datetime)[]), (Unknown | where X == 1)",
    "union Heartbeat, SecurityAlert",
    "_GetWatchlist('x') | lookup kind=leftouter hint.strategy=broadcast Heartbeat on Computer",
    "SecurityAlert | union (Heartbeat)",
])
def test_compiles(query):
    compiled(query, TABLES)


@pytest.mark.parametrize(("query", "words"), [
    ("", "could not parse"),
    ("SecurityAlert | where (Title", "is missing"),
    ("SecurityAlert | where Title)", "recognition error"),
    ("SecurityAlert | where Title has 'x", "does not end"),
    ("Unknown | take 1", "named 'Unknown'"),
    ("union Heartbeat, Unknown", "named 'Unknown'"),
    ("union isfuzzy=true Unknown, (Other | take 1)", "named 'Unknown'"),
    ("Heartbeat | join kind=inner (Unknown | take 1) on Computer", "named 'Unknown'"),
    ("Heartbeat | lookup Unknown on Computer", "named 'Unknown'"),
    ("Heartbeat | union Unknown", "named 'Unknown'"),
    ("let T = Unknown | take 1; T", "named 'Unknown'"),
    ("let T = materialize(Unknown); T", "named 'Unknown'"),
    ("let f = () { Unknown | take 1 }; f()", "named 'Unknown'"),
])
def test_does_not(query, words):
    with pytest.raises(Broken) as broken:
        compiled(query, TABLES)
    assert words in str(broken.value)


@pytest.mark.parametrize(("query", "columns"), [
    ("Heartbeat", None),
    ("Heartbeat | extend A = 1", None),
    ("Heartbeat | project Computer, A = strcat('x', OSType) | extend B = 1", {"Computer", "A", "B"}),
    ("Heartbeat | summarize count(), Last = max(TimeGenerated) by Computer, bin(TimeGenerated, 1h)",
     {"count_", "Last", "Computer", "TimeGenerated"}),
    ("Heartbeat | project Computer | join (SecurityAlert) on Computer", None),
    ("Heartbeat | summarize make_set(OSType) by Computer", None),
    ("Heartbeat | project Computer | project-away Computer", None),
])
def test_columns(query, columns):
    assert compiled(query, TABLES) == columns
