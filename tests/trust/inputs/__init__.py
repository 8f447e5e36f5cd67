# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: tasks made from every module's own argument spec, good values mixed with hostile ones, through each module's entry point.

Nothing is known here of a single module but what its spec, its examples and its plan cases say. See __main__.py for how to run it.
"""
