"""The catalogue as a whole: every table of an event, read and held against the others."""

import msgspec

from fieldkit.domain.catalog.model import (
    CatalogSettings,
    Consulate,
    Contact,
    Discount,
    Document,
    FeeTable,
    Field,
    Language,
    Requirement,
    Service,
    Surcharge,
)
from fieldkit.domain.catalog.outreach import OutreachTables
from fieldkit.domain.catalog.privacy_notice import Notices
from fieldkit.domain.catalog.protection import ProtectionTables


class Catalog(msgspec.Struct, frozen=True):
    """Everything that an event can offer, keyed by code."""

    services: dict[str, Service]
    fields: dict[str, Field]
    requirements: dict[str, Requirement]
    documents: dict[str, Document]
    fee_tables: tuple[FeeTable, ...]
    discounts: dict[str, Discount]
    surcharges: dict[str, Surcharge]
    settings: CatalogSettings
    consulates: dict[str, Consulate]
    contact: Contact
    languages: dict[str, Language]
    protection: ProtectionTables
    outreach: OutreachTables
    notices: Notices
