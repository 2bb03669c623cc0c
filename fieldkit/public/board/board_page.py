"""The board's page: one document with its own style and script, both languages, nothing from elsewhere."""

import json
from typing import NamedTuple

from markupsafe import Markup

from fieldkit.locale import N_, durations, translate
from fieldkit.public.pages import page, security_policy, shipped


class Words(NamedTuple):
    """The same in both languages."""

    es: str
    en: str


_NOTICES = (
    N_("Privacidad: aquí solo se muestran números. Lea el aviso completo en su boleto, en su teléfono o en recepción."),
    N_("Cuidado con los fraudes: solo se cobran los precios publicados. Nadie puede venderle un lugar ni una cita."),
    N_("¿Necesita ayuda? CIAM, las 24 horas: {line}"),
)
_WORDS = {
    "table": N_("Mesa {table}"),
    "row": N_("mesa {table}"),
    "say": N_("Número {number}, mesa {table}"),
    "wait": N_("Quien llega ahora sin cita espera cerca de {p50}; probablemente no más de {p80}."),
    **durations.WORDS,
    "free": N_("Quien llega ahora pasa en seguida o espera poco."),
    "old": N_("Sin noticias de la fila desde hace {n} min. Pregunte en recepción."),
    "older": N_("Sin noticias de la fila desde hace {n} horas. Pregunte en recepción."),
    "nothing": N_("Esperando a la fila…"),
    "sound": N_("♪ Sonido encendido: M lo apaga"),
    "muted": N_("Sonido apagado: M lo enciende"),
    "touch": N_("Oprima una tecla para el sonido"),
    **{f"notice{n}": notice for n, notice in enumerate(_NOTICES)},
}
TITLE = N_("Turnos")
CALLING = N_("Pase ahora")
LAST = N_("Últimos llamados")
MISSED = N_("No vinieron: pasen a recepción")


def _both(message: str) -> Words:
    return Words(message, translate(message, "en"))


def _words() -> str:
    told = {language: {key: translate(words, language) for key, words in _WORDS.items()} for language in ("es", "en")}
    # A script block ends at the first "</", whatever it holds.
    return json.dumps({**told, "notices": len(_NOTICES)}, ensure_ascii=False).replace("</", "<\\/")


_STYLE, _SCRIPT = shipped("board/board.css"), shipped("board/board.js")
PAGE = page(
    "board/board.html",
    title=TITLE,
    style=_STYLE,
    script=_SCRIPT,
    words=Markup(_words()),  # noqa: S704 - the program's own words, as JSON that ends no script
    calling=_both(CALLING),
    last=_both(LAST),
    missed=_both(MISSED),
)
HEADERS = {
    "Content-Security-Policy": security_policy(_STYLE, _SCRIPT),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
