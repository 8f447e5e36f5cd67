# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws that hold for every resource, whatever is wanted and whatever is found; wishes and findings are mixed and thinned out at random."""
from __future__ import annotations

import copy
from collections import defaultdict

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import foresee, shown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.plan.cases import all_cases, outcome, plan, served

BY_RESOURCE = defaultdict(list)
for _case in all_cases():
    BY_RESOURCE[_case.resource].append(_case)
GENERATED = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False)


def named_by(case):
    """The required options, which say what thing a case is about."""
    return {name: case.data["wanted"].get(name) for name, option in case.module.OPTIONS.items() if option.get("required")}


@st.composite
def situations(draw, resource):
    """A wish of one case, some options left out, against the finding of another that speaks of the same thing."""
    wishing = draw(st.sampled_from(BY_RESOURCE[resource]))
    finding = draw(st.sampled_from([case for case in BY_RESOURCE[resource] if named_by(case) == named_by(wishing)]))
    options = dict(wishing.data["wanted"])
    optional = sorted(set(options) - set(named_by(wishing)))
    for name in draw(st.lists(st.sampled_from(optional), unique=True) if optional else st.just([])):
        del options[name]
    return wishing, options, copy.deepcopy(finding.data["found"])


def planned(case, options, found, answer):
    """(want, sentences, state, what people are asked or told) or None where the wish is refused or is no valid task."""
    try:
        want = case.want(options)
    except AssertionError:
        return None
    asked = []
    try:
        taken, state = plan(case.module, want, found, case.now, case.cloud, answer, asked)
    except Refusal:
        return None
    return want, [step.says for step in taken], state, asked


@pytest.mark.parametrize("resource", sorted(BY_RESOURCE))
def test_planning_again_gives_nothing(resource):
    @GENERATED
    @given(situations(resource), st.booleans())
    def law(situation, real):
        case, options, found = situation
        first = planned(case, options, found, served() if real else foresee)
        if first:
            want, _said, state, _asked = first
            assert outcome(case.module, want, state, case.now, case.cloud)[0] == []
    law()


@pytest.mark.parametrize("resource", sorted(BY_RESOURCE))
def test_whoever_answers_the_sentences_are_the_same(resource):
    @GENERATED
    @given(situations(resource))
    def law(situation):
        case, options, found = situation
        foretold, done = planned(case, options, found, foresee), planned(case, options, copy.deepcopy(found), served())
        assert (foretold and foretold[1::2]) == (done and done[1::2])
    law()


@pytest.mark.parametrize("resource", sorted(BY_RESOURCE))
def test_the_order_of_lists_does_not_matter(resource):
    @GENERATED
    @given(situations(resource), st.randoms(use_true_random=False))
    def law(situation, random):
        case, options, found = situation
        shuffled = {key: random.sample(value, len(value)) if isinstance(value, list) else value for key, value in options.items()}
        one, other = planned(case, options, found, foresee), planned(case, shuffled, copy.deepcopy(found), foresee)
        assert (one and sorted(one[1])) == (other and sorted(other[1]))
    law()


@pytest.mark.parametrize("resource", sorted(BY_RESOURCE))
def test_what_is_gone_stays_gone_quietly(resource):
    @GENERATED
    @given(situations(resource))
    def law(situation):
        case, options, found = situation
        first = planned(case, {**options, "state": "absent"}, found, served())
        if first:
            want, _said, state, asked = first
            assert asked or not shown(state)        # what is kept, or only a person can take away, is still there
            assert outcome(case.module, want, state, case.now, case.cloud)[0] == []
    law()


@pytest.mark.parametrize("resource", sorted(BY_RESOURCE))
def test_a_finding_is_never_changed_in_place(resource):
    for case in BY_RESOURCE[resource]:
        before = copy.deepcopy(case.data["found"])
        planned(case, case.data["wanted"], case.data["found"], foresee)
        assert case.data["found"] == before
