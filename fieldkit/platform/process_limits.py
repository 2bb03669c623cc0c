"""What a process may take from the computer, set by the process itself: memory, processor time, files.

Unix kernels have limits; macOS takes the one on memory and does not keep it; Windows puts a process into a job.
"""

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes

_WATCH_SECONDS = 0.05


def no_files() -> None:
    """This process writes no file from here on. Windows has no such limit."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def most_memory(limit: int) -> None:
    """At most ``limit`` bytes for this process: beyond it, it fails to get more, or ends."""
    if sys.platform == "win32":
        _job(limit)
    elif sys.platform == "darwin":
        threading.Thread(target=_watch, args=(limit,), daemon=True).start()
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@contextmanager
def most_seconds(seconds: int) -> Iterator[None]:
    """Inside, at most so much processor time, or the kernel ends the process. On Windows whoever waits must end it."""
    if sys.platform == "win32":
        yield
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, most))
    yield
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _watch(limit: int) -> None:
    """End this process when it took more than ``limit`` bytes; only for macOS, which counts them in bytes."""
    if sys.platform == "darwin":
        import resource

        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= limit:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    ]


class _JobLimits(ctypes.Structure):
    _fields_ = [
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


_EXTENDED_LIMITS = 9
_PROCESS_MEMORY = 0x100


def _job(limit: int) -> None:
    """Put this process into a job of its own with a limit on memory; the job lives as long as the process."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = _JobLimits()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY
        limits.ProcessMemoryLimit = limit
        job = kernel.CreateJobObjectW(None, None)
        size = ctypes.sizeof(limits)
        if not (
            job
            and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        ):
            raise ctypes.WinError(ctypes.get_last_error())
