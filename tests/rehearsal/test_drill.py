"""The drill on real processes, and twins that break something on purpose and must be caught."""

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.cli import main
from fieldkit.desk.access import unlock
from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
from fieldkit.domain.catalog import field_values, forms
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.protection import case_form
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.rehearsal import demo
from fieldkit.rehearsal.check import cases, check, expected_report, paper_check, paper_reader, plaintext_scan, summary
from fieldkit.rehearsal.check.device_contents import Laptop
from fieldkit.rehearsal.errors import CommandFailed, TooSlow
from fieldkit.rehearsal.plan import fixtures, pictures, plan, roles
from fieldkit.rehearsal.play import child_process, drill
from fieldkit.rehearsal.play.faulty_proxy import FaultyProxy, LineFault
from fieldkit.rehearsal.play.headquarters import free_port
from fieldkit.rehearsal.play.steps import Ledger, Step
from fieldkit.rehearsal.play.worker import OPERATOR, PROTECTOR
from fieldkit.tokens import receipt_code
from printing import template
from printing.blocks import Code, Number, Rule, Say, Sheet, Words
from printing.pdf import letter_pdf, roll_pdf
from printing.picture import draw
from sync import sealed
from tests.conftest import SOAK
from tests.support.damage import with_bit_flipped

APPLICANTS = 60 if SOAK else 12  # so many that every service is asked for
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> drill.PlayedDrill:
    """One day with every accident, which the tests of this file look at."""
    return drill.play(tmp_path_factory.mktemp("drill"), drill.DrillSettings(APPLICANTS, seed=11), lambda _words: None)


@pytest.fixture
def broken(day: drill.PlayedDrill, tmp_path: Path) -> drill.PlayedDrill:
    """A copy of that day, to be spoiled."""
    copy = tmp_path / "day"
    shutil.copytree(day.folder, copy)
    return day._replace(folder=copy)


def rows(played: drill.PlayedDrill) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (played.export / "applications.jsonl").read_bytes().splitlines()]


def write_rows(played: drill.PlayedDrill, changed: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in changed)
    (played.export / "applications.jsonl").write_text(text, encoding="utf-8")


def test_a_day_with_kills_and_cuts_loses_doubles_and_shows_nothing(day: drill.PlayedDrill) -> None:
    result = check.judge(day)
    filings = len(list(day.plan.filings()))
    assert result.found == ()
    assert result.ok
    assert (result.people, result.tickets) == (len(day.plan.coming), len(day.plan.coming))
    counts = (result.captured, result.sealed, result.at_hq, result.opened, result.accepted)
    assert counts == (filings,) * 5
    assert result.returned >= 1
    assert min(result.kills.kit, result.kills.hq, result.cuts) >= 1
    assert 0 < result.bytes_payload < result.bytes_sent
    assert (result.services, result.cases) == (len(load_catalog().services), len(day.plan.cases))
    assert result.activities == sum(not one.wrong for one in day.plan.activities)
    assert result.figures > 300
    assert str(result.figures) in summary.table(result)


def test_the_command_ends_with_json_and_tells_by_its_status(
    day: drill.PlayedDrill,
    broken: drill.PlayedDrill,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(drill, "play", lambda *_given: day)
    assert main(["drill", "--json", "--keep", str(tmp_path / "a")]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["ok"], said["lost"], said["doubled"], said["readable"]) == (True, 0, 0, 0)
    assert set(said["kills"]) == {"kit", "hq"}
    write_rows(broken, rows(broken)[1:])
    monkeypatch.setattr(drill, "play", lambda *_given: broken)
    assert main(["drill", "--json", "--keep", str(tmp_path / "b")]) == 1
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["ok"], said["lost"] > 0) == (False, True)


