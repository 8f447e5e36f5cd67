# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/clouds.md says that clouds lack."""
from __future__ import annotations

from ansible_collections.multitenant.secops.plugins.module_utils._cloud_gaps import LACKS
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._defender_setting import MEANING, OFFERED

from tools.clouds_page import GRAPH, NATIONAL, SETTINGS, clouds_page
from tools.places import CHECKOUT

PAGE = CHECKOUT / "docs" / "clouds.md"


def test_the_committed_table_is_what_the_code_says_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert clouds_page(CHECKOUT / "plugins" / "module_utils", page) == page, "run make docs"
    assert "| access packages with resources | USNat, USSec |" in page and "`MicrosoftThreatProtection`" in page


def test_all_that_is_lacking_has_its_row_and_nothing_else() -> None:
    assert set(GRAPH) == {name for names in LACKS.values() for name in names} and not LACKS["prod"]
    assert set(NATIONAL) == set(LACKS) - {"prod"}
    for names, clouds in SETTINGS.items():
        for setting in names.replace("`", "").split(", "):
            assert {cloud for cloud in NATIONAL if setting not in OFFERED.get(cloud, ())} == set(clouds)
    assert {name for names in SETTINGS for name in names.replace("`", "").split(", ")} == set(MEANING) == set(OFFERED["prod"])
    assert not CLOUDS["AzureChinaCloud"].defender_portal and CLOUDS["AzureUSGovernment"].defender_portal
