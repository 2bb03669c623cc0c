"""The till and the box on real screens, by keyboard alone: taken, given back, counted, and signed for at close."""

from pathlib import Path

import pytest
from textual.widgets import Input

from fieldkit.desk.accounts import blank_stock, cashier, till
from fieldkit.desk.closing import day_close
from fieldkit.desk.session import Session
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.screens.accounts.till_count import CountScreen
from tests.desk.test_accounts import submitted
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import present
from tests.support.tui_hands import Desk, desk

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def two_sealed(session: Session) -> list[str]:
    return [submitted(session, hall.walk_in(session, services=("PAS-AR",)).id) for _ in range(2)]


async def written(at: Desk, text: str) -> None:
    await at.type(text)
    await at.press("enter")


async def test_the_cashier_counts_takes_gives_back_and_is_told_what_should_be_there(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till") as at:
        await at.app.store_thread.ask(two_sealed)
        await at.press("ctrl+n")
        await at.sees("Contar el efectivo:")
        await at.press("1")
        await at.until(lambda: isinstance(at.app.screen, CountScreen))
        await written(at, "1")
        await at.press("enter")
        await written(at, "dos")
        await at.sees("✗ Se escribe un número entero")
        await at.press("ctrl+g")
        await at.sees("✗ Faltan o están mal: 1", "Se escribe un número entero")
        await at.press("ctrl+g")
        await at.sees("✗ Esa cuenta no se puede anotar", "Contado: US$ 100.00")
        await at.press("escape", "escape")
        await at.sees("¿Dejarla?")
        await at.press("1")
        await at.until(lambda: isinstance(at.app.screen, CountScreen))
        at.app.screen.query_one("#field-2000 ScanInput", Input).value = ""
        await at.press("ctrl+g")
        await at.sees("✓ Contado: US$ 100.00.", "Es lo que debe haber.")
        await written(at, "A001")
        await at.sees("A001 · Pasaporte de adulto, renovación: US$ 209.00. ¿Cómo pagó?")
        await at.press("4")
        await at.sees("¿Cuánto paga ahora?")
        await written(at, "100.50")
        await at.sees("US$ 100.50. ¿Cómo pagó?")
        await at.press("1")
        await at.sees("¿Cuánto recibe?", "100.50")
        await written(at, "90")
        await at.sees("✗ No alcanza para lo que se cobra")
        await written(at, "A001")
        await at.press("4")
        await written(at, "100.50")
        await at.press("1")
        await written(at, "120")
        await at.sees("US$ 108.50. ¿Cómo pagó?")
        await at.press("2")
        await at.sees("✓ A001: pago anotado, US$ 108.50. Recibo RA0002.", "US$ 200.50 debe haber")
        await at.press("down", "enter")
        await at.sees("A001 pagó US$ 100.50, Efectivo. ¿Por qué se devuelve?")
        await at.press("1")
        await at.sees("¿Cuánto se devuelve?", "100.50")
        await at.press("enter")
        await at.sees("A001: se devuelven US$ 100.50. ¿Quién firma la devolución?")
        await written(at, kit.PASSPHRASE)
        await at.sees("✓ A001: devolución anotada, US$ 100.50.", "US$ 100.00 debe haber")
        await written(at, "A001")
        await at.sees("US$ 100.50. ¿Cómo pagó?")
        await at.press("escape")


async def test_a_refund_without_cash_is_refused_in_words(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till") as at:
        [first, _] = await at.app.store_thread.ask(two_sealed)

        def prepare(session: Session) -> None:
            visit = present(session.store.people.application(first)).visit
            cashier.pay(session, visit, "PAS-AR", 500, "cash")
            till.hand_over(session, 500)

        await at.app.store_thread.ask(prepare)
        await at.front(DeskScreen).renew()
        await at.sees("US$ 0.00 debe haber")
        await at.press("enter", "1")
        await at.sees("¿Cuánto se devuelve?")
        await at.press("enter")
        await at.sees("✗ No alcanza el efectivo de la caja", "hay US$ 0.00 y se piden US$ 5.00")


async def test_printed_receipts_are_asked_for_and_cash_is_handed_over(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till", receipts="typed") as at:
        await at.app.store_thread.ask(two_sealed)
        await written(at, "A002")
        await at.press("1")
        await at.sees("Hoy nadie ha contado la caja al abrir.")
        await at.press("2")
        await at.sees("¿Cuánto recibe?")
        await at.press("enter")
        await at.sees("¿Qué folio tiene el recibo?")
        await written(at, "CHI-77")
        await at.sees("✓ A002: pago anotado, US$ 209.00. Recibo CHI-77.")
        await at.press("ctrl+r")
        await at.sees("¿Cuánto efectivo se entrega?")
        await written(at, "200")
        await at.sees("¿Qué número tiene el sobre?")
        await written(at, "S-1")
        await at.sees("✓ Entrega anotada: US$ 200.00.", "US$ 9.00 debe haber")


async def test_a_scanned_folio_asks_for_whom_it_was_used(tmp_path: Path) -> None:
    async with desk(tmp_path, post="blank_stock") as at:
        [_, application] = await at.app.store_thread.ask(two_sealed)
        await at.press("ctrl+n")
        await at.sees("¿De cuáles?")
        await at.press("1", "1")
        await at.sees("¿Cuál es el primer folio?")
        await written(at, "g00000001")
        await at.sees("¿Y el último folio?")
        await at.press("end")
        for _ in range(2):
            await at.press("backspace")
        await written(at, "10")
        await at.sees("✓ Anotado", "Deben quedar: 10.", "G00000001 – G00000010")
        await written(at, "G00000004")
        await at.sees("Se usó para A002", "Se usó para A001", "Se echó a perder")
        await at.press("1")
        await at.sees("✓ Folio G00000004: usado para A002.")
        assert present((await at.app.store_thread.ask(blank_stock.state)).used_for(application)).folio == "G00000004"
        await written(at, "G00000099")
        await at.sees("✗ Ese folio no está en existencia")
        await written(at, "G00000004")
        await at.sees("usado para A002. ¿Qué pasó con él?")
        await at.press("1", "1")
        await at.sees("✓ Folio G00000004: inutilizado.")
        await written(at, "G00000004")
        await at.sees("! El folio G00000004 está inutilizado.")


async def test_the_close_asks_for_a_reason_and_a_signature_before_it_closes(tmp_path: Path) -> None:
    async with desk(tmp_path, post="blank_stock", appointments=()) as at:
        await at.app.store_thread.ask(
            lambda session: blank_stock.receive(session, "passport", "G00000001", "G00000010")
        )
        await at.press("ctrl+n", "1", "4")
        await at.sees("¿Cuántos tiene en la mano?")
        await written(at, "9")
        await at.sees("! Contados: 9.", "Debe haber 10")
        await at.press("f7")
        await at.sees("✎ Libretas de pasaporte: faltan 1 y falta el motivo")
        await at.press("ctrl+g")
        await at.sees("Renglones por confirmar: 1.")
        await at.press("enter")
        await at.sees("¿Por qué?", "Extravío")
        await at.press("1")
        await at.sees("¿Quién firma?")
        await written(at, kit.PASSPHRASE)
        await at.sees("✓ Firmado y anotado.", "ana", "✓ Todo cuadra. Ctrl+G cierra el día.")
        box = await at.app.store_thread.ask(blank_stock.box, "passport")
        assert [(one.operator, one.difference, one.reason) for one in box.signed] == [("ana", -1, "lost")]
        await at.press("ctrl+g")
        await at.sees("¿Cerrar el día")
        await at.press("2")
        await at.sees("✓ El día está cerrado.", "✓ El día está cerrado. Si alguien llega todavía")
        assert not (await at.app.store_thread.ask(day_close.summary)).notices


async def test_a_row_of_the_close_names_whom_it_is_about_and_leads_there(tmp_path: Path) -> None:
    async with desk(tmp_path, post="close", appointments=()) as at:
        await at.app.store_thread.ask(two_sealed)
        await at.front(DeskScreen).renew()
        await at.sees("! Personas aún en la fila")
        await at.press("home", "enter")
        await at.sees("A001, A002", "Lo leí; queda así", "Ir a verlo")
        await at.press("2")
        await at.until(lambda: at.app.current_mode == "queue")


async def test_a_lost_booklet_is_signed_for_and_found_again(tmp_path: Path) -> None:
    async with desk(tmp_path, post="blank_stock") as at:
        await at.app.store_thread.ask(
            lambda session: blank_stock.receive(session, "passport", "G00000001", "G00000003")
        )
        await written(at, "G00000002")
        await at.press("2", "1")
        await at.sees("Folio G00000002: se da por perdido. ¿Quién firma?")
        await written(at, "otra cosa")
        await at.sees("✗")
        assert not await at.app.store_thread.ask(blank_stock.lost)
        await written(at, kit.PASSPHRASE)
        await at.sees("✓ Folio G00000002: dado por perdido.")
        await written(at, "G00000002")
        await at.press("1")
        await at.sees("✓ Folio G00000002: apareció.")
        assert not await at.app.store_thread.ask(blank_stock.lost)


async def test_cash_with_change_takes_five_keys_and_its_receipt_one(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till") as at:
        await at.app.store_thread.ask(two_sealed)
        await at.app.store_thread.ask(lambda session: till.count(session, "open", {10000: 1}))
        await written(at, "A001")
        await at.press("1", "2", "2", "0", "enter")
        await at.sees("✓ A001: pago anotado, US$ 209.00. Cambio: US$ 11.00.", "Recibo RA0001. F8 lo imprime.")
        await at.sees("US$ 100.00 al abrir", "US$ 309.00 debe haber")
        await at.press("f8")
        await at.sees("Recibo de pago del A001: enviado a la impresora.")


async def test_without_an_opening_count_cash_is_taken_only_after_a_word(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till") as at:
        await at.app.store_thread.ask(two_sealed)
        await written(at, "A001")
        await at.press("1")
        await at.sees("Hoy nadie ha contado la caja al abrir.", "Contar primero")
        await at.press("1")
        await at.sees("! No se cobró nada.")
        assert not await at.app.store_thread.ask(cashier.payments)
        await written(at, "A001")
        await at.press("1", "2", "enter")
        await at.sees("✓ A001: pago anotado, US$ 209.00.", "US$ 0.00 sin contar")
        await written(at, "A002")
        await at.press("1", "enter")
        await at.sees("✓ A002: pago anotado", "US$ 418.00 debe haber")


async def test_the_column_adds_up_after_a_late_opening_count(tmp_path: Path) -> None:
    async with desk(tmp_path, post="till") as at:
        [first, _] = await at.app.store_thread.ask(two_sealed)

        def late(session: Session) -> None:
            visit = present(session.store.people.application(first)).visit
            cashier.pay(session, visit, "PAS-AR", 20_900, "cash")
            till.count(session, "open", {10000: 3, 500: 1})

        await at.app.store_thread.ask(late)
        await at.front(DeskScreen).renew()
        await at.sees("US$ 209.00 sin contar", "US$ 0.00 cobrado", "US$ 209.00 debe haber")
        await at.sees("US$ 96.00 diferencia")
