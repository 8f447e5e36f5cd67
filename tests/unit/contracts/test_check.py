# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded exchanges, and the command that checks them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts import check
from tests.contracts.exchanges import exchange_problems

CHECKOUT = Path(__file__).resolve().parents[3]
LISTED = {"api": "graph", "method": "GET", "path": "/groups", "query": "$select=id", "status": 200, "response_body": {"value": []}}
SUBSCRIPTIONS = {"api": "arm", "method": "GET", "path": "/subscriptions", "query": {"api-version": "2022-12-01"}, "status": 200,
                 "response_body": {"value": []}}
REFUSAL = {"error": {"code": "BadRequest", "message": "No."}}


def told(record, cloud="AzureUSGovernment", strict=False):
    return [str(problem) for problem in exchange_problems(record, cloud, strict)]


@pytest.mark.parametrize("record", [
    LISTED, SUBSCRIPTIONS, {**LISTED, "api": None}, {**SUBSCRIPTIONS, "path": "/subscriptions?api-version=2022-12-01", "query": None}])
def test_a_proper_exchange_has_no_problem(record):
    assert told(record) == []


@pytest.mark.parametrize(("record", "problem"), [
    ([], "E record: method and path expected"),
    ({"method": "GET"}, "E record: method and path expected"),
    ({**LISTED, "status": "200"}, "E record: status '200' is no number"),
    ({**LISTED, "cloud": "Atlantis"}, "E cloud: unknown cloud 'Atlantis'"),
    ({**LISTED, "path": "/gruops"}, "E path: unknown resource 'gruops'"),
    ({**LISTED, "response_body": {"value": 1}}, "E body: a collection answer needs"),
    ({**SUBSCRIPTIONS, "path": "/subscription"}, "E path: no published operation matches /subscription"),
    ({**SUBSCRIPTIONS, "query": {}}, "E query: api-version is missing"),
    ({**SUBSCRIPTIONS, "response_body": {}}, "E body: a list answer needs"),
])
def test_an_improper_exchange_is_told(record, problem):
    found = told(record)
    assert len(found) == 1, found
    assert found[0].startswith(problem), found


@pytest.mark.parametrize("record", [{**LISTED, "query": "$select=colour"}, {**LISTED, "path": "/gruops"}, {**SUBSCRIPTIONS, "query": {}}])
def test_what_is_wrong_with_a_refused_request_is_a_note(record):
    refused = {**record, "status": 400, "response_body": REFUSAL}
    assert [problem[0] for problem in told(refused)] == ["N"]
    assert [problem[0] for problem in told(refused, strict=True)] == ["E"]


@pytest.mark.parametrize("record", [LISTED, SUBSCRIPTIONS, {**LISTED, "path": "/gruops"}, {**SUBSCRIPTIONS, "path": "/x"}])
def test_a_refusal_has_an_error_object_all_the_same(record):
    assert 'E response: {"error": {"code", "message"}} expected' in told({**record, "status": 404, "response_body": {}})


def test_the_cloud_of_the_record_wins():
    record = {**LISTED, "path": "/security/incidents", "query": None}
    assert told(record, "AzureChinaCloud") == ["E path: security is not available in mooncake"]
    assert told({**record, "cloud": "AzureUSGovernment"}, "AzureChinaCloud") == []


def batch(requests, responses):
    return told({"api": "graph", "method": "POST", "path": "/$batch", "status": 200,
                 "request_body": {"requests": requests}, "response_body": {"responses": responses}})


def test_each_request_of_a_batch_is_checked_with_its_own_answer():
    asked = [{"id": "1", "method": "GET", "url": "/groups?$select=colour"}, {"id": "2", "method": "DELETE", "url": "/groups/1"}]
    answers = [{"id": "2", "status": 204}, {"id": "1", "status": 200, "body": {"value": []}}]
    assert batch(asked, answers) == ["E [1] query.$select: graph.group has no property 'colour'"]
    assert batch(asked[1:], answers) == ["E response.responses: ids differ from those of the requests"]
    assert batch([{"id": "1"}], [{"id": "1", "status": 200}]) == ["E [1] record: method and path expected"]
    assert batch([3], [3]) == ["E body.requests: 1 to 20 requests with distinct ids expected"]
    assert batch([], []) == ["E body.requests: 1 to 20 requests with distinct ids expected"]


def test_a_refused_batch_has_no_answers():
    record = {"api": "graph", "method": "POST", "path": "/$batch", "status": 400, "response_body": REFUSAL,
              "request_body": {"requests": [{"id": "1", "method": "GET", "url": "/gruops"}]}}
    assert told(record) == []


def run(tmp_path, records, *options):
    file = tmp_path / "exchanges.jsonl"
    file.write_text("\n".join(json.dumps(record) for record in records) + "\n\n", encoding="utf-8")
    out = io.StringIO()
    return check.main([str(file), *options], out), out.getvalue().splitlines()


def test_the_command_counts_and_passes(tmp_path):
    status, lines = run(tmp_path, [LISTED, SUBSCRIPTIONS, {"api": "identity"}])
    assert (status, lines) == (0, ["2 exchanges (graph 1, arm 1), 0 with errors, 0 notes; not checked: identity 1"])


def test_the_command_fails_at_an_error(tmp_path):
    status, lines = run(tmp_path, [LISTED, {**LISTED, "query": "$top=x"}])
    assert status == 1
    assert lines[0].endswith("exchanges.jsonl:2 GET /groups -> 200: E query.$top: number expected")
    assert lines[1:] == ["2 exchanges (graph 2, arm 0), 1 with errors, 0 notes; not checked: none"]


def test_the_command_prints_notes_when_asked(tmp_path):
    record = {**LISTED, "query": "top=1"}
    assert run(tmp_path, [record]) == (0, ["1 exchanges (graph 1, arm 0), 0 with errors, 1 notes; not checked: none"])
    assert run(tmp_path, [record], "--notes")[1][0].endswith("N query.top: without the leading $")


def test_a_line_that_is_no_json_is_an_error(tmp_path):
    file = tmp_path / "exchanges.jsonl"
    file.write_text("{\n", encoding="utf-8")
    out = io.StringIO()
    assert check.main([str(file)], out) == 1
    assert "E record: method and path expected" in out.getvalue()


def test_what_cannot_be_checked_is_said(tmp_path, capsys):
    assert check.main([str(tmp_path / "none.jsonl")]) == 2
    assert run(tmp_path, [LISTED], "--cloud", "Atlantis")[0] == 2
    assert "unknown cloud 'Atlantis'" in capsys.readouterr().err


def test_the_command_runs_as_documented(tmp_path):
    file = tmp_path / "exchanges.jsonl"
    file.write_text(json.dumps(LISTED), encoding="utf-8")
    command = [sys.executable, "-m", "tests.contracts.check", str(file), "--cloud", "AzureUSGovernment"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 exchanges")
