# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that nobody should give, and that somebody or something gives one day."""
from __future__ import annotations

import math

from hypothesis import strategies as st

TEXTS = (
    "", " ", "\t", "\n", "\u00a0", "\u200b", "\x00", "a\x00b", "line\nbreak", "line\r\nbreak", "\x1b[31mred\x1b[0m", "\x7f", "\u2028",
    "\u202eesrever", "\u2066isolated\u2069", "\ufeffmarked", "\ud800", "\udcff", "\uffff", "e\u0301", "\u0130", "ß", "ﬁ", "😀",
    "١٢٣", "Ａzure",
    "'", "''", '"', "`", "\\", "/", "//", "?", "#", "%", "%00", "%2e%2e%2f", "%zz", "&", ";", "$", "*", ":", "|", "<>", "()",
    "[]", "{}", "@", "+",
    "' or '1' eq '1", "x') or startswith(displayName,'a", "$filter=true", "x&$select=id", "| take 1", "x' | union *", "//comment",
    "[parameters('x')]", "[[x", "[concat('a')]", "]", "{{ secret }}", "{{", "{% if %}", "${x}", "$(id)", "%s", "%(x)s", "{0}",
    "{x!r}", "!unsafe x",
    ".", "..", "../..", "..\\..", "/etc/passwd", "/dev/null", "/", "x/../../y", "a/b", "C:\\x", "file:///etc/passwd",
    "0", "-1", "1e400", "nan", "NaN", "inf", "-inf", "None", "null", "true", "False", "yes", "9" * 40, "0x10", "1_000", "٣",
    "00000000-0000-0000-0000-000000000000", "00000000-0000-4000-8000-00000000aaa", "{00000000-0000-4000-8000-00000000aaaa}",
    "00000000-0000-4000-8000-00000000AAAA", "000000000000400080000000000aaaa", " 00000000-0000-4000-8000-00000000aaaa",
    "00000000-0000-4000-8000-00000000cccc", "99999999-9999-4999-8999-999999999999", "33333333-3333-4333-8333-333333333333",
    "http://", "https://", "https:///x", "https://[::1", "https://x:99999", "https://x:y", "https://user:word@127.0.0.1",
    "ftp://x", "//x",
    "javascript:alert(1)", "https://x y", "https://\u0430zure.example", "https://127.0.0.1:1", "mailto:x", "x@y", "@", "a@b@c",
    "x@", "@y.z",
    "P", "PT", "P0D", "PT0S", "-P1D", "P1DT", "P1.5D", "P1W2D", "PT99999999999999999999H", "P99999999999999999999Y", "P1M",
    "pt1h", "1h", "0m", "1 d",
    "٣d", "1000000000000d", "P١D", "PT1H ", "PT١H",
    "0000-00-00", "2027-02-30", "2027-13-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2027-01-31T18:00:00",
    "2027-01-31T18:00:00+99:99", "2027-W05-1", "٢٠٢٧-٠١-٣١", "10000-01-01", "now", "2027-01-31t18:00:00z", "20270131",
    "/subscriptions/11111111-1111-4111-8111-111111111111", "/subscriptions/x", "/providers/Microsoft.Management/managementGroups/",
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/..", "/subscriptions/33333333-3333-4333-8333-333333333333",
    "default", "all", "All", "none", "group:", "user:", "group:'", "group_owners", "managers", "(known after apply)", "me", "$ref",
    "x" * 65, "x" * 129, "x" * 257, "x" * 513, "y" * 2000, "z" * 40000, "ü" * 300, "😀" * 130,
)
NUMBERS = (0, 1, -1, 2, 7, 29, 31, 100, 366, 731, 4383, 2**31 - 1, 2**31, 2**63, -(2**63) - 1, 10**30,
           10**400, 0.5, -0.0, 1e-9, 1e308, -2.5,
           math.nan, math.inf, -math.inf, "1", " 1", "1.0", "١", "0.023", "1e3", "1_0")
# No time that somebody might really want to wait: these are waited for as they say.
TIMES = (0, -1, 1, 10**9, 10**400, math.nan, math.inf, -math.inf, 1e300, "", "x", "20", [], {}, True)
FLAGS = ("yes", "no", "maybe", "", "True ", 0, 1, 2, -1, 1.0, 0.5, "1.0", "on", "ｙes")
OTHERS = (None, [], {}, [[]], [{}], [None], {"": ""}, {"a": None}, True, False, 0, 1.5, [["x"]],
          [{"x": [{"y": None}]}], {"name": {"name": "x"}})

any_text = st.one_of(
    st.just(""), st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.text(max_size=12),
    st.text("'\"\\/$%&{}[]|;\n\x00 aé😀\u202e", max_size=6))
anything = st.one_of(st.sampled_from(OTHERS), any_text, st.sampled_from(NUMBERS))
MANY = (2, 300)
OF_TYPE = {
    "str": any_text, "path": any_text, "int": st.sampled_from(NUMBERS), "float": st.sampled_from(NUMBERS), "bool": st.sampled_from(FLAGS),
    "dict": st.one_of(
        st.dictionaries(any_text, anything, max_size=3), any_text, st.sampled_from(['{"a": 1}', "a=1", "a=1,b='", "{", "[]"])),
    "raw": anything,
}


def of(option):
    """Hostile values for an option of this spec: now and then of quite another type."""
    kind = option.get("type", "str")
    if kind == "list":
        entry = OF_TYPE[option.get("elements", "raw")]
        proper = st.one_of(st.lists(entry, max_size=3), entry, st.just([]), *(entry.map(lambda value, times=times: [value] * times)
                                                                              for times in MANY))
    else:
        proper = OF_TYPE[kind]
    return st.one_of(*[proper] * 7, anything)
