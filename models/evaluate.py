"""Measures a .tflite file on held-out scenes: precision, recall and F1 of each digit.

    python models/evaluate.py

Runs the file with ai-edge-litert and follows its .yaml for scaling, threshold
and labels. How detections are matched: `fomo_decoding.add_matches`.
"""

import argparse
from pathlib import Path

import numpy as np
import yaml
from ai_edge_litert.interpreter import Interpreter

from digit_scenes import LABELS, SPLITS, Scenes, make_scenes
from fomo_decoding import Counts, Detection, add_matches, decode, total

MODEL = Path(__file__).parent / "fomo_digits.tflite"


class Detector:
    """A .tflite file and the .yaml beside it, run one image at a time."""

    def __init__(self, model: Path):
        sidecar = yaml.safe_load(model.with_suffix(".yaml").read_text())
        self._input = sidecar["input"]
        self._output = sidecar["output"]
        self.labels = sidecar["output"]["labels"]
        self._interpreter = Interpreter(model_path=str(model), num_threads=1)
        self._interpreter.allocate_tensors()

    def detect(self, image: np.ndarray) -> list[Detection]:
        """Finds the digits of a uint8 RGB image [96, 96, 3]."""
        values = (image * self._input["scale"] - self._input["mean"]) / self._input["std"]
        kind = self._details("input")["dtype"]
        values = values if kind == np.float32 else np.round(values)
        self._interpreter.set_tensor(self._details("input")["index"], values[None].astype(kind))
        self._interpreter.invoke()
        stored = self._interpreter.get_tensor(self._details("output")["index"])[0].astype(np.float32)
        probabilities = (stored - self._output.get("zero_point", 0)) * self._output.get("scale", 1)
        return decode(probabilities, self._output["threshold"])

    def _details(self, end: str) -> dict:
        """Of the only tensor at the "input" or the "output" end."""
        return getattr(self._interpreter, f"get_{end}_details")()[0]


def count_matches(detector: Detector, scenes: Scenes) -> dict[int, Counts]:
    """Returns the counts of each class 1..10 over all scenes."""
    counts = {label: Counts() for label in range(1, len(LABELS))}
    for image, objects in zip(scenes.images, scenes.objects):
        add_matches(counts, objects, detector.detect(image))
    return counts


def count_false_alarms(detector: Detector, scenes: Scenes) -> tuple[int, int]:
    """Returns (scenes without any digit, how many of them got a detection)."""
    empty = [image for image, objects in zip(scenes.images, scenes.objects) if not objects]
    return len(empty), sum(bool(detector.detect(image)) for image in empty)


def print_row(name: str, counts: Counts) -> None:
    objects = counts.true_positives + counts.false_negatives
    print(f"{name:>5} {objects:8d} {counts.precision:10.3f} {counts.recall:7.3f} {counts.f1:6.3f}")


def print_report(counts: dict[int, Counts], labels: list[str]) -> None:
    """Prints one line for each class and one for all of them together."""
    print(f"{'class':>5} {'objects':>8} {'precision':>10} {'recall':>7} {'F1':>6}")
    for label, part in counts.items():
        print_row(labels[label], part)
    print_row("all", total(counts))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL, help="its .yaml must lie beside it")
    parser.add_argument("--split", choices=list(SPLITS), default="test", help="where the scenes come from")
    parser.add_argument("--scenes", type=int, default=1000, help="how many scenes to draw")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    detector = Detector(arguments.model)
    scenes = make_scenes(arguments.split, arguments.scenes)
    print_report(count_matches(detector, scenes), detector.labels)
    empty, alarmed = count_false_alarms(detector, scenes)
    print(f"{alarmed} of {empty} scenes without a digit got a detection")


if __name__ == "__main__":
    main()
