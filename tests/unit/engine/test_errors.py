# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors as people read them."""
from __future__ import annotations

from ansible_collections.multitenant.secops.plugins.module_utils._errors import no_answer, sentence


def test_no_object_of_a_library_is_shown():
    error = OSError("Cannot connect to host 127.0.0.1:1 ssl:<ssl.SSLContext object at 0x7f9d35908290> [Connect call failed]")
    assert str(no_answer("The service", error)).startswith(
        "The service gave no answer (OSError: Cannot connect to host 127.0.0.1:1 [Connect call failed]); check ")


def test_a_sentence_has_one_line_and_a_full_stop():
    assert sentence("one\r\ntwo\tthree\x07") == "one two three."
    assert sentence("Really?") == "Really?"
