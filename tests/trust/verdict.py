# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end of a module must be like."""
from __future__ import annotations

import re

NOISE = re.compile(r"Traceback|An unexpected |<html|object at 0x|Trace ID")


def ended_well(ended, what):
    """Problems, where a module had to succeed."""
    if problems := spoken_well(ended, what):
        return problems
    return [f"{what} failed: {ended.result['msg']}"] if ended.result.get("failed") else []


def spoken_well(ended, what):
    """Problems, where a module may fail, as long as it says why in one sentence."""
    if ended.killed or ended.result is None:
        return [f"{what} gave no result: {(ended.out + ended.err)[-400:]}"]
    if ended.err.strip():
        return [f"{what} wrote to its standard error: {ended.err[-400:]}"]
    return sentence_problems(ended.result["msg"], what) if ended.result.get("failed") else []


def sentence_problems(text, what):
    problems = [f"{what} says {found[0]!r}: {text}" for found in NOISE.finditer(text)]
    if not text.rstrip().endswith(".") or not text.isprintable() or not text[:1].isupper():
        problems.append(f"{what} fails without a sentence: {text!r}")
    return problems
