"""Tests of decoding and matching: `python -m unittest discover models`."""

import unittest

import numpy as np

from digit_scenes import DigitObject
from fomo_decoding import Counts, Detection, add_matches, decode, grid_of


def grid_with(*cells: tuple[int, int, int, float]) -> np.ndarray:
    """Probabilities [12, 12, 11]: (row, column, class, probability) cells, the rest background."""
    grid = np.zeros((12, 12, 11), np.float32)
    grid[..., 0] = 1
    for row, column, label, probability in cells:
        grid[row, column] = (1 - probability) / 10
        grid[row, column, label] = probability
    return grid


class DecodeTest(unittest.TestCase):
    def test_one_cell_gives_its_centre(self):
        self.assertEqual(decode(grid_with((2, 5, 3, 0.75)), 0.5), [Detection(3, 44.0, 20.0, 0.75)])

    def test_touching_cells_of_a_class_are_one_detection(self):
        found = decode(grid_with((2, 5, 3, 0.75), (3, 6, 3, 0.625)), 0.5)
        self.assertEqual(found, [Detection(3, 48.0, 24.0, 0.75)])

    def test_touching_cells_of_two_classes_are_two_detections(self):
        self.assertEqual(len(decode(grid_with((2, 5, 3, 0.75), (2, 6, 4, 0.75)), 0.5)), 2)

    def test_a_cell_below_the_threshold_is_silent(self):
        self.assertEqual(decode(grid_with((2, 5, 3, 0.4375)), 0.5), [])

    def test_background_is_silent(self):
        self.assertEqual(decode(grid_with(), 0.5), [])


class MatchTest(unittest.TestCase):
    def count(self, objects: list[DigitObject], detections: list[Detection]) -> Counts:
        counts = {3: Counts(), 4: Counts()}
        add_matches(counts, objects, detections)
        return counts[3]

    def test_the_neighbouring_cell_counts(self):
        self.assertEqual(self.count([DigitObject(3, 15, 15, 16)], [Detection(3, 20, 20, 0.9)]), Counts(1, 0, 0))

    def test_two_cells_away_does_not_count(self):
        self.assertEqual(self.count([DigitObject(3, 7, 7, 16)], [Detection(3, 20, 4, 0.9)]), Counts(0, 1, 1))

    def test_the_wrong_class_does_not_count(self):
        self.assertEqual(self.count([DigitObject(3, 20, 20, 16)], [Detection(4, 20, 20, 0.9)]), Counts(0, 0, 1))

    def test_an_object_is_found_once(self):
        twice = [Detection(3, 20, 20, 0.9), Detection(3, 12, 20, 0.8)]
        self.assertEqual(self.count([DigitObject(3, 20, 20, 16)], twice), Counts(1, 1, 0))


class GridTest(unittest.TestCase):
    def test_the_cell_under_the_centre_has_the_class(self):
        grid = grid_of([DigitObject(3, 44, 20, 16)])
        self.assertEqual((grid[2, 5], np.count_nonzero(grid)), (3, 1))


if __name__ == "__main__":
    unittest.main()
