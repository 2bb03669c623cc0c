"""What headquarters opened of protection cases, in a table of their own."""

from sqlite_utils import Database

from fieldkit.domain.journal import CaseFollowed, CaseSealed
from fieldkit.domain.protection.case import CaseSheet
from fieldkit.office.store.claims import Claims, ClaimTable

CaseSaid = CaseSealed | CaseFollowed


class CaseSheets(Claims[CaseSaid, CaseSheet]):
    """Sheets of cases."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, ClaimTable("case_sheets", "case_id", "said", "sheet", "case_files"), CaseSaid, CaseSheet)
