"""Waiting for slow things beside the work: a printer that hangs must hold up neither a key nor the lock."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def run_aside(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread of its own; raises what it raises.

    Not in the loop's own pool: that one is waited for when the program ends, as long as a dead printer takes.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, problem: BaseException | None) -> None:
        if done.cancelled():
            return
        if problem is not None:
            done.set_exception(problem)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # no problem: then it is what ``work`` returned

    def run() -> None:
        result, problem = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - raised again where it is waited for
            problem = raised
        with suppress(RuntimeError):  # the program has ended meanwhile, and nobody waits
            loop.call_soon_threadsafe(tell, result, problem)

    threading.Thread(target=run, name="run_aside", daemon=True).start()
    return await done
