"""Makes the models of test_tensorflow_models.py: `make_tensorflow_models.py FOLDER`, seeded, a minute or two.

One file for each family of operators, and each network, in each of the types the converter offers.
"""

import os
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import tensorflow_networks  # noqa: E402
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2  # noqa: E402
from tensorflow_operators import FAMILIES, SEEDS  # noqa: E402

LITE = tf.lite.OpsSet
CALIBRATION_RUNS = 8
WITH_WEIGHTS = ("float32", "float16", "hybrid", "int8", "int8_float")
WITHOUT_WEIGHTS = ("float32", "int8")


def configure(converter, kind: str, inputs: list[tf.TensorSpec]) -> None:
    if kind == "float32":
        return
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if kind == "float16":
        converter.target_spec.supported_types = [tf.float16]
    elif kind.startswith("int8"):
        rng = np.random.default_rng(1)
        converter.representative_dataset = lambda: (
            [rng.uniform(-1, 1, spec.shape).astype(np.float32) for spec in inputs] for _ in range(CALIBRATION_RUNS)
        )
        converter.target_spec.supported_ops = [LITE.TFLITE_BUILTINS_INT8, LITE.TFLITE_BUILTINS]
    if kind == "int8":
        converter.inference_input_type = converter.inference_output_type = tf.int8


def convert(function, trackable, kind: str) -> bytes:
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], trackable)
    configure(converter, kind, function.inputs)
    return converter.convert()


def family_function(family: str):
    """All branches of a family side by side, each with inputs of its own."""
    shapes, branches = [], []
    for make in FAMILIES[family].values():
        for seed in range(SEEDS):
            inputs, function = make(np.random.default_rng(seed))
            branches.append((function, len(shapes), len(shapes) + len(inputs)))
            shapes += inputs

    def run(*values):
        return [tf.nest.flatten(function(*values[first:end])) for function, first, end in branches]

    signature = [tf.TensorSpec(shape, tf.float32) for shape in shapes]
    return tf.function(run, input_signature=signature).get_concrete_function()


def write_families(folder: Path) -> None:
    for family in FAMILIES:
        function = family_function(family)
        for kind in WITH_WEIGHTS if family == "weights" else WITHOUT_WEIGHTS:
            (folder / f"operators-{family}-{kind}.tflite").write_bytes(convert(function, None, kind))


def write_networks(folder: Path) -> None:
    for name in tensorflow_networks.NETWORKS:
        network = tensorflow_networks.build(name)
        signature = [tf.TensorSpec([1, *network.input_shape[1:]], tf.float32)]
        function = tf.function(lambda x, run=network: run(x), input_signature=signature).get_concrete_function()
        frozen = convert_variables_to_constants_v2(function)
        for kind in WITH_WEIGHTS:
            (folder / f"network-{name}-{kind}.tflite").write_bytes(convert(frozen, network, kind))
        any_batch = tf.lite.TFLiteConverter.from_keras_model(network).convert()
        (folder / f"network-{name}-batch.tflite").write_bytes(any_batch)


if __name__ == "__main__":
    write_families(Path(sys.argv[1]))
    write_networks(Path(sys.argv[1]))
