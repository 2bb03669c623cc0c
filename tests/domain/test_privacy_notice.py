"""The privacy notice: which version is in force, in which language, with the consulate's own facts and nothing open."""

from datetime import date

import msgspec
import pytest

from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.load import load, parse
from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.catalog.privacy_notice import ENG, SPA, ConsulateDetails
from fieldkit.domain.catalog.tables import shipped
from fieldkit.public import privacy_notices
from fieldkit.public.web import notice_page

DAY = date(2026, 12, 12)
DETAILS = ConsulateDetails(
    responsible="El consulado",
    address="su calle",
    ground=Bilingual("una ley", "a law"),
    unit="su unidad",
    retention=Bilingual("un año", "a year"),
    full_at="https://example.org/aviso",
)
NEXT_YEAR = """
[[version]]
version = "2027-1"
since = 2027-01-01
simplified = ["Otro aviso de {responsible}."]
[[version.section]]
heading = "Quién"
text = "{responsible}"
"""


def with_file(name: str, more: str) -> dict[str, str]:
    files = shipped()
    return files | {name: files.get(name, "") + more}


@pytest.mark.parametrize("language", [SPA, ENG])
def test_every_blank_is_filled_with_what_the_consulate_states(language: str) -> None:
    found = privacy_notice.in_force(load().notices, DAY, language, DETAILS)
    assert found is not None
    assert (found.version, found.language) == ("2026-1", language)
    text = "\n".join([*found.simplified, *(one.text for one in found.sections)])
    assert "{" not in text
    law = "a law" if language == ENG else "una ley"
    for fact in ("El consulado", "su calle", law, "su unidad", "https://example.org/aviso"):
        assert fact in text


def test_before_any_version_there_is_none_and_a_new_year_has_its_own() -> None:
    notices = parse(with_file("notice-spa.toml", NEXT_YEAR)).notices
    assert privacy_notice.in_force(notices, date(2025, 12, 31), SPA, DETAILS) is None
    assert privacy_notice.in_force(notices, date(2026, 12, 31), ENG, DETAILS).version == "2026-1"  # type: ignore[union-attr]
    later = privacy_notice.in_force(notices, date(2027, 1, 1), ENG, DETAILS)
    assert later is not None
    # English has no translation of the new version yet: the old one must not be shown in its place.
    assert (later.version, later.language) == ("2027-1", SPA)
    assert privacy_notice.languages_of(notices, date(2027, 1, 1)) == [SPA]


def test_a_further_language_is_one_more_file() -> None:
    nahuatl = shipped()["notice-spa.toml"]
    notices = parse(shipped() | {"notice-nah.toml": nahuatl}).notices
    assert privacy_notice.languages_of(notices, DAY) == [SPA, ENG, "nah"]
    found = privacy_notice.in_force(notices, DAY, "nah", DETAILS)
    assert found is not None
    assert found.language == "nah"


@pytest.mark.parametrize(
    "files",
    [
        with_file("notice-spa.toml", NEXT_YEAR.replace("{responsible}", "{nobody}")),
        with_file("notice-spa.toml", NEXT_YEAR.replace("2027-01-01", "2025-01-01")),
        with_file("notice-xxx.toml", NEXT_YEAR),
        shipped() | {"notice-eng.toml": ""},
    ],
    ids=["unknown blank", "out of order", "unknown language", "empty"],
)
def test_a_bad_notice_is_a_fault_of_the_tables(files: dict[str, str]) -> None:
    with pytest.raises(BadCatalog):
        parse(files)


def test_a_pack_of_0_1_0_names_its_gaps_instead_of_hiding_them() -> None:
    found = privacy_notice.in_force(load().notices, DAY, SPA, None)
    assert found is not None
    assert "(pregúntelo en su consulado)" in found.simplified[0]


def test_the_examples_words_count_as_unconfirmed() -> None:
    assert not DETAILS.made_up()
    assert msgspec.structs.replace(DETAILS, unit="quien sea (EJEMPLO)").made_up()


def test_the_public_file_is_read_back_and_is_of_one_event() -> None:
    every = privacy_notice.every(load().notices, DAY, DETAILS)
    raw = privacy_notices.write("raleigh", every)
    assert list(privacy_notices.read(raw, "raleigh")) == every
    assert privacy_notices.read(raw, "other") == ()
    assert privacy_notices.read(raw[:-1], "raleigh") == ()


def test_the_page_shows_each_language_and_escapes_what_the_consulate_wrote() -> None:
    odd = msgspec.structs.replace(DETAILS, responsible="<script>El consulado</script>")
    page = notice_page.render(privacy_notice.every(load().notices, DAY, odd))
    assert 'lang="es"' in page
    assert 'lang="en"' in page
    assert "Quién es responsable" in page
    assert "Who is responsible" in page
    assert "<script>El" not in page
    assert "recepción" in notice_page.render(())
