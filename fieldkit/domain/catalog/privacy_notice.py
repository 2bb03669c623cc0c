"""The privacy notice: its dated texts by language, and what each consulate fills into them.

People are shown it before anything of theirs is written down (LGPDPPSO, DOF 20 March 2025).
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, NamedTuple

import msgspec

from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.catalog.tables import TableFile
from fieldkit.locale import N_, _, translate

SPA, ENG = "spa", "eng"
_UNSTATED = N_("(pregúntelo en su consulado)")
_BLANK = re.compile(r"\{(\w*)\}")

Filled = Annotated[str, msgspec.Meta(min_length=3, max_length=600)]


class ConsulateDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a consulate states in its notice, in its own words.

    ``ground``: the law and articles that allow the use of data; ``unit``: where rights are claimed; ``retention``: how
    long data is kept; ``full_at``: where the notice can also be read.
    """

    responsible: Filled
    address: Filled
    ground: Bilingual
    unit: Filled
    retention: Bilingual
    full_at: Filled

    def made_up(self) -> bool:
        """Whether something still stands as in the example, so that nobody at the consulate has confirmed it."""
        facts = (self.responsible, self.address, self.unit, self.full_at, self.ground.es, self.retention.es)
        return any("EJEMPLO" in fact for fact in facts)


class NoticeSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the full notice and what stands under it."""

    heading: str
    text: str


class NoticeVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The notice as it is from a day on, in one language."""

    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z.-]{1,20}\Z")]
    since: date
    simplified: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    section: Annotated[tuple[NoticeSection, ...], msgspec.Meta(min_length=1)]


class PrivacyNotice(NamedTuple):
    """A notice ready to be read: version, the day it is in force from, language, short sentences and the full text."""

    version: str
    since: date
    language: str
    simplified: tuple[str, ...]
    sections: tuple[NoticeSection, ...]


Notices = dict[str, tuple[NoticeVersion, ...]]


def read(files: Iterable[TableFile], languages: Iterable[str]) -> Notices:
    """The versions by language, in order of time; what is wrong is a fault of its file."""
    found: Notices = {}
    known = set(languages)
    for file in files:
        language = file.name.removeprefix("notice-").removesuffix(".toml")
        versions = file.read("version", file.content.get("version", []), tuple[NoticeVersion, ...]) or ()
        file.known("-", [language], known)
        if not versions:
            file.fault("version", _("está vacío"))
        if any(later.since <= earlier.since for earlier, later in pairwise(versions)):
            file.fault("version", _("van en orden de fecha y sin repetir"))
        for one in versions:
            blanks = {name for text in _texts(one) for name in _BLANK.findall(text)}
            file.known(f"version.{one.version}", blanks, ConsulateDetails.__struct_fields__)
        found[language] = versions
    return found


def in_force(notices: Notices, day: date, language: str, details: ConsulateDetails | None) -> PrivacyNotice | None:
    """The notice of a day, in ``language`` if that has the version in force and else in Spanish; None before any.

    ``details`` None: a pack of version 0.1.0, which says nothing of the consulate; the gaps are named as such.
    """
    spanish = _newest(notices.get(SPA, ()), day)
    if spanish is None:
        return None
    own = next((one for one in notices.get(language, ()) if one.version == spanish.version), None)
    text = own or spanish
    english = own is not None and language == ENG

    def fact(blank: re.Match[str]) -> str:
        if details is None:
            return translate(_UNSTATED, "en" if english else "es")
        stated: Bilingual | str = getattr(details, blank[1])
        return stated.get("en" if english else "es") if isinstance(stated, Bilingual) else stated

    def filled(line: str) -> str:
        return _BLANK.sub(fact, line)

    return PrivacyNotice(
        text.version,
        text.since,
        language if own else SPA,
        tuple(filled(line) for line in text.simplified),
        tuple(NoticeSection(one.heading, filled(one.text)) for one in text.section),
    )


def every(notices: Notices, day: date, details: ConsulateDetails | None) -> list[PrivacyNotice]:
    """The notice of a day in each language that has it, Spanish first."""
    found = (in_force(notices, day, language, details) for language in languages_of(notices, day))
    return [one for one in found if one is not None]


def languages_of(notices: Notices, day: date) -> list[str]:
    """The languages that have the version in force on a day; Spanish first."""
    spanish = _newest(notices.get(SPA, ()), day)
    if spanish is None:
        return []
    in_force = (code for code, versions in notices.items() if spanish.version in {one.version for one in versions})
    return sorted(in_force, key=lambda code: code != SPA)


def _newest(versions: tuple[NoticeVersion, ...], day: date) -> NoticeVersion | None:
    return next((one for one in reversed(versions) if one.since <= day), None)


def _texts(version: NoticeVersion) -> list[str]:
    return [*version.simplified, *(one.text for one in version.section)]
