#!/usr/bin/env python3
"""Time of a whole model, layer by layer on one thread, against Google's LiteRT in the same run.

    build/venv/bin/python3 bench/compare_litert.py [MODEL.tflite …]

Rounds of both take turns, so that what else the machine does hits both. Prints the median of each and their ratio.
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
RUNS_PER_ROUND = 200


def litert_microseconds(interpreter: Interpreter) -> float:
    """Median of RUNS_PER_ROUND invocations."""
    times = []
    for _ in range(RUNS_PER_ROUND):
        start = time.perf_counter_ns()
        interpreter.invoke()
        times.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(times)


def our_microseconds(program: Path, model: Path) -> float:
    command = [program, "run", model, "--profile", "--repeat", str(RUNS_PER_ROUND), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["total_us"]


def compare(program: Path, model: Path) -> None:
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    detail = interpreter.get_input_details()[0]
    interpreter.set_tensor(detail["index"], np.random.default_rng(1).random(detail["shape"], dtype=np.float32))
    theirs, ours = [], []
    for _ in range(ROUNDS):
        theirs.append(litert_microseconds(interpreter))
        ours.append(our_microseconds(program, model))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(
        f"{model.stem}: SCIoT by layers {statistics.median(ours):.0f} us, "
        f"LiteRT {statistics.median(theirs):.0f} us, ratio {ratio:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=Path, default=[ROOT / "models" / "fomo_digits.tflite"])
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "bin" / "sciot")
    arguments = parser.parse_args()
    for model in arguments.models:
        compare(arguments.program, model)


if __name__ == "__main__":
    main()
