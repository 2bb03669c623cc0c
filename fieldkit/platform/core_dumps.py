"""What a crash may leave on the disk: the one place that asks the system not to write memory out."""

import sys


def leave_no_core() -> None:
    """No core file for this process and its children: memory holds the store's key and what is being typed.

    Unix only; Windows writes no dump of memory unless an administrator asked for it.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
