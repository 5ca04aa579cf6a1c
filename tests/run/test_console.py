# SPDX-License-Identifier: GPL-2.0
"""What is read out of a console, whatever is on it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from campaign.boot.console import Result, name_of, read

GOOD = """\
[    0.000000] Linux version 6.12.117 (gcc (Debian 12.2.0) 12.2.0)
[    1.100000] KTAP version 1
[    1.100001] 1..3
[    1.200000] ok 1 fork
[    1.250000] # skip: no huge pages
[    1.300000] ok 2 swapin # SKIP
[    1.400000] ok 3 memory
[    1.500000] # end of the run
[    2.500000] reboot: Restarting system
"""


def test_results_reasons_and_the_end() -> None:
    said = read(GOOD.encode())
    assert said.planned == 3
    assert said.ended
    assert said.results == [
        Result("fork", "ok", ""),
        Result("swapin", "skip", "no huge pages"),
        Result("memory", "ok", ""),
    ]
    assert said.reports == []
    assert said.last == "reboot: Restarting system"


def test_a_failure_has_the_first_reason_and_how_it_ended() -> None:
    text = GOOD.replace(
        "[    1.200000] ok 1 fork",
        "[    1.150000] # fail: shared: page 3 holds 0, not 0x3003\n"
        "[    1.160000] # fail: a child ended with status 0x100\n"
        "[    1.200000] not ok 1 fork # status 1",
    )
    first = read(text.encode()).results[0]
    assert first.status == "fail"
    assert first.why == "shared: page 3 holds 0, not 0x3003; status 1"


def test_a_reason_is_not_carried_over_to_the_next_program() -> None:
    said = read(b"# fail: one\nnot ok 1 a # status 1\nnot ok 2 b # signal 11\n")
    assert [result.why for result in said.results] == ["one; status 1", "signal 11"]


def test_the_first_of_two_results_counts() -> None:
    said = read(b"not ok 1 a # status 1\nok 1 a\n")
    assert [result.status for result in said.results] == ["fail"]


@pytest.mark.parametrize(
    "line",
    [
        "BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:-3",
        "WARNING: possible recursive locking detected",
        "WARNING: CPU: 1 PID: 77 at mm/page_table_check.c:102 __page_table_check_zero+0x1a/0x30",
        "WARNING: bad unlock balance detected!",
        "WARNING: lock held when returning to user space!",
        "WARNING: suspicious RCU usage",
        "BUG: sleeping function called from invalid context at mm/rmap.c:10",
        "BUG: KASAN: slab-use-after-free in move+0x1/0x2",
        "BUG: unable to handle page fault for address: ffffc90000000000",
        "INFO: task fork:77 blocked for more than 60 seconds.",
        "rcu: INFO: rcu_sched self-detected stall on CPU",
        "refcount_t: underflow; use-after-free.",
        "kernel BUG at mm/rmap.c:1200!",
        "Kernel panic - not syncing: Fatal exception",
        "page dumped because: VM_BUG_ON_FOLIO(x)",
        "Unable to handle kernel NULL pointer dereference at virtual address 00000004",
        "Internal error: Oops: 17 [#1] ARM",
        "BUG: workqueue lockup - pool cpus=0",
    ],
)
def test_each_checkers_words_are_a_report(line: str) -> None:
    said = read(f"[   12.345678] {line}\n".encode())
    assert [report.line for report in said.reports] == [line]
    assert said.reports[0].number == 1


@pytest.mark.parametrize(
    "line",
    [
        "Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar",
        "fork[80]: segfault at 0 ip 0 sp 0 error 4",
        "rcu: Preemptible hierarchical RCU implementation.",
        "WARNING: Support for unaligned access is deprecated",
        "# fail: BUG",
    ],
)
def test_what_is_no_report(line: str) -> None:
    assert read(f"[    0.000000] {line}\n".encode()).reports == []


def test_a_report_is_told_once_with_how_often() -> None:
    line = "BUG: Bad rss-counter state mm:%s type:MM_FILEPAGES val:%d"
    text = "\n".join(line % (f"{n:016x}", n) for n in (170, 187, 204))
    (report,) = read(text.encode()).reports
    assert report.times == 3
    assert report.line == line % ("00000000000000aa", 170)


def test_a_name_has_no_number_of_one_boot() -> None:
    one = "WARNING: CPU: 1 PID: 77 at mm/a.c:10 f+0x1a/0x30"
    two = "WARNING: CPU: 0 PID: 912 at mm/a.c:10 f+0x2a/0x30"
    assert name_of(one) == name_of(two)
    assert name_of(one) != name_of(one.replace("mm/a.c", "mm/b.c"))
    assert name_of("BUG: in added") == "BUG: in added"


def test_what_a_terminal_would_obey_is_taken_off() -> None:
    said = read(b"\x1b[2J\x1b[1;31mok 1 a\x1b[0m\r\n\x07\x00ok 2 b\r\n")
    assert [result.name for result in said.results] == ["a", "b"]


def test_garbage_is_no_result() -> None:
    data = bytes(range(256)) * 64 + b"\nok 1 \xff\nok x a\n1..\n"
    said = read(data)
    assert said.results == []
    assert said.planned is None
    assert not said.ended
    assert said.last.isprintable()


@given(strategies.binary(max_size=2000))
def test_no_bytes_break_it(data: bytes) -> None:
    said = read(data)
    for report in said.reports:
        assert report.line.isprintable() and report.name.isprintable()
    for result in said.results:
        assert result.why.isprintable()
