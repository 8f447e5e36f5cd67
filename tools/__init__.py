# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Makefile calls; needs nothing but Python itself, and makes the environments that the rest needs."""