@pytest.mark.parametrize(
    "problem", [CommandFailed(command="kit", said="no"), TooSlow(seconds=9, step="enrol"), OSError(28, "No space left")]
)
def test_a_drill_that_stops_ends_with_json_too(
    problem: OSError | CommandFailed | TooSlow, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_given: object) -> None:
        raise problem

    monkeypatch.setattr(drill, "play", stop)
    assert main(["drill", "--json"]) == 1
    out, err = capsys.readouterr()
    said = json.loads(out.splitlines()[-1])
    assert (said.pop("ok"), said.pop("problem")) == (False, type(problem).__name__)
    assert set(said) == set(check.Result.__struct_fields__) - {"ok"}
    assert set(said.values()) == {None}
    assert "✗" in err
    assert main(["drill"]) == 1
    assert capsys.readouterr().out == ""


def test_a_folder_with_something_in_it_is_not_played_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["drill", "--keep", str(tmp_path)]) == 1
    assert "no está vacía" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_application_that_headquarters_does_not_hold_is_found_lost(broken: drill.PlayedDrill) -> None:
    write_rows(broken, rows(broken)[1:])
    assert check.judge(broken).lost >= 1


def test_an_application_that_came_twice_is_found(broken: drill.PlayedDrill) -> None:
    first, *_rest = held = rows(broken)
    write_rows(broken, [*held, {**first, "id": "0" * 20}])
    assert check.judge(broken).doubled == 1


@pytest.mark.parametrize("second", ["", "ensayo"])
def test_an_application_that_left_without_its_second_person_is_found(broken: drill.PlayedDrill, second: str) -> None:
    held = rows(broken)
    asked = [row for row in held if row["service"] in fixtures.SECOND_LOOK]
    assert asked
    asked[0]["approved_by"] = second
    write_rows(broken, held)
    judged = check.judge(broken)
    assert (judged.ok, len(judged.found)) == (False, 1)


def test_an_application_of_nobody_is_found(broken: drill.PlayedDrill) -> None:
    first, *_rest = held = rows(broken)
    write_rows(broken, [*held, {**first, "fields": {**first["fields"], "given": "Nadie"}}])
    assert check.judge(broken).doubled == 1


def test_a_changed_field_and_a_changed_photo_are_found(broken: drill.PlayedDrill) -> None:
    held = rows(broken)
    held[0]["fields"]["surname1"] = "Otra"
    write_rows(broken, held)
    assert check.judge(broken).lost == 1
    photo = next(broken.export.rglob("photo.jpg"))
    photo.write_bytes(with_bit_flipped(photo.read_bytes(), -20))
    assert check.judge(broken).lost == 2


def look(played: drill.PlayedDrill) -> paper_check.PaperComparison:
    store = unlock.open_store(Home(played.kit), OPERATOR, drill.SECRET)
    try:
        return paper_check.compare(played, Laptop(store, played))
    finally:
        store.close()


def one(played: drill.PlayedDrill, pattern: str) -> Path:
    return min((played.kit / "printed").glob(pattern))


def test_every_paper_of_the_day_is_printed_and_read_back(day: drill.PlayedDrill) -> None:
    result = check.judge(day)
    assert (result.found, result.misprinted) == ((), 0)
    # The receipt of a payment is printed at the till, where the drill prints nothing.
    others = {one.title for one in template.layouts().values() if one.title and one.offered != "paid"}
    assert others >= {"lista", "acuse", "etiqueta", "canalizacion", "permiso", "aviso"}
    assert result.papers == len(day.plan.coming) + len(others) + 1  # and the day's report
    printed = day.kit / "printed"
    assert {path.name.split("-")[1] for path in printed.glob("*-*-*.png")} == others
    assert len(list(printed.glob("*-acuse-*.png"))) >= 2  # printed again


@pytest.mark.parametrize("kind", ["lista", "acuse", "etiqueta", "canalizacion"])
def test_a_paper_of_somebody_else_is_found(broken: drill.PlayedDrill, kind: str) -> None:
    held = last(broken, kind)
    other = one(broken, "A002-????????????.pdf")
    shutil.copy(other, held)
    found = look(broken).wrong
    assert found
    assert all("papel" in words and "no dice" in words for words in found)


