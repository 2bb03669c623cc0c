"""Pages for the public, from templates: everything that is filled in is escaped unless it is marked as safe."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_HERE = Path(__file__).parent
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    auto_reload=False,  # otherwise every page looks at its files' dates
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, **facts: object) -> str:
    """A template of this folder with its facts. Raises UndefinedError for a fact that it lacks."""
    return _ENVIRONMENT.get_template(template).render(facts)


def shipped(file: str) -> Markup:
    """A style or a script of this folder, to stand in a page as it is."""
    return Markup((_HERE / file).read_text(encoding="utf-8"))  # noqa: S704 - comes with the program


def security_policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page with this style and script and nothing from elsewhere."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
