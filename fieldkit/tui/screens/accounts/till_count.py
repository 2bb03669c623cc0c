"""Counting the till: how many of each note and coin. What should be there is not shown, so that people count."""

from fieldkit.desk.accounts import till, till_count
from fieldkit.domain.accounts.till import Till
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.screens.form import FormScreen


class CountScreen(FormScreen):
    """A count at opening or at close."""

    DRAFTING = till_count.COUNT
    POST = "till"
    NAME = N_("Contar la caja")
    ABOUT = N_(
        "Escriba cuántos billetes y monedas hay de cada uno; lo que no hay se deja vacío. Enter pasa al que sigue; en "
        "el último guarda la cuenta. Lo que debería haber se ve después de contar. Se puede contar otra vez. Lo "
        "contado a medias se queda guardado."
    )

    def title_words(self) -> str:
        """Which count."""
        return _("Contar la caja {moment}").format(moment=_(till.MOMENTS[self._draft.service]))

    def progress(self) -> str:
        """What the pieces come to."""
        numbers = {int(worth): text for worth, text in self._values.items() if text.isascii() and text.isdecimal()}
        cents = sum(worth * int(text) for worth, text in numbers.items())
        return _("Contado: {money}").format(money=labels.money(cents))

    def verdict(self, done: Till) -> Feedback:
        """What there should have been."""
        last = done.counts[-1]
        found = _("Contado: {money}").format(money=labels.money(last.cents))
        difference = last.cents - last.expected
        if not difference:
            return good(f"{found}.", _("Es lo que debe haber."))
        more = _("Debía haber {expected}: cuente otra vez, o quien supervisa firma el motivo en Cierre.")
        words = _("{found}, faltan {money}.") if difference < 0 else _("{found}, sobran {money}.")
        said = words.format(found=found, money=labels.money(abs(difference)))
        return warn(said, more.format(expected=labels.money(last.expected)))
