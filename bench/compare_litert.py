#!/usr/bin/env python3
"""Times of whole models against Google's LiteRT in the same run, as a table.

    build/venv/bin/python3 bench/compare_litert.py [MODEL.tflite …] [--threads N]

Without MODEL: the models of models/, the reference detector of ../shared, and those of npm (scripts/npm-models.sh) that
LiteRT runs. Layer by layer, fused, and LiteRT with its XNNPACK delegate take turns, so that what else the machine does
hits all three. Times are medians of rounds, ratios those of the rounds' ratios to LiteRT.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "reference" / "fomo59"
ROUND_SECONDS = 0.3
FEWEST_RUNS = 30  # so that a fused range is chosen and most runs are of it

sys.path.insert(0, str(ROOT / "tests" / "functional"))
import npm_models  # noqa: E402


def random_tensor(detail: dict) -> np.ndarray:
    rng = np.random.default_rng(1)
    if np.issubdtype(detail["dtype"], np.floating):
        return rng.random(detail["shape"], dtype=np.float32)
    return rng.integers(0, 100, detail["shape"]).astype(detail["dtype"])


class LiteRt:
    def __init__(self, model: Path, threads: int):
        self.interpreter = Interpreter(model_path=str(model), num_threads=threads)
        self.interpreter.allocate_tensors()
        for detail in self.interpreter.get_input_details():
            self.interpreter.set_tensor(detail["index"], random_tensor(detail))
        self.interpreter.invoke()

    def microseconds(self, runs: int) -> float:
        """Median."""
        times = []
        for _ in range(runs):
            start = time.perf_counter_ns()
            self.interpreter.invoke()
            times.append((time.perf_counter_ns() - start) / 1000)
        return statistics.median(times)


def our_microseconds(program: Path, model: Path, threads: int, fused: str, runs: int) -> float:
    command = [program, "run", model, "--profile", "--repeat", runs, "--json", "--threads", threads, "--fused", fused]
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    return json.loads(done.stdout)["total_us"]


def row(arguments: argparse.Namespace, name: str, model: Path) -> str:
    litert = LiteRt(model, arguments.threads)
    runs = max(FEWEST_RUNS, int(ROUND_SECONDS * 1e6 / litert.microseconds(5)))
    rounds = []
    for _ in range(arguments.rounds):
        layered = our_microseconds(arguments.program, model, arguments.threads, "off", runs)
        theirs = litert.microseconds(runs)
        rounds.append((layered, our_microseconds(arguments.program, model, arguments.threads, "auto", runs), theirs))
    layered, fused, theirs = (statistics.median(column) for column in zip(*rounds))
    layered_ratio = statistics.median(entry[0] / entry[2] for entry in rounds)
    fused_ratio = statistics.median(entry[1] / entry[2] for entry in rounds)
    return f"| {name} | {layered:.0f} | {fused:.0f} | {theirs:.0f} | {layered_ratio:.2f} | {fused_ratio:.2f} |"


def default_models(program: Path, directory: Path) -> list[Path]:
    models = sorted((ROOT / "models").glob("*.tflite"))
    if REFERENCE.exists():
        models.append(directory / "fomo59.tflite")
        subprocess.run([program, "model", "join", REFERENCE, models[-1]], stdout=subprocess.DEVNULL, check=True)
    for name, content in npm_models.all_models().items():
        if npm_models.is_run_by_litert(content):
            models.append(directory / name)
            models[-1].write_bytes(content)
    return models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "bin" / "sciot")
    arguments = parser.parse_args()
    print("| model | by layers, µs | fused, µs | LiteRT, µs | by layers / LiteRT | fused / LiteRT |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        for model in arguments.models or default_models(arguments.program, Path(directory)):
            print(row(arguments, model.stem, model), flush=True)


if __name__ == "__main__":
    main()
