"""Converts the trained checkpoint to `fomo_digits.tflite` (float32, batch 1).

    python models/export_fomo_digits.py
"""

import argparse
from pathlib import Path

import keras
import tensorflow as tf

from train_fomo_digits import CHECKPOINT

MODEL = Path(__file__).parent / "fomo_digits.tflite"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT, help="file to read")
    parser.add_argument("--model", type=Path, default=MODEL, help="file to write")
    return parser.parse_args()


def make_converter(network: keras.Model) -> tf.lite.TFLiteConverter:
    """Returns a converter of the network at inference with an input of [1, height, width, channels].

    It is set up for float32; a quantized export adds its options and representative scenes.
    """
    image = keras.Input(batch_shape=(1, *network.input_shape[1:]), name="image")
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(image, network(image)))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    return converter


def main() -> None:
    arguments = parse_arguments()
    network = keras.models.load_model(arguments.checkpoint, compile=False)
    model = make_converter(network).convert()
    arguments.model.write_bytes(model)
    print(f"{arguments.model.name}: {len(model)} bytes")


if __name__ == "__main__":
    main()
