"""The catalogue is data: it is read strictly, and a new service needs a table and no code. Forms follow it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.domain import catalog
from fieldkit.domain.catalog import field_values, forms, tables
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.load import faults, load, parse
from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.forms import review
from fieldkit.people import curp
from fieldkit.people.errors import BadValue

HERE = Path(catalog.__file__).parent
SHIPPED = load()
TODAY = date(2026, 11, 21)
NEW_SERVICE = """
family = { es = "Biblioteca", en = "Library" }
[BIB]
name = { es = "Libros", en = "Books" }
source = "Invento de esta prueba"
minutes = 10
fields = ["given", "language"]
requirements = ["case-papers"]
next = { es = "Le llaman.", en = "They call you." }
privacy = "advice"
hq = "application"
"""
ADULT = {
    "given": "LUIS",
    "surname1": "PÉREZ",
    "sex": "H",
    "born": "1975-09-09",
    "birth_country": "MEX",
    "birth_state": "DF",
    "curp": "PEXL750909HDFRXS02",
    "acta_year": "1976",
    "years": "10",
}
CHILD = {
    "given": "XIMENA",
    "surname1": "HERNÁNDEZ",
    "surname2": "LÓPEZ",
    "sex": "M",
    "born": "2020-08-17",
    "birth_country": "USA",
    "curp": curp.derive("XIMENA", "HERNÁNDEZ", "LÓPEZ", date(2020, 8, 17), "M", "NE"),
    "acta_year": "2021",
    "mother_given": "ANA",
    "parents_present": "both",
    "years": "3",
}


COPY = {"given": "Ana", "acta_kind": "birth", "holder": "Ana Luz"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in HERE.glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, file: str, text: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as out:
        out.write(text)


def check(code: str, form: dict[str, str]) -> list[tuple[str, str]]:
    found = forms.check_form(SHIPPED, SHIPPED.services[code], form, today=TODAY)
    assert all("{" not in one.sentence and one.sentence for one in found)
    return [(one.field, one.severity) for one in found]


def kept(key: str, text: str) -> str:
    return field_values.check_value(SHIPPED.fields[key], text, today=TODAY)


def only(folder: Path) -> tables.Fault:
    found = faults(folder)
    assert len(found) == 1, found
    return found[0]


def test_a_new_service_is_one_table_and_no_code(folder: Path) -> None:
    append(folder, "services-local.toml", NEW_SERVICE)
    service = load(folder).services["BIB"]
    assert [field.key for field in service.fields] == ["given", "language"]
    assert service.name == Bilingual("Libros", "Books")
    assert service.family == Bilingual("Biblioteca", "Library")
    assert forms.check_form(load(folder), service, {"given": "Ana"}, today=TODAY) == []


def test_a_folder_with_one_table_takes_the_others_from_the_kit(tmp_path: Path) -> None:
    append(tmp_path, "services-local.toml", NEW_SERVICE)
    assert set(load(tmp_path).services) == {*SHIPPED.services, "BIB"}
    assert load(tmp_path).fee_tables == SHIPPED.fee_tables


PASSPORTS, CARDS, PROTECTION = "services-1-passports.toml", "services-2-cards.toml", "services-4-protection.toml"
COMMUNITY = "services-5-community.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"),
    [
        (PASSPORTS, ', en = "Adult passport, first time"', "", "PAS-A1.name.en", "falta"),
        (PASSPORTS, 'en = "Adult passport, first time"', 'en = ""', "PAS-A1.name.en", "vacío"),
        (PASSPORTS, "minutes = 35", "minutes = 35\nminutos = 35", "PAS-A1.minutos", "no se conoce"),
        (PASSPORTS, "minutes = 35", "minutes = 0", "PAS-A1.minutes", "1"),
        (PASSPORTS, '"@acta", "id_matches"', '"acta_year", "acta_page"', "PAS-A1.fields", "acta_page"),
        (PASSPORTS, '"@acta", "id_matches"', '"acta_year", "@nothing"', "PAS-A1.fields", "nothing"),
        (PASSPORTS, '"@acta", "id_matches"', '"@acta", "given"', "PAS-A1.fields", "dos veces"),
        (PASSPORTS, '"@person", "@acta"', '"given", "birth_state", "@acta"', "PAS-A1.fields", "depende"),
        (PASSPORTS, 'required = ["acta_year"]', 'required = ["op7_signed"]', "PAS-A1.required", "op7_signed"),
        (PASSPORTS, '"photo", "nationality"', '"photo", "selfie"', "PAS-A1.slots", "selfie"),
        (PASSPORTS, '"identity-matching", "late-acta"]', '"horoscope"]', "PAS-A1.requirements", "horoscope"),
        (PASSPORTS, 'fee = "passport"', 'fee = "pasport"', "PAS-A1.fee", "pasport"),
        (PASSPORTS, "age = 18, offer", "age = 2, offer", "PAS-A1.years", "edades"),
        (PASSPORTS, '"years", "discount"]', '"discount"]', "PAS-A1.years", "van juntos"),
        (PASSPORTS, 'privacy = "identity"', 'privacy = "secret"', "PAS-A1.privacy", "secret"),
        (PASSPORTS, 'permit = "op7"', 'permit = "mcas"', "PAS-M.permit", "mcas"),
        (PASSPORTS, "[PAS-A1]", "[pas-a1]", "pas-a1", "mayúsculas"),
        (PASSPORTS, "[PAS-A1]", "[PAS-A1", "-", "line"),
        (PASSPORTS, "source = ", "origin = ", "PAS-A1.source", "falta"),
        (CARDS, "[MCAS-1]", "[PAS-A1]", "PAS-A1", "otro archivo"),
        (CARDS, "family = ", "familia = ", "family", "falta"),
        (PROTECTION, 'requirements = ["case-papers"]', 'fields = ["given"]', "PROT.hq", "formulario"),
        (COMMUNITY, 'hq = "totals"', 'hq = "application"', "VDS.fields", "formulario"),
        ("fees.toml", "mcas = 4000", "mcas = 40.00", "table[1].fees.mcas", "enteros"),
        ("fees.toml", "1 = 4200", "1 = 42.0", "table[1].fees.passport.1", "enteros"),
        ("fees.toml", "mcas = 4000", "mcas = -4000", "table[1].fees.mcas", "0"),
        ("fees.toml", "from = 2026-01-01", "from = 2025-12-31", "table 2025-12-31", "dos tablas para un mismo día"),
        ("fees.toml", "until = 2026-12-31", "until = 2025-12-31", "table 2026-01-01", "termina"),
        ("fees.toml", "percent = 30", "percent = 33", "discounts.SENIOR60", "centavo"),
        ("fees.toml", "6 = 13300", "6 = 13305", "surcharges.EMERGENCY", "centavo"),
        ("fees.toml", "[discounts.SENIOR60]", "[discounts.OVER60]", "choices.discount", "SENIOR60"),
        ("fees.toml", '"proof-farmworker"', '"proof-farm"', "discounts.FARMWORKER.proof", "proof-farm"),
        ("fees.toml", 'values = ["emergency"]', 'values = ["panic"]', "surcharges.EMERGENCY.when", "panic"),
        ("fees.toml", '= "supervisor"', '= "whoever"', "settings.discount_with_surcharge", "whoever"),
        ("fees.toml", "[[table]]", "[bonus]\n[[table]]", "bonus", "no se conoce"),
        (
            "requirements.toml",
            'one_of = ["parents-id"]',
            'one_of = ["nobody"]',
            "requirement.parents-identity",
            "nobody",
        ),
        ("requirements.toml", 'one_of = ["parents-id"]', "one_of = []", "requirement.parents-identity.one_of", "vacío"),
        ("requirements.toml", 'values = ["no"]', 'values = ["nope"]', "requirement.identity-matching", "nope"),
        ("requirements.toml", 'field = "late_acta"', 'field = "lateness"', "requirement.late-acta", "lateness"),
        ("fields.toml", 'kind = "curp"', 'kind = "crup"', "field.curp.kind", "crup"),
        ("fields.toml", 'choices = "eyes"', 'choices = "ears"', "field.eyes", "ears"),
        ("fields.toml", 'choices = "eyes"\n', "", "field.eyes", "elección"),
        ("fields.toml", 'values = ["one"]', 'values = ["none"]', "field.absent_reason", "none"),
        ("fields.toml", '"prev_office", "prev_fate"]', '"prev_fate", "prev_mood"]', "groups.previous", "prev_mood"),
        (
            "consulates.toml",
            'zone = "America/Chicago"',
            'zone = "America/Chicagoland"',
            "consulate.chicago.zone",
            "zona",
        ),
    ],
)
def test_a_mistake_is_named_by_file_key_and_reason(
    folder: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    edit(folder, file, old, new)
    found = faults(folder)
    assert (file if key != "choices.discount" else "fields.toml", key) in {fault[:2] for fault in found}, found
    assert any(reason in fault.reason for fault in found)
    with pytest.raises(BadCatalog):
        load(folder)


def test_every_mistake_is_named_and_not_only_the_first(folder: Path) -> None:
    edit(folder, PASSPORTS, ', en = "Adult passport, first time"', "")
    edit(folder, PASSPORTS, "minutes = 35", "minutes = 0")
    edit(folder, PASSPORTS, "minutes = 45", "minutos = 45")
    edit(folder, CARDS, 'fee = "mcas"', 'fee = "card"')
    edit(folder, "fees.toml", "power-company = 25700", "power-company = 257.00")
    edit(folder, "consulates.toml", 'city = "Chicago"', 'city = ""')
    assert {fault[:2] for fault in faults(folder)} == {
        (PASSPORTS, "PAS-A1.name.en"),
        (PASSPORTS, "PAS-A1.minutes"),
        (PASSPORTS, "PAS-M.minutos"),
        (PASSPORTS, "PAS-M.minutes"),
        (CARDS, "MCAS-1.fee"),
        ("fees.toml", "table[1].fees.power-company"),
        ("consulates.toml", "consulate.chicago.city"),
    }


def test_a_price_that_is_missing_for_an_offered_validity_is_named_with_its_table(folder: Path) -> None:
    edit(folder, "fees.toml", "6 = 13700, ", "")
    found = faults(folder)
    assert {fault.key for fault in found} == {"PAS-A1.years", "PAS-AR.years", "PAS-M.years", "PAS-L.years"}
    assert all("2026-01-01" in fault.reason and "6" in fault.reason for fault in found)


def test_alternatives_that_go_round_are_refused_with_their_way(folder: Path) -> None:
    edit(folder, "requirements.toml", '"@birth-paper", "nationality-certificate"', '"@nationality", "acta-mx"')
    ways = {fault.reason for fault in faults(folder) if "dan vueltas" in fault.reason}
    assert any("nationality → nationality-papers → nationality" in way for way in ways)


def test_alternatives_of_alternatives_come_out_as_documents_each_once() -> None:
    assert SHIPPED.requirements["mexican-parent"].one_of == (
        "parent-acta",
        "acta-mx",
        "acta-consular",
        "nationality-certificate",
        "nationality-declaration",
        "naturalization",
        "passport-mx",
        "mcas",
    )


def test_files_that_are_none_of_the_catalogues_are_named(folder: Path) -> None:
    append(folder, "fee.toml", "")
    assert only(folder) == tables.Fault("fee.toml", "-", only(folder).reason)
    (folder / "fee.toml").unlink()
    (folder / "fees.toml").write_bytes(b"\xff")
    assert only(folder).file == "fees.toml"


def test_a_folder_that_is_too_big_or_not_there_is_refused(folder: Path) -> None:
    append(folder, "services-local.toml", NEW_SERVICE + "# " + "x" * tables.MAX_BYTES)
    assert only(folder).file == "services-local.toml"
    for n in range(tables.MAX_FILES):
        (folder / f"services-local{n}.toml").write_text("", encoding="utf-8")
    (folder / "services-local.toml").unlink()
    assert only(folder).file == "-"
    assert "carpeta" in only(folder / "nowhere").reason


def test_a_missing_file_is_named() -> None:
    files = tables.shipped()
    del files["fees.toml"]
    with pytest.raises(BadCatalog, match=r"fees\.toml"):
        parse(files)


@settings(max_examples=40, deadline=None)  # each reads all tables
@given(st.sampled_from(sorted(tables.shipped())), st.data())
def test_no_damage_to_a_table_makes_reading_it_crash(name: str, data: st.DataObject) -> None:
    files = tables.shipped()
    text = files[name]
    at = data.draw(st.integers(0, len(text) - 1))
    files[name] = text[:at] + data.draw(st.sampled_from(["", "[", '"', "= 1\n", "x", "[[table]]\n"])) + text[at + 3 :]
    try:
        parse(files)
    except BadCatalog as problem:
        assert problem.facts["file"]  # noqa: PT017 - a table may also survive


def test_next_years_fees_are_one_table(folder: Path) -> None:
    text = (folder / "fees.toml").read_text(encoding="utf-8")
    table = text[text.rindex("[[table]]") : text.index("# Half price")]
    append(folder, "fees.toml", "\n" + table.replace("2026-", "2027-"))
    assert [one.first.year for one in load(folder).fee_tables] == [2025, 2026, 2027]


def test_the_states_of_the_form_are_those_of_the_curp() -> None:
    assert {choice.key for choice in SHIPPED.fields["birth_state"].choices} == curp.STATES
    assert {choice.key for choice in SHIPPED.fields["sex"].choices} == set(curp.SEXES)


ALL = {
    *("PAS-A1", "PAS-AR", "PAS-M", "PAS-L", "PAS-E", "OP7", "MCAS-1", "MCAS-R", "MCAS-M", "INE"),
    *("RC-REV", "RC-NAC", "RC-COP", "NOT-PF", "SMN", "PROT", "PALE", "DACA", "VDS", "VAF", "VAIM", "VAIPO", "EDU"),
}


def test_every_service_of_an_event_is_there_with_a_photo_where_one_is_printed() -> None:
    assert set(SHIPPED.services) == ALL
    for code, service in SHIPPED.services.items():
        photos = [slot for slot in service.slots if slot.kind == "photo"]
        assert len(photos) == code.startswith(("PAS", "MCAS", "SMN"))


def test_what_is_only_counted_or_has_a_room_of_its_own_asks_for_nothing() -> None:
    for code, service in SHIPPED.services.items():
        assert service.captured is bool(service.fields)
        assert (service.hq == "totals") is (code in {"DACA", "VDS", "VAF", "VAIM", "VAIPO", "EDU"})
    assert SHIPPED.services["PROT"].hq == "case"
    assert SHIPPED.services["VDS"].privacy == "count"


def test_every_table_says_where_it_comes_from() -> None:
    rows = (SHIPPED.services, SHIPPED.requirements, SHIPPED.discounts, SHIPPED.surcharges)
    assert all(row.source for table in rows for row in table.values())
    assert all(table.source for table in SHIPPED.fee_tables)


def test_nothing_in_the_tables_is_unused() -> None:
    services = SHIPPED.services.values()
    asked = {field.key for service in services for field in service.fields}
    assert asked == set(SHIPPED.fields)
    listed = {key for service in services for key in service.requirements}
    proofs = {one.proof for one in SHIPPED.discounts.values() if one.proof}
    text = tables.shipped()["requirements.toml"]
    within = {key for key in SHIPPED.requirements if f'"@{key}"' in text}
    assert listed | proofs | within == set(SHIPPED.requirements)
    shown = {key for requirement in SHIPPED.requirements.values() for key in requirement.one_of}
    assert shown == set(SHIPPED.documents)


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("given", " María José ", "María José"),
        ("given", "[/foo]", "[/foo]"),
        ("born", "9/5/1975", "1975-05-09"),
        ("born", "1975-05-09", "1975-05-09"),
        ("born", "09-05-1975", "1975-05-09"),
        ("curp", "pexl-750909 hdfrxs02", "PEXL750909HDFRXS02"),
        ("sex", "mujer", "M"),
        ("birth_state", "michoacan", "MN"),
        ("birth_state", "mn", "MN"),
        ("us_state", "North Carolina", "NC"),
        ("language", "Náhuatl", "nah"),
        ("language", "Chuj", "Chuj"),
        ("birth_country", "Haití", "Haití"),
        ("height_cm", "172", "172"),
        ("height_cm", "1.72", "172"),
        ("height_cm", "1,7 m", "170"),
        ("height_cm", "5'8\"", "173"),
        ("height_cm", "5 ft", "152"),
        ("us_zip", "276011234", "27601-1234"),
        ("us_street", "Spc 7", "Spc 7"),
        ("phone", "(919) 555-0147", "(919) 555-0147"),
        ("email", "ana@example.org", "ana@example.org"),
        ("acta_year", "1976", "1976"),
        ("years", "06", "6"),
        ("curp", "   ", ""),
    ],
)
def test_a_value_is_understood_however_it_is_typed(key: str, typed: str, stored: str) -> None:
    assert kept(key, typed) == stored
    assert kept(key, stored) == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("born", "31/02/1975"),
        ("born", "05/31/1975"),
        ("born", "9/5/75"),
        ("born", "1899-12-31"),
        ("born", "2026-11-22"),
        ("sex", "F"),
        ("us_state", "Jalisco"),
        ("height_cm", "29"),
        ("height_cm", "9'9\""),
        ("height_cm", "alto"),
        ("us_zip", "2760"),
        ("email", "ana at example"),
        ("email", "a@" + "b" * 300 + ".org"),
        ("acta_year", "2027"),
        ("acta_year", "76"),
        ("years", "diez"),
        ("acta_book", "9" * 31),
        ("marks", "a\u202eb"),
        ("curp", "PEXL750909HDFRXS03"),
        ("prev_mrz", "P<MEX"),
        ("phone", "555-0147"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(key: str, typed: str) -> None:
    with pytest.raises(BadValue) as caught:
        kept(key, typed)
    assert "{" not in str(caught.value)
    assert typed not in str(caught.value)


@given(st.sampled_from(sorted(SHIPPED.fields)), st.text(max_size=60))
def test_nothing_typed_in_any_field_makes_it_crash(key: str, text: str) -> None:
    try:
        value = kept(key, text)
    except BadValue:
        return
    assert kept(key, value) == value


def test_a_complete_form_has_nothing_to_say() -> None:
    assert check("PAS-A1", ADULT) == []
    assert check("PAS-M", CHILD) == []
    assert check("PALE", {"given": "Ana", "advice_matter": "labour"}) == []


def test_an_empty_form_names_what_is_missing_in_its_own_order() -> None:
    assert check("PAS-A1", {}) == [
        ("given", "stop"),
        ("sex", "stop"),
        ("born", "stop"),
        ("birth_country", "stop"),
        ("curp", "warn"),
        ("acta_year", "stop"),
        ("years", "stop"),
    ]


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("PAS-A1", {"born": "1975-09-19"}, [("curp", "warn")]),
        ("PAS-A1", {"sex": "M"}, [("curp", "warn")]),
        ("PAS-A1", {"given": "JUAN", "surname1": "SOTO"}, [("curp", "warn")] * 2),
        ("PAS-A1", {"birth_state": "JC"}, [("curp", "warn")]),
        ("PAS-A1", {"birth_state": ""}, [("birth_state", "stop")]),
        ("PAS-A1", {"curp": ""}, [("curp", "warn")]),
        ("PAS-A1", {"curp": "PEXL750909HDFRXS03"}, [("curp", "stop")]),
        ("PAS-A1", {"born": "2027-01-01"}, [("born", "stop")]),
        ("PAS-A1", {"born": "1875-09-09"}, [("born", "stop")]),
        (
            "PAS-A1",
            {"born": "2010-09-09", "curp": "", "acta_year": "2010", "years": "6"},
            [("born", "stop"), ("curp", "warn")],
        ),
        ("PAS-A1", {"years": "5"}, [("years", "stop")]),
        ("PAS-A1", {"acta_year": "1978"}, []),
        ("PAS-A1", {"acta_year": "1979"}, [("acta_year", "warn")]),
        ("PAS-A1", {"acta_year": "1974"}, [("acta_year", "stop")]),
        ("PAS-A1", {"discount": "SENIOR60"}, [("discount", "stop")]),
        ("PAS-A1", {"discount": "DISABILITY"}, []),
        ("PAS-AR", {"prev_number": "G1", "prev_fate": "surrendered"}, []),
        ("PAS-AR", {"prev_number": "G1", "prev_fate": "lost"}, [("prev_fate", "warn")]),
        (
            "PAS-AR",
            {"prev_number": "G1", "prev_fate": "kept", "prev_issued": "1994-12-31"},
            [("prev_issued", "warn")],
        ),
        ("PAS-AR", {}, [("prev_number", "stop"), ("prev_fate", "stop")]),
    ],
)
def test_an_adults_form_is_checked_against_itself(
    code: str, change: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert check(code, ADULT | change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"years": "10"}, [("years", "stop")]),
        ({"years": "1"}, [("years", "stop")]),
        ({"mother_given": ""}, [("mother_given", "stop")]),
        ({"mother_given": "", "father_given": "JOSÉ"}, []),
        ({"birth_state": "JC"}, [("birth_state", "warn")]),
        ({"birth_state": "NE"}, []),
        ({"parents_present": ""}, [("parents_present", "stop")]),
        ({"parents_present": "one"}, [("absent_reason", "stop")]),
        ({"parents_present": "one", "absent_reason": "death"}, []),
        ({"parents_present": "one", "absent_reason": "op7"}, [("op7_signed", "stop")]),
        ({"parents_present": "one", "absent_reason": "op7", "op7_signed": "2026-08-23"}, []),
        (
            {"parents_present": "one", "absent_reason": "op7", "op7_signed": "2026-08-22"},
            [("op7_signed", "stop")],
        ),
    ],
)
def test_a_childs_form_is_checked_against_itself(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert check("PAS-M", CHILD | change) == expected


def stops(code: str, form: dict[str, str], catalog: Catalog = SHIPPED, today: date = TODAY) -> list[tuple[str, str]]:
    """What keeps a form back: the field, and the rule that a supervisor may let pass."""
    found = forms.check_form(catalog, catalog.services[code], form, today=today)
    return [(one.field, one.rule) for one in found if one.severity == "stop"]


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("PAS-M", {"mother_born": "2020-08-17"}, [("mother_born", "")]),
        ("PAS-M", {"father_given": "JOSÉ", "father_born": "2021-01-01"}, [("father_born", "")]),
        ("PAS-M", {"mother_born": "1990-01-01"}, []),
        ("PAS-M", {"op7_signed": "2026-11-22"}, [("op7_signed", "")]),
        (
            "PAS-M",
            {"parents_present": "one", "absent_reason": "op7", "op7_signed": "2020-08-16"},
            [("op7_signed", "")],
        ),
        (
            "PAS-M",
            {"parents_present": "one", "absent_reason": "op7", "op7_signed": "2026-08-22"},
            [("op7_signed", "permit")],
        ),
        ("PAS-M", {"born": "2026-11-22"}, [("born", "")]),
        ("PAS-M", {"born": "1899-08-17"}, [("born", "")]),
        ("PAS-M", {"id_matches": "no"}, [("id_matches", "identity")]),
        ("PAS-L", {"prev_fate": "stolen"}, []),
        (
            "PAS-L",
            {"prev_fate": "lost", "parents_present": "", "mother_given": ""},
            [("mother_given", ""), ("parents_present", "")],
        ),
        ("PAS-E", {"urgency": "emergency", "years": "1"}, [("urgency", "approval")]),
        ("PAS-E", {"urgency": "emergency", "years": "3"}, [("urgency", "approval"), ("years", "")]),
        (
            "PAS-E",
            {"urgency": "emergency", "years": "1", "discount": "DISABILITY"},
            [("urgency", "approval"), ("discount", "both")],
        ),
        ("MCAS-M", {"us_city": "Chicago", "us_state": "IL", "years": "5"}, []),
        ("MCAS-M", {"us_city": "Chicago", "us_state": "IL", "years": "5", "mother_given": ""}, [("mother_given", "")]),
        ("MCAS-1", {"us_city": "Chicago", "us_state": "IL", "years": "5"}, [("born", "who")]),
        ("OP7", {"child_given": "ANA", "child_born": "2019-01-01"}, [("child_born", "")]),
        ("SMN", {"schooling": "primary"}, [("born", "who"), ("born", "who")]),
    ],
)
def test_what_cannot_be_is_refused_and_what_a_rule_stops_can_be_excepted(
    code: str, change: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert stops(code, CHILD | change) == expected


def test_an_exception_lets_its_own_rule_pass_and_no_other() -> None:
    form = CHILD | {"urgency": "emergency", "years": "1", "id_matches": "no"}
    found = forms.check_form(SHIPPED, SHIPPED.services["PAS-E"], form, today=TODAY)
    left = review.unless_excepted(found, {"approval", ""})
    assert [one.rule for one in left if one.severity == "stop"] == ["identity"]
    assert [one.rule for one in left if one.severity == "warn"] == ["approval"]
    assert len(left) == len(found)
    impossible = forms.check_form(SHIPPED, SHIPPED.services["PAS-M"], CHILD | {"born": "2030-01-01"}, today=TODAY)
    assert any(one.severity == "stop" for one in review.unless_excepted(impossible, {"", "who"}))


def test_a_year_without_a_table_keeps_the_form_back_in_words() -> None:
    found = forms.check_form(SHIPPED, SHIPPED.services["RC-COP"], COPY, today=date(2031, 1, 2))
    assert [(one.severity, one.rule) for one in found] == [("stop", "")]
    assert "No hay tarifas para ese día" in found[0].sentence
    assert stops("PAS-A1", ADULT, today=date(2031, 1, 2)) == [("years", "")]
    assert stops("PALE", {"given": "Ana", "advice_matter": "labour"}, today=date(2031, 1, 2)) == []


@pytest.mark.parametrize(("policy", "expected"), [("allowed", []), ("refused", [("discount", "")])])
def test_who_may_give_a_discount_on_an_emergency_is_a_setting(
    folder: Path, policy: str, expected: list[tuple[str, str]]
) -> None:
    edit(folder, "fees.toml", '= "supervisor"', f'= "{policy}"')
    form = ADULT | {"urgency": "emergency", "years": "1", "discount": "DISABILITY"}
    assert stops("PAS-E", form, load(folder)) == [("urgency", "approval"), *expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"prev_issued": "2005-12-31"}, []),
        ({"prev_issued": "2005-12-31", "prev_kind": "mexico"}, []),
        ({"prev_issued": "2005-12-31", "prev_kind": "consular"}, [("prev_issued", "warn")]),
        ({"prev_issued": "2006-01-01", "prev_kind": "consular"}, []),
        ({"prev_fate": "restricted", "prev_kind": "consular"}, [("prev_fate", "warn")]),
    ],
)
def test_which_passports_are_treated_as_a_first_one(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert check("PAS-AR", ADULT | {"prev_number": "G1", "prev_fate": "surrendered"} | change) == expected


def test_the_previous_passports_lines_are_compared_with_the_form() -> None:
    lines = "P<MEXDARTAGNAN<LOPEZ<<JUAN<JOSE<<<<<<<<<<<<<\nG123456786MEX8503057M3111208<<<<<<<<<<<<<<<8"
    same = {
        "given": "Juan José",
        "surname1": "D'Artagnan",
        "surname2": "López",
        "born": "1985-03-05",
        "sex": "H",
        "birth_country": "MEX",
        "birth_state": "JC",
        "curp": curp.derive("Juan José", "D'Artagnan", "López", date(1985, 3, 5), "H", "JC"),
        "prev_mrz": lines,
        "prev_number": "g12345678",
        "prev_fate": "surrendered",
        "years": "6",
    }
    assert check("PAS-AR", same) == []
    other = {"given": "Pedro", "born": "1985-03-06", "sex": "M", "prev_number": "G12345679", "curp": ""}
    assert check("PAS-AR", same | other) == [*[("prev_mrz", "warn")] * 4, ("curp", "warn")]


@given(
    st.sampled_from(sorted(SHIPPED.services)),
    st.dictionaries(
        st.sampled_from(sorted(SHIPPED.fields)),
        st.text(max_size=20) | st.sampled_from(["MEX", "one", "op7", "2020-01-01", "H", "10", "SENIOR60", "JC"]),
    ),
)
def test_any_form_can_be_checked(code: str, form: dict[str, str]) -> None:
    found = forms.check_form(SHIPPED, SHIPPED.services[code], form, today=TODAY)
    assert all(one.severity in {"stop", "warn"} and one.sentence for one in found)


def test_dates_are_read_day_before_month() -> None:
    assert field_values.parse_date("1/12/2000") == date(2000, 12, 1)
