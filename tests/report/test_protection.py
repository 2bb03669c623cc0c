"""Protection and outreach in the report: what the Ministry publishes, from facts that name nobody."""

from datetime import date
from typing import Any

from fieldkit.domain import journal as j
from fieldkit.domain.outreach import standing
from fieldkit.report import disclosure_control, protection
from fieldkit.report.build import CountedThing
from fieldkit.report.model import Report
from sync.journal import chain
from sync.journal.chain import Hlc
from tests.support.report_facts import DAY, application, figures, report

BOY, GIRL = j.CasePerson("H", 17, ("unaccompanied",)), j.CasePerson("M", 11, ("unaccompanied", "illness"))
TEEN = j.CasePerson("H", 12, ("unaccompanied",))


def facts(subject: str, *bodies: j.Kind, start: int = 1) -> list[j.Fact]:
    return [
        j.Fact(chain.Header("d" * 20, n, "0" * 64, Hlc(n), "ana", j.tag(body), subject, "0" * 64), body)
        for n, body in enumerate(bodies, start)
    ]


def sealed(field: str = "immigration", *persons: j.CasePerson, day: date = DAY, **more: Any) -> j.CaseSealed:
    return j.CaseSealed("C1", day.isoformat(), field, persons or (j.CasePerson("M", 40),), (), **more)


def followed(revision: int = 2, day: date = DAY, **more: Any) -> j.CaseFollowed:
    return j.CaseFollowed(revision, day.isoformat(), (), **more)


def case(*bodies: j.Kind, first: date = DAY, last: date = DAY) -> protection.CaseWork | None:
    return protection.work("c1", facts("c1", *bodies), first, last)


def made(*cases: protection.CaseWork | None, full: bool = True) -> Report:
    return report(*(one for one in cases if one), full=full)


def test_cases_persons_and_minors_are_counted() -> None:
    found = made(
        case(sealed("immigration", BOY, GIRL)),
        case(sealed("immigration", TEEN), followed(), followed(3, closed=True)),
        case(sealed("labour")),
    )
    assert figures(found, "case-work") == {
        "Abiertos": [3, 5000],
        "Seguimientos": [2, 3333],
        "Concluidos": [1, 1667],
        "Total": [6, 10000],
    }
    assert figures(found, "cases") == {"Migratorio": [2, 6667], "Laboral": [1, 3333], "Total": [3, 10000]}
    assert figures(found, "protected")["Migratorio"] == [2, 1, 3, 7500]
    assert figures(found, "minors") == {
        "menos de 12 años": [0, 1, 1, 3333],
        "12 a 16 años": [1, 0, 1, 3333],
        "17 años": [1, 0, 1, 3333],
        "Total": [2, 1, 3, 10000],
    }
    assert figures(found, "marks")["Enfermedad"] == [0, 1, 1, 2500]


def test_returns_of_children_are_counted_by_direction_when_they_took_place() -> None:
    opened = sealed("family", hague="mexico", day=date(2026, 3, 1))
    returned = case(opened, followed(hague="mexico"))
    assert returned is not None
    assert not returned.opened
    found = made(returned, case(sealed("family", hague="residence")), case(opened, followed(hague="residence")))
    assert figures(found, "hague-returned") == {
        "Restitución a México": [1, 5000],
        "Restitución al país de residencia": [1, 5000],
        "Total": [2, 10000],
    }
    assert figures(found, "hague-asked")["Total"] == [1, 10000]


def test_a_follow_up_received_twice_counts_once_and_other_days_do_not_count() -> None:
    twice = protection.work("c1", facts("c1", sealed(), followed()) * 2, DAY, DAY)
    assert twice is not None
    assert twice.followed == 1
    assert case(sealed(day=date(2025, 1, 1)), followed(day=date(2025, 2, 1))) is None


def test_without_the_role_no_more_than_how_many_cases_there_were() -> None:
    found = made(case(sealed("criminal", BOY, referral="ciam")), full=False)
    assert [one.key for one in found.tables] == ["case-work"]
    assert figures(found, "case-work")["Total"] == [1, 10000]


def test_few_cases_are_not_told_to_others_at_all() -> None:
    found = disclosure_control.shared(made(case(sealed("criminal", BOY)), case(sealed("labour"))))
    assert all(cell.value is None for one in found.tables for row in one.rows for cell in row.cells)


def outreach(*bodies: j.Kind) -> list[CountedThing]:
    told = [fact for n, body in enumerate(bodies, 1) for fact in facts(f"s{n}", body, start=n)]
    return [CountedThing("chicago", one) for one in standing(told)]


def test_sessions_contacts_advice_and_referrals_are_counted() -> None:
    day = DAY
    found = report(
        *outreach(
            j.SessionHeld(day, "pale_week", False, "labour", 40, 12, {"ciam": 3}),
            j.SessionHeld(day, "pale_week", True, "labour", 25),
            j.SessionHeld(day, "detention_visit", False, "immigration", 8, 8),
            j.ContactCounted(day, "VDS", "vaccination", 30),
            j.ContactCounted(day, "DACA", "informed", 20),
            j.ContactCounted(day, "DACA", "document", 2),
            j.ContactCounted(day, "PALE", "labour", 1, referral="ciam"),
        ),
        application(1, service="PALE", topic="labour"),
        application(2, service="PALE", topic="family"),
    )
    assert figures(found, "sessions")["Jornada de asesoría legal (PALE)"] == [1, 1, 2, 6667]
    assert figures(found, "reached")["Total"] == [48, 25, 73, 10000]
    assert figures(found, "consultations")["Visita a un centro de detención"] == [8, 4000]
    assert figures(found, "contacts")["Total"] == [53, 10000]
    assert figures(found, "daca") == {
        "Recibió información": [20, 9091],
        "Documento de identidad expedido": [2, 909],
        "Total": [22, 10000],
    }
    assert figures(found, "advice") == {
        "Laboral": [1, 1, 2, 6667],
        "Civil o familiar": [1, 0, 1, 3333],
        "Total": [2, 1, 3, 10000],
    }
    assert figures(found, "referrals")["CIAM"] == [3, 1, 4, 10000]


def test_what_was_withdrawn_does_not_count() -> None:
    contact = j.ContactCounted(DAY, "VDS", "vaccination", 30)
    told = facts("s1", contact, j.OutreachWithdrawn())
    assert report(*(CountedThing("chicago", one) for one in standing(told))).tables == ()
