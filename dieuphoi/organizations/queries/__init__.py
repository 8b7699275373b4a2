"""What pages and sheets need to know of organizations and accounts, each answer one function."""

from dieuphoi.organizations.queries.account_list import (
    AccountFigures,
    AccountFilter,
    AccountRow,
    Standing,
    accounts,
    agencies_of_accounts,
    figures,
    rows,
    standing_of,
    without_password,
)
from dieuphoi.organizations.queries.directory import (
    OrganizationPage,
    children_of,
    directory,
    organization_page,
    positions_of,
    regions_of,
    search,
)
from dieuphoi.organizations.queries.one_account import AccountPage, account_page

__all__ = [
    "AccountFigures",
    "AccountFilter",
    "AccountPage",
    "AccountRow",
    "OrganizationPage",
    "Standing",
    "account_page",
    "accounts",
    "agencies_of_accounts",
    "children_of",
    "directory",
    "figures",
    "organization_page",
    "positions_of",
    "regions_of",
    "rows",
    "search",
    "standing_of",
    "without_password",
]
