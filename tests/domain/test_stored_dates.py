"""Dates and states are typed, and the bytes are those of 0.1.0: what it wrote is read, what it reads is written.

``pack-0.1.0.msgpack`` and the journal's texts here were written by 0.1.0.
"""

from datetime import date, time
from pathlib import Path

import msgspec
import pytest

from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Application
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit, VisitState, fold
from fieldkit.domain.stored_dates import DatedDecoder
from fieldkit.event import pack
from fieldkit.people.dates import iso_date, iso_text
from fieldkit.people.names import PersonName
from sync.journal import chain
from sync.journal.chain import Hlc

DAY = date(2026, 11, 21)
ROSA = PersonName("Rosa", "Soto")
WRITTEN: tuple[tuple[j.Body, bytes], ...] = (
    (
        j.CheckedIn(number="A001", services=("PALE",), day=DAY, notice=True),
        b'{"kind":"visit.checked_in","number":"A001","services":["PALE"],"day":"2026-11-21","notice":true}',
    ),
    (
        j.Identified(name=ROSA, born="1990-05-09"),
        b'{"kind":"visit.identified","name":{"given":"Rosa","surname1":"Soto","surname2":""},"born":"1990-05-09"}',
    ),
    (
        j.Identified(name=ROSA),
        b'{"kind":"visit.identified","name":{"given":"Rosa","surname1":"Soto","surname2":""}}',
    ),
    (j.NoShow(day=DAY), b'{"kind":"visit.no_show","day":"2026-11-21"}'),
    (j.NoShow(), b'{"kind":"visit.no_show"}'),
    (
        j.Ready(revision=1, day=DAY, where="x"),
        b'{"kind":"application.ready","revision":1,"day":"2026-11-21","where":"x"}',
    ),
    (j.DayClosed(day=DAY, counts={}), b'{"kind":"day.closed","day":"2026-11-21","counts":{}}'),
    (
        j.TillCounted(day=DAY, moment="open", pieces={100: 2}),
        b'{"kind":"till.counted","day":"2026-11-21","moment":"open","pieces":{"100":2}}',
    ),
    (
        j.TillSigned(day=DAY, difference=-5, reason="unknown"),
        b'{"kind":"till.signed","day":"2026-11-21","difference":-5,"reason":"unknown"}',
    ),
    (
        j.StockCounted(item="passport", day=DAY, moment="close", left=3),
        b'{"kind":"stock.counted","item":"passport","day":"2026-11-21","moment":"close","left":3}',
    ),
    (
        j.StockSigned(item="passport", day=DAY, difference=1, reason="x"),
        b'{"kind":"stock.signed","item":"passport","day":"2026-11-21","difference":1,"reason":"x"}',
    ),
    (
        j.SessionHeld(day=DAY, session="open_door", virtual=False, topic="t", people=3),
        b'{"kind":"outreach.session","day":"2026-11-21","session":"open_door","virtual":false,"topic":"t","people":3}',
    ),
    (
        j.ContactCounted(day=DAY, desk="VAF", topic="credit"),
        b'{"kind":"outreach.contact","day":"2026-11-21","desk":"VAF","topic":"credit"}',
    ),
    (
        j.LineDone("PALE", j.Outcome.DONE),
        b'{"kind":"visit.line_done","service":"PALE","outcome":"done"}',
    ),
    (
        j.DocumentSeen("PALE", "id", j.Verdict.SEEN, "acta"),
        b'{"kind":"visit.document","service":"PALE","requirement":"id","verdict":"seen","document":"acta"}',
    ),
    (
        j.PaperPrint("receipt", "jj", j.PrintState.SENT, 1),
        b'{"kind":"paper.print","paper":"receipt","job":"jj","state":"sent","copy":1}',
    ),
)
PACK = Path(__file__).with_name("pack-0.1.0.msgpack").read_bytes()


@pytest.mark.parametrize(("body", "raw"), WRITTEN, ids=lambda one: type(one).__name__)
def test_an_entry_has_the_bytes_of_the_first_version_and_is_read_from_them(body: j.Body, raw: bytes) -> None:
    assert j.encode(body) == raw
    assert msgspec.json.decode(raw, type=type(body)) == body


def test_a_birth_date_that_was_none_costs_nobody_the_name() -> None:
    """0.1.0 kept a birth date as it was typed: the person is known all the same, and the date is not."""
    raw = b'{"kind":"visit.identified","name":{"given":"Rosa","surname1":"Soto","surname2":""},"born":"31/02/1980"}'
    header = chain.Header("d" * 20, 1, "", Hlc(1 << 16), "ana", "visit.identified", "a" * 20, "b" * 64)
    visit = fold("a" * 20, [j.Fact(header, msgspec.json.decode(raw, type=j.Identified))])
    assert (visit.name, visit.born) == (ROSA, None)


def test_a_pack_of_the_first_version_is_read_and_written_back_byte_for_byte() -> None:
    read = pack.decode(PACK)
    assert read.days == (pack.EventDay(DAY, time(8), time(17, 30), ((time(12), time(12, 45)),)),)
    assert [(one.day, one.born) for one in read.appointments] == [(DAY, None), (DAY, date(1990, 5, 9))]
    assert pack.encode(read) == PACK


def test_rows_that_the_first_version_stored_are_read() -> None:
    """It wrote every field, an unknown date as an empty text; a row of this version is read in one step."""
    visit = b'{"id":"a","state":"booked","day":"","born":"31/02/1980","name":{"given":"Rosa"}}'
    assert DatedDecoder(Visit).decode(visit) == Visit("a", VisitState.BOOKED, name=PersonName("Rosa"))
    application = b'{"id":"a","state":"sealed","day":"2026-11-21","ready_day":""}'
    assert DatedDecoder(Application).decode(application) == Application("a", day=DAY)
    booked = b'{"id":"a","day":"2026-11-21","slot_ms":5,"services":["PALE"],"name":{"given":"Rosa"},"born":""}'
    assert DatedDecoder(Appointment).decode(booked) == Appointment("a", DAY, 5, ("PALE",), PersonName("Rosa"))
    for kept in (Visit("a", day=DAY, born=date(1990, 5, 9)), Visit("b")):
        assert DatedDecoder(Visit).decode(msgspec.json.encode(kept)) == kept


def test_what_is_no_record_is_still_refused() -> None:
    for raw in (b"", b"[]", b'{"id":1}', b'{"id":"a","day":5}', b'{"id":"a","strange":""}'):
        with pytest.raises(msgspec.DecodeError):
            DatedDecoder(Visit).decode(raw)
    for raw in (b"", b"\x90", b"\x80", PACK[:-1]):
        with pytest.raises(msgspec.DecodeError):
            pack.decode(raw)


def test_a_date_is_written_in_one_way_only() -> None:
    assert iso_date("2026-11-21") == DAY
    for text in ("", "20261121", "2026-W47-6", "2026-02-30", "21/11/2026", "2026-11-21 ", "ayer"):
        assert iso_date(text) is None
    assert (iso_text(DAY), iso_text(None)) == ("2026-11-21", "")
