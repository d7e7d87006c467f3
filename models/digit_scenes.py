"""Scenes for the digit detector: real handwritten digits drawn on real photographs.

A scene is an RGB image of 96x96 pixels with 0 to 6 digits. Digits come from
`sklearn.datasets.load_digits` (8x8 pixels, ink 0..16), photographs from the
files inside the scikit-learn and scikit-image wheels: nothing is downloaded.

Train, validation and test share neither a digit nor a photograph. Scenes follow
from the split's seed and the number asked for, nothing else.
"""

import math
from dataclasses import dataclass

import numpy as np
import skimage.data
from PIL import Image
from sklearn.datasets import load_digits, load_sample_image

IMAGE_SIDE = 96
"""Side of a scene in pixels."""

LABELS = ("background", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Class names; class 0 is the background, digit d is class d + 1."""

MAX_DIGITS = 6
PLACEMENT_TRIES = 40
DIGIT_SIDE_PX = (18.0, 28.0)
"""Range of a digit's side. Boxes do not overlap, so two centres differ by at
least 18 px, more than two grid cells, along one axis: they never share a cell."""

MIN_CONTRAST = 90.0
"""Least difference of luminance (0..255) between ink and what lies under it."""

SOURCE_SIDE = 8
SOURCE_MARGIN = 2
"""Empty source pixels added around a digit, so that interpolation fades out."""


@dataclass(frozen=True)
class Split:
    """Which digits and photographs a data set may use, and how it draws them.

    The file of digits is a row of 14 filled-in forms; `first_digit` and
    `end_digit` are borders between forms, so a form is in one split only.
    With `quarter_turns` the photographs also lie on a side or upside down.
    """

    first_digit: int
    end_digit: int
    photographs: tuple[str, ...]
    quarter_turns: bool
    seed: int


SPLITS = {
    "train": Split(
        first_digit=0,
        end_digit=1287,
        photographs=(
            "china",
            "flower",
            "astronaut",
            "hubble_deep_field",
            "retina",
            "immunohistochemistry",
            "brick",
            "gravel",
            "coins",
        ),
        quarter_turns=True,
        seed=101,
    ),
    "validation": Split(
        first_digit=1287, end_digit=1415, photographs=("rocket", "grass"), quarter_turns=False, seed=202
    ),
    "test": Split(
        first_digit=1415, end_digit=1797, photographs=("chelsea", "coffee", "camera"), quarter_turns=False, seed=303
    ),
}


@dataclass(frozen=True)
class DigitObject:
    """One digit of a scene: class 1..10, centre of its box in pixels, box side in pixels."""

    label: int
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Scenes:
    """`images` is uint8 [count, 96, 96, 3]; `objects` lists the digits of each image."""

    images: np.ndarray
    objects: list[list[DigitObject]]


def make_scenes(split_name: str, count: int) -> Scenes:
    """Draws the first `count` scenes of a split; a longer run starts with the same scenes."""
    split = SPLITS[split_name]
    photographs = [load_photograph(name) for name in split.photographs]
    inks, labels = load_inks(split)
    rng = np.random.default_rng(split.seed)
    turns = 4 if split.quarter_turns else 1
    scenes = [draw_scene(pick_photograph(photographs, turns, rng), inks, labels, rng) for _ in range(count)]
    return Scenes(np.stack([image for image, _ in scenes]), [objects for _, objects in scenes])


def load_photograph(name: str) -> np.ndarray:
    """Returns a photograph as uint8 [height, width, 3]; grey ones get three equal channels."""
    if name in ("china", "flower"):
        return load_sample_image(f"{name}.jpg")
    pixels = getattr(skimage.data, name)()
    return pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1)


def load_inks(split: Split) -> tuple[list[Image.Image], np.ndarray]:
    """Returns the split's digits as 12x12 8-bit images (empty margin included) and their classes."""
    digits = load_digits()
    chosen = slice(split.first_digit, split.end_digit)
    ink = np.round(digits.images[chosen] * (255 / 16)).astype(np.uint8)
    margin = (SOURCE_MARGIN, SOURCE_MARGIN)
    padded = np.pad(ink, ((0, 0), margin, margin))
    return [Image.fromarray(one) for one in padded], digits.target[chosen] + 1


def pick_photograph(photographs: list[np.ndarray], turns: int, rng: np.random.Generator) -> np.ndarray:
    """Picks a photograph and turns it by less than `turns` quarters."""
    return np.rot90(photographs[rng.integers(len(photographs))], rng.integers(turns))


def draw_scene(
    photograph: np.ndarray, inks: list[Image.Image], labels: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, list[DigitObject]]:
    """Draws one scene: uint8 [96, 96, 3] and its digits."""
    canvas = draw_background(photograph, rng)
    objects = []
    for x, y, side in place_boxes(rng):
        digit = rng.integers(len(inks))
        coverage = draw_coverage(inks[digit], x, y, side, rng)
        canvas = apply_ink(canvas, coverage, rng)
        objects.append(DigitObject(int(labels[digit]), x, y, side))
    return add_sensor_noise(canvas, rng), objects


def draw_background(photograph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cuts a random square, perhaps mirrors it, scales it to 96x96, varies its light: float [96, 96, 3]."""
    height, width, _ = photograph.shape
    side = int(rng.integers(IMAGE_SIDE, min(height, width) + 1))
    left, top = int(rng.integers(width - side + 1)), int(rng.integers(height - side + 1))
    square = Image.fromarray(photograph[top : top + side, left : left + side])
    pixels = np.asarray(square.resize((IMAGE_SIDE, IMAGE_SIDE), Image.Resampling.BILINEAR), np.float32)
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    gain, offset = rng.uniform(0.6, 1.2, size=3), rng.uniform(-25, 25)
    return pixels * gain.astype(np.float32) + np.float32(offset)


def place_boxes(rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Returns (centre x, centre y, side) in pixels of 0 to 6 boxes inside the image, none overlapping."""
    wanted = int(rng.integers(MAX_DIGITS + 1))
    boxes: list[tuple[float, float, float]] = []
    for _ in range(PLACEMENT_TRIES):
        if len(boxes) == wanted:
            break
        side = rng.uniform(*DIGIT_SIDE_PX)
        x, y = rng.uniform(side / 2, IMAGE_SIDE - side / 2, size=2)
        if all(is_apart(x, y, side, box) for box in boxes):
            boxes.append((x, y, side))
    return boxes


def is_apart(x: float, y: float, side: float, box: tuple[float, float, float]) -> bool:
    """Tells whether the square (x, y, side) and `box` do not overlap."""
    other_x, other_y, other_side = box
    return max(abs(x - other_x), abs(y - other_y)) >= (side + other_side) / 2


def draw_coverage(ink: Image.Image, x: float, y: float, side: float, rng: np.random.Generator) -> np.ndarray:
    """Scales, turns and slants a digit around (x, y): how much ink covers each pixel, 0..1, [96, 96, 1]."""
    (a, b), (c, d) = source_from_scene(side, rng)
    middle = SOURCE_SIDE / 2 + SOURCE_MARGIN
    offsets = middle - a * x - b * y, middle - c * x - d * y
    drawn = ink.transform(
        (IMAGE_SIDE, IMAGE_SIDE),
        Image.Transform.AFFINE,
        (a, b, offsets[0], c, d, offsets[1]),
        resample=Image.Resampling.BICUBIC,
    )
    faintest, softness = rng.uniform(0.25, 0.45), rng.uniform(0.25, 0.45)
    return np.clip((np.asarray(drawn, np.float32) / 255 - faintest) / softness, 0, 1)[..., None]


def source_from_scene(side: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the 2x2 matrix from scene pixels to source pixels: up to 12 degrees, slant 0.15, 15 % wider."""
    angle = math.radians(rng.uniform(-12, 12))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    slant = np.array([[1, rng.uniform(-0.15, 0.15)], [0, 1]])
    stretch = np.diag([rng.uniform(0.85, 1.15), 1.0]) * (side / SOURCE_SIDE)
    return np.linalg.inv(turn @ slant @ stretch)


def apply_ink(canvas: np.ndarray, coverage: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paints the covered pixels in a random colour that stands out from what it covers."""
    under = luminance(np.tensordot(coverage[..., 0], canvas, 2) / max(coverage.sum(), 1.0))
    colour = rng.uniform(0, 255, size=3)
    while abs(luminance(colour) - under) < MIN_CONTRAST:
        colour = rng.uniform(0, 255, size=3)
    opacity = coverage * np.float32(rng.uniform(0.85, 1.0))
    return canvas + (colour.astype(np.float32) - canvas) * opacity


def luminance(colour: np.ndarray) -> float:
    """Rec. 601 luma of an RGB triple, in the triple's units."""
    return float(colour @ np.array([0.299, 0.587, 0.114]))


def add_sensor_noise(canvas: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Adds Gaussian noise of 0 to 8 grey levels and rounds to uint8."""
    strength = np.float32(rng.uniform(0, 8))
    noise = strength * rng.standard_normal(canvas.shape, dtype=np.float32)
    return np.clip(np.round(canvas + noise), 0, 255).astype(np.uint8)
