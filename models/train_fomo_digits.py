"""Trains the digit detector from random weights and writes a Keras checkpoint.

    python models/train_fomo_digits.py

`export_fomo_digits.py` turns the checkpoint into `fomo_digits.tflite`.
"""

import argparse
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from digit_scenes import make_scenes
from fomo_decoding import grid_of
from fomo_network import build_network, weighted_cross_entropy

CHECKPOINT = Path(__file__).parent / "checkpoints" / "fomo_digits.keras"
SEED = 20240601
BATCH_SIZE = 64
PEAK_LEARNING_RATE = 4e-3
WARM_UP_SHARE = 0.05
VALIDATION_SCENES = 500


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=24000, help="training scenes, all kept in memory")
    parser.add_argument("--epochs", type=int, default=10, help="passes over the training scenes")
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT, help="file to write")
    return parser.parse_args()


def make_dataset(split_name: str, count: int, shuffle: bool) -> tf.data.Dataset:
    """Batches of (float [n, 96, 96, 3] in 0..1, int [n, 12, 12] class of each cell)."""
    scenes = make_scenes(split_name, count)
    grids = np.stack([grid_of(objects) for objects in scenes.objects])
    dataset = tf.data.Dataset.from_tensor_slices((scenes.images, grids))
    if shuffle:
        dataset = dataset.shuffle(count, seed=SEED)
    batches = dataset.batch(BATCH_SIZE, drop_remainder=shuffle)
    return batches.map(normalise).prefetch(2)


def normalise(images: tf.Tensor, grids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Scales pixels as `fomo_digits.yaml` says: 0..255 to 0..1."""
    return tf.cast(images, tf.float32) / 255.0, grids


def learning_rate(steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Linear warm-up, then half a cosine down to zero at the last of `steps`."""
    warm_up_steps = round(WARM_UP_SHARE * steps)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=PEAK_LEARNING_RATE,
        warmup_steps=warm_up_steps,
        decay_steps=steps - warm_up_steps,
    )


def train(scene_count: int, epochs: int) -> keras.Model:
    """Trains a new network on `scene_count` scenes and returns it."""
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    training = make_dataset("train", scene_count, shuffle=True)
    validation = make_dataset("validation", VALIDATION_SCENES, shuffle=False)
    network = build_network()
    optimizer = keras.optimizers.Adam(learning_rate(len(training) * epochs))
    network.compile(optimizer, weighted_cross_entropy)
    network.fit(training, validation_data=validation, epochs=epochs, shuffle=False, verbose=2)
    return network


def main() -> None:
    arguments = parse_arguments()
    started = time.monotonic()
    network = train(arguments.scenes, arguments.epochs)
    arguments.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    network.save(arguments.checkpoint)
    minutes, cpu_minutes = (time.monotonic() - started) / 60, time.process_time() / 60
    print(f"{arguments.checkpoint.name}: trained in {minutes:.1f} minutes, {cpu_minutes:.1f} of processor time")


if __name__ == "__main__":
    main()
