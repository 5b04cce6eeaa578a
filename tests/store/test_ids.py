"""Ids in the order in which they were made."""

import subprocess
import sys
import uuid
from time import sleep, time

from portal.store.ids import below, new_id


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


def test_processes_that_part_make_ids_of_their_own() -> None:
    script = """
import os
from portal.store.ids import below, new_id

new_id()
for _ in range(4):
    if os.fork() == 0:
        os.write(1, f"{new_id().int % 2**62} {below(2**60)} ".encode())
        os._exit(0)
    os.wait()
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert len(said) == len(set(said)) == 8


def test_a_number_below_another_is_any_of_them() -> None:
    assert {below(3) for _ in range(200)} == {0, 1, 2}