def last(played: drill.PlayedDrill, kind: str, suffix: str = ".pdf") -> Path:
    """The file of the paper as it was printed last, which is what counts."""
    files = [path for path in (played.kit / "printed").glob(f"*-{kind}-*{suffix}") if not path.stem.endswith("mm")]
    return next((path for path in files if b"REIMPRESI" in drawn(path).encode()), files[0])


def drawn(path: Path) -> str:
    lines = paper_reader.lines(path.with_suffix(".pdf").read_bytes())
    return " ".join(line.text for line in lines)


def test_a_paper_that_is_missing_cut_or_not_there_at_all_is_found(broken: drill.PlayedDrill) -> None:
    label = last(broken, "etiqueta")
    label.write_bytes(label.read_bytes()[:2000])
    assert ["no se puede leer" in words for words in look(broken).wrong] == [True]
    label.unlink()
    assert ["faltan sus archivos" in words for words in look(broken).wrong] == [True]
    store = unlock.open_store(Home(broken.kit), OPERATOR, drill.SECRET)
    kit = Laptop(store, broken)
    store.close()
    kit.visits = [visit for visit in kit.visits if "OP7" not in visit.services]
    assert any("«permit» no salió" in words for words in paper_check.compare(broken, kit).wrong)


def test_a_reprint_that_does_not_say_so_is_found(broken: drill.PlayedDrill) -> None:
    reprint = last(broken, "acuse")
    first = next(path for path in reprint.parent.glob("*-acuse-*[0-9a-f].pdf") if "REIMPRESIÓN" not in drawn(path))
    shutil.copy(first, reprint)
    assert ["reimpresión" in words for words in look(broken).wrong] == [True]


def test_a_large_ticket_in_small_letters_is_found(broken: drill.PlayedDrill) -> None:
    large = next(path for path in (broken.kit / "printed").glob("A001-????????????-80mm.pdf") if "REIMP" in said(path))
    small = next(path for path in (broken.kit / "printed").glob("A001-????????????-80mm.pdf") if path != large)
    shutil.copy(small, large)
    assert any("letra no es grande" in words for words in look(broken).wrong)
    large.write_bytes(roll_pdf(Sheet("A001", (Rule(),))))
    assert any("letra no es grande" in words for words in look(broken).wrong)


def said(path: Path) -> str:
    return " ".join(line.text for line in paper_reader.lines(path.read_bytes()))


@pytest.mark.parametrize("code", ["", "HTTPS://HOST/S/ABC", "forged", "canary"])
def test_a_receipt_whose_code_is_not_headquarters_is_found(broken: drill.PlayedDrill, code: str) -> None:
    if code == "forged":
        laptop, office = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        day = broken.plan.day
        endorsed = receipt_code.endorse("e", day, day, laptop.public_key().public_bytes_raw(), office)
        code = receipt_code.url(
            "HOST", receipt_code.sign(endorsed, receipt_code.ReceiptFacts("A001", "00" * 5, "PAS-AR", 0, day), laptop)
        )
    elif code == "canary":
        code = f"HTTPS://HOST/S/{broken.plan.canary.upper()}"
    paper = Sheet("A001", (Code(code, long=True),) if code else (Number("A001"),))
    draw(paper).save(last(broken, "acuse").with_suffix(".png"))
    assert len(look(broken).wrong) == 1


def test_a_ticket_with_anothers_code_and_a_label_with_one_are_found(broken: drill.PlayedDrill) -> None:
    first, other = (one(broken, f"A00{n}-????????????.png") for n in (2, 1))
    shutil.copy(other, first)
    shutil.copy(other, last(broken, "etiqueta").with_suffix(".png"))
    assert sorted(words.split(": ")[1] for words in look(broken).wrong) == [
        "lleva un código de más",
        "su código no es el de ese boleto",
    ]


