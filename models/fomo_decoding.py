"""From the grid of probabilities to centroids, and from centroids to an F1 score."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from digit_scenes import IMAGE_SIDE, DigitObject

CELL_SIDE_PX = 8
GRID_SIDE = IMAGE_SIDE // CELL_SIDE_PX
EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=int)


@dataclass(frozen=True)
class Detection:
    """One detected object: class, centroid in pixels of the input, best probability of its cells."""

    label: int
    x: float
    y: float
    score: float


@dataclass
class Counts:
    """Right detections, detections too many and objects missed."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0

    @property
    def precision(self) -> float:
        return self.true_positives / max(self.true_positives + self.false_positives, 1)

    @property
    def recall(self) -> float:
        return self.true_positives / max(self.true_positives + self.false_negatives, 1)

    @property
    def f1(self) -> float:
        errors = self.false_positives + self.false_negatives
        return 2 * self.true_positives / max(2 * self.true_positives + errors, 1)


def grid_of(objects: list[DigitObject]) -> np.ndarray:
    """Returns the class of each cell, int32 [12, 12]: that of the object centre inside it, or 0."""
    grid = np.zeros((GRID_SIDE, GRID_SIDE), np.int32)
    for one in objects:
        column, row = cell_of(one)
        grid[row, column] = one.label
    return grid


def cell_of(one: DigitObject | Detection) -> tuple[int, int]:
    """Returns the (column, row) of the cell that holds a centre."""
    return int(one.x // CELL_SIDE_PX), int(one.y // CELL_SIDE_PX)


def decode(probabilities: np.ndarray, threshold: float) -> list[Detection]:
    """Turns probabilities [rows, columns, classes] into detections.

    A cell speaks for its most probable class if that is not the background and
    reaches `threshold`. Cells of one class that touch, corners included, are
    one detection; its centroid is the mean of their centres.
    """
    scores = probabilities.max(axis=-1)
    winners = np.where(scores >= threshold, probabilities.argmax(axis=-1), 0)
    detections = []
    for label in np.unique(winners[winners > 0]):
        groups, count = ndimage.label(winners == label, structure=EIGHT_NEIGHBOURS)
        detections += [merge(groups == group, scores, int(label)) for group in range(1, count + 1)]
    return detections


def merge(cells: np.ndarray, scores: np.ndarray, label: int) -> Detection:
    """Makes one detection of the cells set in a [rows, columns] mask."""
    rows, columns = np.nonzero(cells)
    x, y = (columns.mean() + 0.5) * CELL_SIDE_PX, (rows.mean() + 0.5) * CELL_SIDE_PX
    return Detection(label, float(x), float(y), float(scores[cells].max()))


def add_matches(counts: dict[int, Counts], objects: list[DigitObject], detections: list[Detection]) -> None:
    """Adds one image's matches and errors to the counts of each class.

    Detections choose in order of falling score. Each takes the nearest object,
    not yet taken, of its class whose cell is the same or one of the 8 around.
    """
    missed = list(objects)
    for detection in sorted(detections, key=lambda one: -one.score):
        match = nearest_match(detection, missed)
        if match is None:
            counts[detection.label].false_positives += 1
            continue
        counts[detection.label].true_positives += 1
        missed.remove(match)
    for one in missed:
        counts[one.label].false_negatives += 1


def nearest_match(detection: Detection, objects: list[DigitObject]) -> DigitObject | None:
    """Returns the nearest object that `detection` may count for, or None."""
    candidates = [one for one in objects if one.label == detection.label and in_reach(detection, one)]
    return min(candidates, key=lambda one: math.dist((one.x, one.y), (detection.x, detection.y)), default=None)


def in_reach(detection: Detection, one: DigitObject) -> bool:
    """Tells whether both centres are in the same cell or in neighbouring ones."""
    (column, row), (other_column, other_row) = cell_of(detection), cell_of(one)
    return max(abs(column - other_column), abs(row - other_row)) <= 1


def total(counts: dict[int, Counts]) -> Counts:
    """Sums the counts of all classes."""
    parts = counts.values()
    return Counts(
        sum(part.true_positives for part in parts),
        sum(part.false_positives for part in parts),
        sum(part.false_negatives for part in parts),
    )
