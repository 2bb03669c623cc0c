"""Documents asked for: by type, validity, age band and sex, and what headquarters made of them."""

from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.locale import N_, _
from fieldkit.report import dimensions
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.dimensions import Book
from fieldkit.report.model import Section

_STATES = {
    ApplicationState.SEALED: N_("Sin decidir"),
    ApplicationState.ACCEPTED: N_("Aceptadas"),
    ApplicationState.RETURNED: N_("Devueltas"),
}
_SOURCE = N_("solicitudes selladas, cada una una vez y en su última revisión; las desechadas no cuentan")
_BANDS = N_("solicitudes selladas; edad en años cumplidos el día de la solicitud, por las edades que rigen ese día")


class Documents:
    """Counts applications of the services that identify somebody: each ends in a document."""

    def __init__(self, book: Book) -> None:
        self._services = book.catalog.services
        states = Dimensions(
            "state", _("Respuesta"), {state.value: _(name) for state, name in _STATES.items()}, _("Otra")
        )
        self.cube = Crosstab(
            "documents", book.place(), book.service(), dimensions.years(), book.sex(), book.document_age(), states
        )

    def add(self, place: str, one: Application) -> None:
        """One application."""
        service = self._services.get(one.service)
        if one.state is ApplicationState.DISCARDED or (service is not None and service.privacy != "identity"):
            return
        self.cube.add(place, one.service, str(one.years), one.sex, one.age_band, one.state.value)

    def sections(self) -> list[Section]:
        """By type and sex, validity, age, and answer."""
        if not self.cube:
            return []
        source, answer = _(_SOURCE), _("Documentos por tipo y respuesta de la oficina central")
        cross = self.cube.crossing
        tables = [
            cross("documents-type", _("Documentos por tipo y sexo"), "service", "sex", source),
            cross("documents-validity", _("Documentos por vigencia y sexo"), "years", "sex", source),
            cross("documents-age", _("Documentos por edad y sexo"), "age", "sex", _(_BANDS)),
        ]
        if len(self.cube.by("state")) > 1:
            tables.append(cross("documents-answer", answer, "service", "state", source))
        return [Section(_("Documentos"), tuple(tables))]
