#!/usr/bin/env python3
"""Resident memory of sciot-edge at rest and of sciot-device at work, with the shipped model.

    bench/memory.py

Prints VmRSS of each, in MB of 10^6 bytes: the edge when it has started and again after inferences, the device after
as many.
"""

import argparse
import re
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "fomo_digits.tflite"
SAMPLES = ROOT / "models" / "samples"
INFERENCES = 500


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "release" / "bin")
    programs = parser.parse_args().programs
    command = [programs / "sciot-edge", "--listen", "127.0.0.1:0", "--model", MODEL, "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as edge:
        url = edge.stdout.readline().split()[-1]
        time.sleep(1)
        print(f"sciot-edge at rest: {resident_mb(edge.pid):.1f} MB")
        command = [programs / "sciot-device", "--edge", url, "--model", MODEL, "--input", SAMPLES, "--split", "10"]
        with subprocess.Popen([*command, "--count", "0"], stdout=subprocess.PIPE, text=True) as device:
            for _ in range(INFERENCES):
                assert " split " in device.stdout.readline()
            print(f"sciot-edge after {INFERENCES} inferences: {resident_mb(edge.pid):.1f} MB")
            print(f"sciot-device after {INFERENCES} inferences: {resident_mb(device.pid):.1f} MB")
            device.kill()
        edge.kill()


if __name__ == "__main__":
    main()
