"""Where a report goes: to the terminal, or whole into a file that only its owner reads."""

import argparse
import sys

from fieldkit.errors import KitProblem
from fieldkit.locale import N_, _
from fieldkit.report.formats import FORMATS
from fieldkit.report.model import Report
from sync import durable_files


class NeedsFile(KitProblem):
    title = N_("Un PDF no se puede mostrar en la terminal")
    cause = N_("Falta el archivo en que se escribe.")
    remedy = N_("Repita la orden con --out ARCHIVO.pdf.")


def give(report: Report, options: argparse.Namespace) -> int:
    """Write the report in the form that was asked for. Raises NeedsFile."""
    if options.format == "pdf" and options.out is None:
        raise NeedsFile
    content = FORMATS[options.format](report)
    if options.out is None:
        sys.stdout.write(content.decode())
        return 0
    durable_files.write(options.out, content)
    print(_("✓ Informe en {file} ({mark})").format(file=options.out, mark=report.mark))
    return 0
