"""The courier against a real headquarters, and against everything that only looks like one."""

from sync.archive import Archive
from tests import sync_world as world


def test_batches_and_blobs_arrive_and_only_then_have_receipts(
    headquarters: int, sqlite_archive: Archive, kit: world.Kit
) -> None:
    kit.add_batch(200_000, 3_000)
    kit.add_batch()
    kit.add_batch(500_000)
    seen: list[tuple[int, int]] = []
    with kit.courier(headquarters) as courier:
        outcome = courier.run_once(lambda done, total: seen.append((done, total)))
    assert outcome.problem is None, str(outcome.problem)
    assert outcome.sent == [1, 2, 3]
    world.assert_all_arrived_once(sqlite_archive, kit)
    world.assert_receipts_are_true(sqlite_archive, kit)
    assert sorted(kit.outbox.kept) == [1, 2, 3]
    assert seen[-1][0] == seen[-1][1]
