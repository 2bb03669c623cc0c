"""Every kind of form that this desk fills. A new one is a definition with its table, and a line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fieldkit.desk.accounts.till_count import COUNT
from fieldkit.desk.capture.application_form import APPLICATION
from fieldkit.desk.forms.form import Form
from fieldkit.desk.outreach_forms import CONTACT, SESSION
from fieldkit.desk.protection.cases import CASE

FORMS: Mapping[str, type[Form[Any, object]]] = MappingProxyType(
    {one.form.kind: one.form for one in (APPLICATION, CASE, SESSION, CONTACT, COUNT)}
)
