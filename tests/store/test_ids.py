"""Ids in the order in which they were made."""

import uuid
from time import sleep, time

from portal.store.ids import new_id


def test_an_id_is_a_version_7_uuid_that_tells_its_millisecond() -> None:
    before = int(time() * 1000)
    made = new_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= time() * 1000


def test_later_ids_sort_after_earlier_ones_and_none_comes_twice() -> None:
    made = []
    for _ in range(3):
        made.append([new_id() for _ in range(300)])
        sleep(0.002)
    assert max(made[0]) < min(made[2])
    assert len({each for some in made for each in some}) == 900
