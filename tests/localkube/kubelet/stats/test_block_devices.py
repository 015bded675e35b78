"""The machine's disks, as the kernel counts them."""

from __future__ import annotations

from pathlib import Path

from localkube.kubelet.stats.block_devices import BlockDevice, of_machine


def test_disks_are_told_without_their_partitions_and_what_lies_upon_them(tmp_path: Path) -> None:
    lines = ["   8  0 sda 10 0 8 5 20 0 16 5 0 1 2 0 0 0 0 0 0", "   8  1 sda1 10 0 8 5 20 0 16 5 0 1 2 0 0 0 0 0 0",
             " 253  0 dm-0 10 0 8 5 20 0 16 5 0 1 2 0 0 0 0 0 0"]  # fmt: skip
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "diskstats").write_text("\n".join(lines) + "\n")
    (tmp_path / "sys" / "block" / "sda" / "device").mkdir(parents=True)
    (tmp_path / "sys" / "block" / "dm-0").mkdir()

    assert of_machine(tmp_path / "proc", tmp_path / "sys") == [BlockDevice("sda", 4096, 8192)]


def test_this_machine_is_read() -> None:
    assert all(disk.read >= 0 and disk.written >= 0 for disk in of_machine())
