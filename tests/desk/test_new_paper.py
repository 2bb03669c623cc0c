"""A new paper is one table in the file of papers: with it, it is offered, printed and asked of the rehearsal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.printing.print_jobs import PaperOrder
from fieldkit.desk.session import Session
from fieldkit.domain.journal import PrintState
from fieldkit.rehearsal.check import paper_check
from fieldkit.rehearsal.plan.plan import make
from fieldkit.rehearsal.play import paperwork
from printing import template
from tests.bench import scene
from tests.support import kit

NOTICE = """
[way_out]
name = { es = "Aviso de salida", en = "Exit notice" }
title = "aviso"
offered = "here"
face = [
  { number = "{number}" },
  { say = { es = "{event}" }, role = "strong" },
  { say = { es = "Salga por la puerta sur", en = "Leave by the south door" } },
]
"""


@pytest.fixture
def way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file of papers with one more."""
    file = tmp_path / "papers.toml"
    file.write_text(template._FILE.read_text(encoding="utf-8") + NOTICE, encoding="utf-8")
    monkeypatch.setattr(template, "_FILE", file)
    template.layouts.cache_clear()
    yield
    template.layouts.cache_clear()


@pytest.fixture
def session(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", hq, clock)
    yield made
    made.store.close()


@pytest.mark.usefixtures("way_out")
def test_a_new_paper_touches_one_table(session: Session) -> None:
    visit = scene.arrive(session)
    assert printable.name("way_out") == "Aviso de salida"
    assert "way_out" in [offer.paper for offer in printable.offers(session, visit)]
    printed = print_jobs.print_paper(session, PaperOrder(visit.id, "way_out"))
    assert printed.printed["way_out"].state is PrintState.SENT
    assert [path.name for path in session.home.printed.glob("A001-aviso-*.png")] != []


@pytest.mark.usefixtures("way_out")
def test_the_rehearsal_prints_a_new_paper_and_knows_what_stands_on_it(session: Session) -> None:
    plan = make(1, 12, kit.DAY)
    assert "way_out" in paperwork.wanted(plan, set())
    visit = scene.arrive(session)
    work = paperwork.Paperwork(session, plan)
    for _each in template.layouts():
        if (due := work.due([session.visit(visit.id)])) is not None:
            work.print(due)
    assert "way_out" in paperwork.done([session.visit(visit.id)])
    assert paper_check._shown("way_out") == {"number", "event"}
    assert paper_check._shown("label") == {"event", "folio"}
