"""Writes a few test scenes, chosen by a seed, as PNG files with their labels.

    python models/write_samples.py

Fills `samples/` with digits_00.png ... and labels.json, which gives for each
file its digits: label, and x and y of the centre in pixels.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from digit_scenes import LABELS, DigitObject, make_scenes

SAMPLES = Path(__file__).parent / "samples"
SAMPLE_COUNT = 12
SCENE_COUNT = 1000
SEED = 12


def describe(one: DigitObject) -> dict:
    return {"label": LABELS[one.label], "x": round(one.x, 1), "y": round(one.y, 1)}


def main() -> None:
    scenes = make_scenes("test", SCENE_COUNT)
    chosen = np.random.default_rng(SEED).choice(SCENE_COUNT, SAMPLE_COUNT, replace=False)
    SAMPLES.mkdir(exist_ok=True)
    labels = {}
    for number, scene in enumerate(sorted(chosen)):
        name = f"digits_{number:02d}.png"
        Image.fromarray(scenes.images[scene]).save(SAMPLES / name, optimize=True)
        labels[name] = [describe(one) for one in scenes.objects[scene]]
    (SAMPLES / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")


if __name__ == "__main__":
    main()
