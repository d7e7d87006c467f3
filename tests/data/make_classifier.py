"""Makes classifier.tflite, a small network of thirteen operators and two outputs, one of them made half way, for tests.

    python tests/data/make_classifier.py          # with the packages of models/requirements.txt

Its weights are random, of a fixed seed; what it says means nothing.
"""

from pathlib import Path

import keras
import tensorflow as tf
from keras import layers, ops

MODEL = Path(__file__).parent / "classifier.tflite"
CLASSES = 10


def build_network() -> keras.Model:
    """float [1, 32, 32, 3] -> probabilities [1, 10] and a gate [1, 24]."""
    image = keras.Input(batch_shape=(1, 32, 32, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu6")(image)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    x = layers.DepthwiseConv2D(3, strides=2, activation="relu")(x)
    left = layers.MaxPooling2D(2)(x)
    right = layers.AveragePooling2D(2)(x)
    x = layers.Concatenate()([left, ops.subtract(left, right)])
    x = layers.ReLU(6)(layers.Conv2D(24, 1)(x) * ops.mean(left, axis=-1, keepdims=True))
    skip = x
    x = layers.ReLU()(layers.Conv2D(24, 1)(x) + skip)
    pooled = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(24, activation="sigmoid", name="gate")(pooled)
    flat = layers.Flatten()(ops.multiply(x, ops.reshape(gate, (1, 1, 1, 24))))
    hidden = layers.Dense(16, activation="relu")(flat)
    return keras.Model(image, [layers.Dense(CLASSES, activation="softmax", name="classes")(hidden), gate])


def main() -> None:
    keras.utils.set_random_seed(7)
    converter = tf.lite.TFLiteConverter.from_keras_model(build_network())
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    MODEL.write_bytes(converter.convert())


if __name__ == "__main__":
    main()
