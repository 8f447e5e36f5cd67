# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's clouds on loopback: Entra sign-in, Microsoft Graph, Azure Resource Manager and Defender for Endpoint."""