def test_a_paper_and_a_report_that_name_somebody_are_found(broken: drill.PlayedDrill) -> None:
    label = last(broken, "etiqueta")
    named = Sheet("A001", (Say(Words(f"{drawn(label)} {broken.plan.canary}")),))
    label.write_bytes(letter_pdf(named))
    assert ["nombra a alguien" in words for words in look(broken).wrong] == [True]
    (report,) = (broken.kit / "reports").glob("*.pdf")
    report.write_bytes(letter_pdf(named))
    assert any("Informe del día: nombra" in words for words in look(broken).wrong)
    assert any("Informe del día: no dice" in words for words in look(broken).wrong)
    report.unlink()
    assert any("Informe del día: no se puede leer" in words for words in look(broken).wrong)
    assert not check.judge(broken).ok


def figures(file: Path, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report and one of its tables, to be spoiled."""
    told = json.loads(file.read_bytes())
    return told, next(one for section in told["sections"] for one in section["tables"] if one["key"] == key)


def test_a_figure_of_headquarters_report_that_the_list_does_not_give_is_found(broken: drill.PlayedDrill) -> None:
    told, table = figures(broken.report, "documents-type")
    table["rows"][0]["cells"][0]["value"] = 7
    broken.report.write_text(json.dumps(told), encoding="utf-8")
    result = check.judge(broken)
    assert (result.ok, result.miscounted) == (False, 1)
    broken.report.unlink()
    assert check.judge(broken).miscounted == 1


@pytest.mark.parametrize("key", ["outcomes", "money-service", "till-signed", "blanks", "case-work", "reached", "waits"])
def test_a_figure_of_the_laptops_report_that_the_list_does_not_give_is_found(
    broken: drill.PlayedDrill, key: str
) -> None:
    told, table = figures(broken.own_report, key)
    row = next(one for one in table["rows"] if one["cells"][0]["value"])
    row["cells"][0]["value"] += 1
    broken.own_report.write_text(json.dumps(told), encoding="utf-8")
    found = expected_report.compare(broken.plan, broken.own_report, office=False)
    assert [words for words in found.wrong if key in words and row["label"] in words] == found.wrong != []


def test_a_table_too_many_and_one_too_few_are_found(broken: drill.PlayedDrill) -> None:
    told, table = figures(broken.own_report, "languages")
    table["key"] = "guesses"
    broken.own_report.write_text(json.dumps(told), encoding="utf-8")
    found = expected_report.compare(broken.plan, broken.own_report, office=False)
    assert {words.split(": ")[1].split(" · ")[0] for words in found.wrong} == {"guesses", "languages"}


def test_a_laptops_report_that_tells_more_of_cases_than_how_many_there_were_is_found(broken: drill.PlayedDrill) -> None:
    shutil.copy(broken.report, broken.own_report)
    found = expected_report.compare(broken.plan, broken.own_report, office=False)
    assert any("protected" in words for words in found.wrong)


def cases_of(played: drill.PlayedDrill) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (played.export / "cases.jsonl").read_bytes().splitlines()]


def write_cases(played: drill.PlayedDrill, changed: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in changed)
    (played.export / "cases.jsonl").write_text(text, encoding="utf-8")


def test_a_case_that_is_lost_changed_seen_by_others_doubled_or_nobodys_is_found(broken: drill.PlayedDrill) -> None:
    held = cases_of(broken)

    def found(changed: list[dict[str, Any]]) -> tuple[int, int]:
        write_cases(broken, changed)
        told = cases.compare(broken.plan, broken.export, PROTECTOR)
        return len(told.lost), len(told.doubled)

    assert len(held) == len(broken.plan.cases)
    assert found(held) == (0, 0)
    assert found(held[1:]) == (1, 0)
    assert found([*held, {**held[0], "id": "0" * 20}]) == (0, 1)
    for change in ({"operator": OPERATOR}, {"told": {**held[0]["sheets"][0]["told"], "place": "otro"}}):
        first, *more = held[0]["sheets"]
        assert found([{**held[0], "sheets": [{**first, **change}, *more]}, *held[1:]]) == (1, 0)
    nobodys = {**held[0]["sheets"][0], "told": {**held[0]["sheets"][0]["told"], "notes": "x"}}
    assert found([*held, {**held[0], "sheets": [nobodys]}]) == (0, 1)


@pytest.mark.parametrize(
    "spelled",
    [
        str.encode,
        lambda text: text.upper().encode("utf-16-le"),
        lambda text: base64.b64encode(f"x{text}y".encode()),
        lambda text: text.encode().hex().encode(),
    ],
)
def test_a_name_in_any_file_of_the_run_is_found_in_each_spelling(
    broken: drill.PlayedDrill, spelled: Callable[[str], bytes]
) -> None:
    (broken.kit / "printed" / "note.log").write_bytes(b"\0" * 999 + spelled(broken.plan.canary) + b"\0")
    assert check.judge(broken).readable == 1


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_name_in_base_64_is_found_wherever_it_begins(before: str) -> None:
    text = base64.b64encode(f"{before}Bcdfghjklm y".encode()).lower()
    assert any(one in text for one in plaintext_scan.spellings("Bcdfghjklm"))


def test_a_piece_of_a_photo_in_a_temporary_file_is_found(broken: drill.PlayedDrill) -> None:
    content = next(iter(broken.pictures.values())).content
    (broken.folder / "tmp" / "upload").write_bytes(content[len(content) // 3 :])
    assert check.judge(broken).readable == 1


def test_a_draft_that_the_laptop_can_still_read_is_found(broken: drill.PlayedDrill) -> None:
    store = unlock.open_store(Home(broken.kit), OPERATOR, drill.SECRET)
    store.drafts("application").open("00", visit="00", service="PAS-AR", revision=1, now_ms=0)
    store.drafts("application").save_field("00", "given", broken.plan.people[0].name.given, now_ms=0)
    store.close()
    assert check.judge(broken).readable == 1


def test_a_file_sealed_to_the_laptop_itself_is_told_from_one_sealed_to_headquarters() -> None:
    ours, theirs = sealed.generate(), sealed.generate()
    assert plaintext_scan.opens(sealed.seal_bytes(b"x", [theirs.recipient, ours.recipient]), ours.identity)
    assert not plaintext_scan.opens(sealed.seal_bytes(b"x", [theirs.recipient]), ours.identity)


def test_a_leak_on_the_line_is_told(day: drill.PlayedDrill) -> None:
    result = check.judge(day._replace(leaks=1))
    assert (result.readable, result.ok) == (1, False)
    assert result.found[0] in summary.table(result)


def test_a_step_that_is_missing_after_a_start_is_lost_unless_a_later_one_took_it_in() -> None:
    ledger = Ledger()
    steps = [Step("arrived", "A001", 1), Step("saved", "aa.1.given"), Step("saved", "bb.1.given"), Step("receipt", "1")]
    for step in steps:
        ledger.ack(step)
    for step in (Step("noted", "cc.1.notes", 1), Step("noted", "dd.1.notes", 1)):
        ledger.ack(step)
    ledger.hold_against([Step("arrived", "A001"), Step("sealed", "aa.1"), Step("receipt", "1"), Step("told", "cc.1")])
    assert [step.ref for step in ledger.lost] == ["bb.1.given", "dd.1.notes"]
    assert ledger.acked["arrived", "A001"].who == 1


def test_every_invented_person_fits_the_catalogue_and_is_the_same_for_the_same_seed() -> None:
    made = plan.make(5, 40, DAY)
    catalog = load_catalog()
    assert made == plan.make(5, 40, DAY)
    for person, filing in made.filings():
        service = catalog.services[filing.service]
        for fields in (filing.fields, filing.final):
            stops = [one for one in forms.check_form(catalog, service, fields, today=DAY) if one.severity == "stop"]
            assert {one.rule for one in stops} <= roles.EXCEPTIONS.keys(), (person.at, filing.service)
            assert all(
                field_values.check_value(catalog.fields[key], text, today=DAY) == text for key, text in fields.items()
            )
    assert made.canary in made.people[0].name.surname1
    for person, case in made.cases:
        assert case_form.read_intake(catalog.protection, case.answers, today=DAY).told, person.at
        assert all(case.answers.values()), person.at
    asked = {code for person in plan.make(5, len(roles.CAST), DAY).coming for code in person.role.services}
    assert asked == set(catalog.services)


def test_invented_pictures_are_good_enough_and_differ() -> None:
    made = {pictures.reduced(seed, kind) for seed in "ab" for kind in ("photo", "scan")}
    assert len(made) == 4
    assert all(pictures.needle(content) not in other for content in made for other in made - {content})


@pytest.mark.parametrize("hour", range(24))
def test_a_drill_never_runs_over_midnight(hour: int) -> None:
    moment = datetime(2026, 11, 21, hour, 30, tzinfo=UTC)
    event = fixtures.MadeUpEvent("demo", "", "", fixtures.mid_morning(moment), "", "", ())
    assert event.now(moment).hour == 10


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that gives back what it gets; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                there, _address = server.accept()
            except OSError:
                return
            there.settimeout(5)  # a line that was cut far away may never say so
            with there, contextlib.suppress(OSError):
                while piece := there.recv(1 << 16):
                    there.sendall(piece)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def relayed(target: int, troubles: list[LineFault], needles: Sequence[bytes] = ()) -> FaultyProxy:
    made = FaultyProxy(target, port=free_port(), troubles=troubles, needles=needles, on_kill=lambda: None)
    made.start()
    return made


def ask(relay: FaultyProxy, data: bytes) -> bytes:
    """What comes back until the line ends or as much as was sent."""
    got = b""
    with socket.create_connection(("127.0.0.1", relay.port), timeout=10) as line:
        line.sendall(data)
        try:
            while len(got) < len(data) and (piece := line.recv(1 << 16)):
                got += piece
        except ConnectionError:
            pass
    return got


def test_the_relay_passes_everything_and_sees_a_canary_that_is_split(echo: int) -> None:
    relay = relayed(echo, [], [b"canary"])
    assert ask(relay, b"x" * 100_000) == b"x" * 100_000
    assert relay.leaks == 0
    ask(relay, b"a canary")
    assert relay.leaks == 2
    relay.stop()


@pytest.mark.parametrize("kind", ["cut", "silence"])
def test_the_relay_cuts_in_the_middle_of_a_piece_and_heals(echo: int, kind: Literal["cut", "silence"]) -> None:
    relay = relayed(echo, [LineFault(10, kind), LineFault(30, kind)])
    assert len(ask(relay, b"y" * 25)) < 25
    relay.heal()
    assert ask(relay, b"y" * 25) == b"y" * 25
    assert relay.cuts == 1
    relay.stop()


def test_a_child_ends_when_its_parent_lets_go(tmp_path: Path) -> None:
    child = child_process.start(
        "timeit", ["-n1", "-r1", "import time; time.sleep(300)"], errors=tmp_path / "log", folder=tmp_path, extra={}
    )
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.5)
    began = time.monotonic()
    child_process.stop(child)
    assert time.monotonic() - began < 60
    assert child.returncode not in {0, None}


def test_the_demo_is_set_up_once_and_headquarters_ends_with_it(tmp_path: Path) -> None:
    folder, seen = tmp_path / "demo", []
    for _start in range(2):
        with demo.running(folder, lambda _words: None) as ready:
            store = unlock.open_store(ready.home, ready.operator, ready.secret)
            session = unlock.start(ready.home, store, ready.operator)
            link = HeadquartersLink(store, wall_ms)
            problem = link.run_once(session).problem
            link.close()
            seen.append((store.device, problem, len(store.people.appointments(session.today()))))
            store.close()
    assert seen == [(seen[0][0], None, 12)] * 2
    assert "DEMOSTRACIÓN" in (folder / "DEMO.txt").read_text(encoding="utf-8")
    port = int((folder / "puerto.txt").read_text(encoding="utf-8"))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.mark.soak
@pytest.mark.only_soak
@pytest.mark.parametrize("archive_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", range(5))
def test_long_days_on_postgresql(tmp_path: Path, archive_url: str, seed: int) -> None:
    played = drill.play(Path(tmp_path), drill.DrillSettings(40, seed=seed, archive=archive_url), lambda _words: None)
    result = check.judge(played)
    assert result.found == (), msgspec.json.encode(result)
