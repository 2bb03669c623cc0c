"""The catalogue is data: it is read strictly, and a new service needs a table and no code. Forms follow it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit import catalog
from fieldkit.catalog import forms, values
from fieldkit.catalog.errors import BadCatalog
from fieldkit.catalog.load import load
from fieldkit.catalog.model import Words
from fieldkit.people import curp
from fieldkit.people.errors import BadValue

HERE = Path(catalog.__file__).parent
SHIPPED = load()
TODAY = date(2026, 11, 21)
NEW_SERVICE = """
[EDU]
name = { es = "Becas", en = "Scholarships" }
minutes = 10
fields = ["given", "language"]
requirements = ["case-papers"]
next = { es = "Le llaman.", en = "They call you." }
privacy = "count"
hq = "totals"
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
    return forms.check_value(SHIPPED.fields[key], text, today=TODAY)


def test_a_new_service_is_one_table_and_no_code(folder: Path) -> None:
    append(folder, "services.toml", NEW_SERVICE)
    service = load(folder).services["EDU"]
    assert [field.key for field in service.fields] == ["given", "language"]
    assert service.name == Words("Becas", "Scholarships")
    assert forms.check_form(load(folder), service, {"given": "Ana"}, today=TODAY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"),
    [
        ("services.toml", "minutes = 35", "minutos = 35", "PAS-A1", "minut"),
        ("services.toml", ', en = "Adult passport, first time"', "", "PAS-A1", "en"),
        ("services.toml", 'en = "Adult passport, first time"', 'en = ""', "PAS-A1", "length"),
        ("services.toml", '"@acta", "@about"', '"acta_page"', "PAS-A1", "acta_page"),
        ("services.toml", '"@acta", "@about"', '"@nothing"', "PAS-A1", "nothing"),
        ("services.toml", '"@acta", "@about"', '"@acta", "given"', "PAS-A1", "dos veces"),
        ("services.toml", 'required = ["acta_year"]', 'required = ["op7_signed"]', "PAS-A1", "op7_signed"),
        ("services.toml", '"photo", "nationality"', '"photo", "selfie"', "PAS-A1", "selfie"),
        ("services.toml", '"identity", "late-acta"]', '"horoscope"]', "PAS-A1", "horoscope"),
        ("services.toml", 'fee = "passport"', 'fee = "pasport"', "PAS-A1", "pasport"),
        ("services.toml", "offer = [3, 6, 10]", "offer = [3, 6, 9]", "PAS-A1", "9"),
        ("services.toml", "age = 18, offer", "age = 2, offer", "PAS-A1", "edades"),
        ("services.toml", 'privacy = "identity"', 'privacy = "secret"', "PAS-A1", "secret"),
        ("services.toml", "[PAS-A1]", "[PAS-A1", "-", "line"),
        ("fees.toml", "mcas = 4000", "mcas = 40.00", "table", "float"),
        ("fees.toml", "1 = 4200", "1 = 42.0", "table", "float"),
        ("fees.toml", "mcas = 4000", "mcas = -4000", "table", "0"),
        ("fees.toml", "mcas = 4100\n", "", "MCAS-1", "mcas"),
        ("fees.toml", "from = 2026-01-01", "from = 2025-12-31", "table 2025-12-31", "encima"),
        ("fees.toml", "until = 2026-12-31", "until = 2025-12-31", "table 2026-01-01", "termina"),
        ("fees.toml", "1 = 4200", "1 = 4201", "discounts.SENIOR60", "centavo"),
        ("fees.toml", "[discounts.SENIOR60]", "[discounts.OVER60]", "discount", "SENIOR60"),
        ("fees.toml", "[[table]]", "[surcharge]\n[[table]]", "surcharge", "no se conoce"),
        ("requirements.toml", 'one_of = ["parents-id"]', 'one_of = ["nobody"]', "parents-identity", "nobody"),
        ("requirements.toml", 'one_of = ["parents-id"]', "one_of = []", "requirement.parents-identity", "length"),
        ("fields.toml", 'kind = "curp"', 'kind = "crup"', "field.curp", "crup"),
        ("fields.toml", 'choices = "eyes"', 'choices = "ears"', "eyes", "ears"),
        ("fields.toml", 'choices = "eyes"\n', "", "eyes", "elección"),
        ("fields.toml", '{ field = "birth_country"', '{ field = "birthplace"', "birth_state", "birthplace"),
        ("fields.toml", 'values = ["MEX"]', 'values = ["MX"]', "birth_state", "MX"),
        ("fields.toml", '"prev_office", "prev_fate"]', '"prev_mood"]', "groups.previous", "prev_mood"),
        ("consulates.toml", 'zone = "America/Chicago"', 'zone = "America/Chicagoland"', "chicago", "zone"),
    ],
)
def test_a_mistake_is_named_by_file_key_and_reason(
    folder: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    edit(folder, file, old, new)
    with pytest.raises(BadCatalog) as caught:
        load(folder)
    facts = caught.value.facts
    expected = "services.toml" if key.startswith("MCAS") else "fields.toml" if key == "discount" else file
    assert facts["file"] == expected
    assert key in str(facts["key"])
    assert reason in str(facts["reason"])


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "fees.toml").unlink()
    with pytest.raises(BadCatalog, match=r"fees\.toml"):
        load(folder)


def test_next_years_fees_are_one_table(folder: Path) -> None:
    text = (folder / "fees.toml").read_text(encoding="utf-8")
    table = text[text.rindex("[[table]]") : text.index("# Half price")]
    append(folder, "fees.toml", "\n" + table.replace("2026-", "2027-"))
    assert [one.first.year for one in load(folder).fee_tables] == [2025, 2026, 2027]


def test_the_states_of_the_form_are_those_of_the_curp() -> None:
    assert {choice.key for choice in SHIPPED.fields["birth_state"].choices} == curp.STATES
    assert {choice.key for choice in SHIPPED.fields["sex"].choices} == set(curp.SEXES)


def test_the_first_services_are_there_with_a_photo_where_one_is_printed() -> None:
    assert {"PAS-A1", "PAS-AR", "PAS-M", "MCAS-1", "MCAS-R", "PALE"} <= set(SHIPPED.services)
    for code, service in SHIPPED.services.items():
        photos = [slot for slot in service.slots if slot.kind == "photo"]
        assert len(photos) == code.startswith(("PAS", "MCAS"))


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
    assert values.parse_date("1/12/2000") == date(2000, 12, 1)
