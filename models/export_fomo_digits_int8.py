"""Quantises `fomo_digits.tflite` to `fomo_digits_int8.tflite`: int8 weights, activations, input and output.

    python models/export_fomo_digits_int8.py

Takes the weights from the float32 file, so that no training is needed, and the ranges of the activations from
training scenes. Weights have a scale for each channel, activations one.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from ai_edge_litert import schema_py_generated as schema

from describe import load_graph, name_of
from digit_scenes import make_scenes

SOURCE = Path(__file__).parent / "fomo_digits.tflite"
MODEL = Path(__file__).parent / "fomo_digits_int8.tflite"
CALIBRATION_SCENES = 300

ACTIVATIONS = {
    schema.ActivationFunctionType.NONE: tf.identity,
    schema.ActivationFunctionType.RELU: tf.nn.relu,
    schema.ActivationFunctionType.RELU6: tf.nn.relu6,
}
PADDINGS = {schema.Padding.SAME: "SAME", schema.Padding.VALID: "VALID"}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=SOURCE, help="float32 file to read")
    parser.add_argument("--model", type=Path, default=MODEL, help="file to write")
    parser.add_argument("--scenes", type=int, default=CALIBRATION_SCENES, help="training scenes that give the ranges")
    return parser.parse_args()


class Network:
    """The graph of a float32 .tflite file as TensorFlow operations."""

    def __init__(self, path: Path):
        self._model, self._graph = load_graph(path)

    @property
    def input_shape(self) -> list[int]:
        return [int(size) for size in self._graph.tensors[self._graph.inputs[0]].shape]

    def __call__(self, image: tf.Tensor) -> tf.Tensor:
        values = {self._graph.inputs[0]: image}
        for operator in self._graph.operators:
            operands = [values[i] if i in values else self._constant(i) for i in operator.inputs]
            result = run(name_of(self._model, operator), operator.builtinOptions, operands)
            values[operator.outputs[0]] = result
        return values[self._graph.outputs[0]]

    def _constant(self, index: int) -> np.ndarray:
        tensor = self._graph.tensors[index]
        kind = {schema.TensorType.FLOAT32: np.float32, schema.TensorType.INT32: np.int32}[tensor.type]
        return np.frombuffer(self._model.buffers[tensor.buffer].data.tobytes(), kind).reshape(tensor.shape)


def run(name: str, options, operands: list) -> tf.Tensor:
    """One operator of the file."""
    if name == "PAD":
        return tf.pad(*operands)
    if name == "SOFTMAX":
        return tf.nn.softmax(operands[0])
    activation = ACTIVATIONS[options.fusedActivationFunction]
    if name == "ADD":
        return activation(operands[0] + operands[1])
    return activation(convolve(name, options, *operands))


def convolve(name: str, options, image: tf.Tensor, kernel: np.ndarray, bias: np.ndarray) -> tf.Tensor:
    """CONV_2D (kernel OHWI) or DEPTHWISE_CONV_2D (kernel 1HWC)."""
    strides, padding = [1, options.strideH, options.strideW, 1], PADDINGS[options.padding]
    if name == "CONV_2D":
        return tf.nn.conv2d(image, kernel.transpose(1, 2, 3, 0), strides, padding) + bias
    if name == "DEPTHWISE_CONV_2D":
        return tf.nn.depthwise_conv2d(image, kernel.transpose(1, 2, 3, 0), strides, padding) + bias
    raise ValueError(f"{name} is not among the operators of this network")


def calibration_images(count: int) -> Callable[[], Iterator[list[np.ndarray]]]:
    images = make_scenes("train", count).images

    def one_by_one():
        for image in images:
            yield [image[None].astype(np.float32) / 255]

    return one_by_one


def quantize(network: Network, images: Callable[[], Iterator[list[np.ndarray]]]) -> bytes:
    function = tf.function(network, input_signature=[tf.TensorSpec(network.input_shape, tf.float32, name="image")])
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = images
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def main() -> None:
    arguments = parse_arguments()
    model = quantize(Network(arguments.source), calibration_images(arguments.scenes))
    arguments.model.write_bytes(model)
    print(f"{arguments.model.name}: {len(model)} bytes")


if __name__ == "__main__":
    main()
