"""Which parts of which pages the guide shows, taken by `make pictures`."""

from tests.crash.installation import ROOT

GUIDE = ROOT / "docs" / "guide" / "pictures"
GUIDE_WIDTH = 1024
"""Narrow enough to be read where a page of text is as wide as its lines should be."""
OF_GUIDE = {
    "sign-in": ("account_login", 480),
    "first-password": ("account_first_password", 560),
    "around": ("desk", 420),
    "upload": ("document_upload", 700),
    "review": ("reading_review", 720),
    "assign": ("plan_assign", 640),
    "tracker": ("tracker_detail", 720),
    "returned": ("workbook_return_detail_good", 700),
    "tell": ("obligation_tell", 760),
    "report": ("report_detail", 720),
    "to-accept": ("desk_head", 640),
    "check": ("report_check", 640),
    "cycle": ("cycle_detail", 640),
    "consolidation": ("consolidation_texts", 760),
    "overview": ("overview", 700),
    "people": ("account_import_detail_wrong", 640),
    "accounts": ("account_list", 560),
    "state": ("system_state", 500),
}
"""A picture of the guide: the page that it shows, and how much of it from its heading down."""
WHOLE = {"around"}
"""Pictures of the guide that show the head of the page too."""
