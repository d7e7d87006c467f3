"""Models of many small branches, one operator each, made by TensorFlow with seeded random shapes and options.

What the converter writes is its own choice: it folds, fuses and reorders. FAMILIES maps a family to its branches,
each a function of a generator that returns the input shapes and a function of TensorFlow.
"""

from collections import defaultdict

import numpy as np
import tensorflow as tf

SEEDS = 20
FAMILIES = defaultdict(dict)  # family: {operator of the format: branch}


def branch(family: str, operator: str):
    def register(function):
        FAMILIES[family][operator] = function
        return function

    return register


def normal(rng, *shape):
    return rng.normal(0, 0.3, shape).astype(np.float32)


def shape_of(rng, low=2, high=4, most=6) -> list[int]:
    """The first dimension is a batch of 1."""
    return [1, *map(int, rng.integers(2, most + 1, rng.integers(low - 1, high)))]


def image_of(rng, channels=None) -> list[int]:
    return [1, *map(int, rng.integers(5, 11, 2)), int(channels or rng.integers(1, 9))]


def pick(rng, *choices):
    return choices[int(rng.integers(0, len(choices)))]


# Weights of 1024 elements or more: the converter leaves smaller ones float32 in hybrid models.


def activated(rng, value, bias):
    value = value + bias
    return pick(rng, lambda x: x, tf.nn.relu, tf.nn.relu6)(value)


@branch("weights", "CONV_2D")
def conv_2d(rng):
    channels, outputs = int(rng.integers(8, 16)), int(rng.integers(16, 24))
    kernel, bias = normal(rng, 3, pick(rng, 3, 4, 5), channels, outputs), normal(rng, outputs)
    stride, dilation = pick(rng, (1, 1), (2, 1), (1, 2))
    padding = pick(rng, "SAME", "VALID")
    return [[1, 11, 12, channels]], lambda x: activated(
        np.random.default_rng(outputs), tf.nn.conv2d(x, kernel, stride, padding, dilations=dilation), bias
    )


@branch("weights", "DEPTHWISE_CONV_2D")
def depthwise_conv_2d(rng):
    multiplier = pick(rng, 1, 2)
    channels = int(rng.integers(42, 50)) // multiplier
    kernel, bias = normal(rng, 5, 5, channels, multiplier), normal(rng, channels * multiplier)
    stride, padding = pick(rng, 1, 2), pick(rng, "SAME", "VALID")
    return [image_of(rng, channels)], lambda x: activated(
        np.random.default_rng(channels), tf.nn.depthwise_conv2d(x, kernel, [1, stride, stride, 1], padding), bias
    )


@branch("weights", "TRANSPOSE_CONV")
def transpose_conv(rng):
    shape = image_of(rng, rng.integers(10, 14))
    outputs, stride, padding = int(rng.integers(12, 16)), pick(rng, 1, 2, 3), pick(rng, "SAME", "VALID")
    kernel = normal(rng, 3, 3, outputs, shape[3])
    extra = 0 if padding == "SAME" else 3 - min(stride, 3)
    result = [1, shape[1] * stride + extra, shape[2] * stride + extra, outputs]
    return [shape], lambda x: tf.nn.conv2d_transpose(x, kernel, result, stride, padding)


@branch("weights", "FULLY_CONNECTED")
def fully_connected(rng):
    depth, outputs = int(rng.integers(32, 48)), int(rng.integers(32, 48))
    kernel, bias = normal(rng, depth, outputs), normal(rng, outputs)
    return [[int(rng.integers(1, 4)), depth]], lambda x: activated(np.random.default_rng(depth), x @ kernel, bias)


@branch("products", "BATCH_MATMUL")
def batch_matmul(rng):
    batch, rows, depth, columns = map(int, rng.integers(2, 7, 4))
    swapped = bool(rng.integers(0, 2))
    right = [1, batch, columns, depth] if swapped else [1, batch, depth, columns]
    return [[1, batch, rows, depth], right], lambda x, y: tf.matmul(x, y, transpose_b=swapped)


def image_function(family, operator, make):
    branch(family, operator)(lambda rng: ([image_of(rng)], make(rng)))


image_function("pooling", "AVERAGE_POOL_2D", lambda rng: (
    lambda x, k=pick(rng, 2, 3, (2, 4)), s=pick(rng, 1, 2), p=pick(rng, "SAME", "VALID"): tf.nn.avg_pool2d(x, k, s, p)))
image_function("pooling", "MAX_POOL_2D", lambda rng: (
    lambda x, k=pick(rng, 2, 3, (2, 4)), s=pick(rng, 1, 2), p=pick(rng, "SAME", "VALID"): tf.nn.max_pool2d(x, k, s, p)))
image_function("pooling", "RESIZE_BILINEAR", lambda rng: (
    lambda x, size=rng.integers(3, 16, 2): tf.image.resize(x, size)))
image_function("pooling", "RESIZE_NEAREST_NEIGHBOR", lambda rng: (
    lambda x, size=rng.integers(3, 16, 2): tf.image.resize(x, size, "nearest")))

UNARY = {
    "ABS": tf.abs, "NEG": tf.negative, "SQUARE": tf.square, "EXP": tf.exp, "LOGISTIC": tf.sigmoid, "TANH": tf.tanh,
    "RELU": tf.nn.relu, "RELU6": tf.nn.relu6, "RELU_N1_TO_1": lambda x: tf.clip_by_value(x, -1.0, 1.0),
    "RELU_0_TO_1": lambda x: tf.clip_by_value(x, 0.0, 1.0), "ELU": tf.nn.elu, "FLOOR": tf.floor, "CEIL": tf.math.ceil,
    "ROUND": tf.round, "SIN": tf.sin, "COS": tf.cos, "SIGN": tf.sign, "SOFTMAX": tf.nn.softmax,
    "LOG_SOFTMAX": tf.nn.log_softmax, "L2_NORMALIZATION": lambda x: tf.nn.l2_normalize(x, -1),
    "HARD_SWISH": lambda x: x * tf.nn.relu6(x + 3.0) * np.float32(1 / 6),
    "SQRT": lambda x: tf.sqrt(tf.abs(x)), "RSQRT": lambda x: tf.math.rsqrt(tf.abs(x) + 0.5),
    "LOG": lambda x: tf.math.log(tf.abs(x) + 0.5),
}  # fmt: skip
for name, function in UNARY.items():
    branch("unary", name)(lambda rng, function=function: ([shape_of(rng)], function))


@branch("unary", "LEAKY_RELU")
def leaky_relu(rng):
    alpha = float(rng.uniform(0.05, 0.4))
    return [shape_of(rng)], lambda x: tf.nn.leaky_relu(x, alpha)


@branch("unary", "GELU")
def gelu(rng):
    approximate = bool(rng.integers(0, 2))
    return [shape_of(rng)], lambda x: tf.nn.gelu(x, approximate)


@branch("unary", "PRELU")
def prelu(rng):
    shape = image_of(rng)
    alpha = np.abs(normal(rng, 1, 1, shape[3]))
    return [shape], lambda x: tf.nn.relu(x) + (-alpha) * tf.nn.relu(-x)


BINARY = {
    "ADD": tf.add, "SUB": tf.subtract, "MUL": tf.multiply, "MAXIMUM": tf.maximum, "MINIMUM": tf.minimum,
    "SQUARED_DIFFERENCE": tf.math.squared_difference, "DIV": lambda x, y: x / (tf.abs(y) + 0.5),
    "FLOOR_DIV": lambda x, y: tf.math.floordiv(x, tf.abs(y) + 0.5), "POW": lambda x, y: tf.pow(tf.abs(x) + 0.5, y),
    "LESS": tf.less, "GREATER": tf.greater, "LESS_EQUAL": tf.less_equal, "GREATER_EQUAL": tf.greater_equal,
    "EQUAL": lambda x, y: tf.equal(tf.floor(x), tf.floor(y)),
    "NOT_EQUAL": lambda x, y: tf.not_equal(tf.floor(x), tf.floor(y)),
    "SELECT_V2": lambda x, y: tf.where(x > 0.0, x, y), "LOGICAL_AND": lambda x, y: tf.logical_and(x > 0.0, y > 0.0),
    "LOGICAL_OR": lambda x, y: tf.logical_or(x > 0.0, y > 0.0),
    "ADD_N": lambda x, y: tf.add_n([x + y, x - y, x * y]),
}  # fmt: skip


def broadcast_pair(rng):
    shape = shape_of(rng)
    return [shape, [1, *(1 if rng.random() < 0.3 else n for n in shape[1:])]]


for name, function in BINARY.items():
    branch("binary", name)(lambda rng, function=function: (broadcast_pair(rng), function))


def axes_of(rng, shape) -> list[int]:
    return sorted(map(int, rng.choice(np.arange(1, len(shape)), int(rng.integers(1, len(shape))), replace=False)))


REDUCE = {
    "MEAN": tf.reduce_mean, "SUM": tf.reduce_sum, "REDUCE_MAX": tf.reduce_max, "REDUCE_MIN": tf.reduce_min,
    "REDUCE_PROD": tf.reduce_prod, "REDUCE_ANY": lambda x, a, k: tf.reduce_any(x > 1.0, a, k),
    "REDUCE_ALL": lambda x, a, k: tf.reduce_all(x > -1.0, a, k), "ARG_MAX": lambda x, a, _: tf.argmax(x, a[0]),
    "ARG_MIN": lambda x, a, _: tf.argmin(x, a[0], tf.int32), "CUMSUM": lambda x, a, k: tf.cumsum(x, a[0], k, k),
    "REVERSE_V2": lambda x, a, _: tf.reverse(x, a),
}  # fmt: skip


def reduction(rng, function):
    shape = shape_of(rng)
    axes, keep = axes_of(rng, shape), bool(rng.integers(0, 2))
    return [shape], lambda x: function(x, axes, keep)


for name, function in REDUCE.items():
    branch("reduction", name)(lambda rng, function=function: reduction(rng, function))


@branch("movement", "TRANSPOSE")
def transpose(rng):
    shape = shape_of(rng, 3)
    order = [0, *map(int, np.roll(np.arange(1, len(shape)), rng.integers(1, len(shape) - 1)))]
    return [shape], lambda x: tf.transpose(x, order)


@branch("movement", "TILE")
def tile(rng):
    shape = shape_of(rng)
    return [shape], lambda x, times=[1, *rng.integers(2, 4, len(shape) - 1)]: tf.tile(x, times)


@branch("movement", "SLICE")
def slice_(rng):
    shape = shape_of(rng)
    begin = [int(rng.integers(0, n)) for n in shape]
    size = [int(rng.integers(1, n - b + 1)) for n, b in zip(shape, begin)]
    return [shape], lambda x: tf.slice(x, begin, size)


@branch("movement", "STRIDED_SLICE")
def strided_slice(rng):
    shape = shape_of(rng, 3)
    stride = pick(rng, 2, -1, -2)
    return [shape], pick(
        rng, lambda x: x[:, ::stride], lambda x: x[:, 1:, ..., 0], lambda x: x[:, tf.newaxis, -1, 1:],
        lambda x: x[..., ::stride],
    )  # fmt: skip


@branch("movement", "SPLIT")
def split(rng):
    shape, parts = shape_of(rng), pick(rng, 2, 3)
    shape[-1] *= parts
    return [shape], lambda x: tf.split(x, parts, -1)


@branch("movement", "SPLIT_V")
def split_v(rng):
    shape = [*shape_of(rng), 6]
    return [shape], lambda x: tf.split(x, pick(rng, [1, 5], [2, 1, 3], [4, 2]), -1)


@branch("movement", "PACK")
def pack(rng):
    shape = shape_of(rng)
    return [shape, shape], lambda x, y, axis=int(rng.integers(1, len(shape) + 1)): tf.stack([x, y, x], axis)


@branch("movement", "UNPACK")
def unpack(rng):
    shape = shape_of(rng, 3)
    return [shape], lambda x, axis=int(rng.integers(1, len(shape))): tf.unstack(x, axis=axis)


@branch("movement", "CONCATENATION")
def concatenation(rng):
    shape = shape_of(rng, 3)
    other = [*shape[:-1], int(rng.integers(1, 5))]
    return [shape, other], lambda x, y: tf.concat([x, y, x], -1)


@branch("movement", "GATHER")
def gather(rng):
    shape = shape_of(rng, 3)
    axis = int(rng.integers(1, len(shape)))
    indices = rng.integers(0, shape[axis], pick(rng, (3,), (2, 2))).astype(pick(rng, np.int32, np.int64))
    return [shape], lambda x: tf.gather(x, indices, axis=axis)


@branch("movement", "GATHER_ND")
def gather_nd(rng):
    shape = shape_of(rng, 3)
    indices = np.stack([rng.integers(0, n, 4) for n in shape[: pick(rng, 2, 3)]], 1).astype(np.int32)
    return [shape], lambda x: tf.gather_nd(x, indices)


@branch("movement", "TOPK_V2")
def top_k(rng):
    shape = shape_of(rng)
    return [shape], lambda x, k=int(rng.integers(1, shape[-1] + 1)): tf.math.top_k(x, k)


@branch("movement", "ONE_HOT")
def one_hot(rng):
    axis = pick(rng, -1, 1)
    return [shape_of(rng, 3)], lambda x: tf.one_hot(tf.argmax(x, -1), 5, 2.0, -1.0, axis)


@branch("movement", "PAD")
def pad(rng):
    shape = shape_of(rng)
    return [shape], lambda x, p=[[0, 0], *rng.integers(0, 3, (len(shape) - 1, 2)).tolist()]: tf.pad(x, p)


@branch("movement", "PADV2")
def pad_v2(rng):
    shape, value = shape_of(rng), float(rng.uniform(-1, 1))
    paddings = [[0, 0], [1, 2], *rng.integers(0, 3, (len(shape) - 2, 2)).tolist()]
    return [shape], lambda x: tf.pad(x, paddings, constant_values=value)


@branch("movement", "MIRROR_PAD")
def mirror_pad(rng):
    shape, mode = shape_of(rng), pick(rng, "REFLECT", "SYMMETRIC")
    return [shape], lambda x, p=[[0, 0], *rng.integers(0, 2, (len(shape) - 1, 2)).tolist()]: tf.pad(x, p, mode)


@branch("movement", "DEPTH_TO_SPACE")
def depth_to_space(rng):
    size = pick(rng, 2, 3)
    return [image_of(rng, size * size * pick(rng, 1, 2))], lambda x: tf.nn.depth_to_space(x, size)


@branch("movement", "SPACE_TO_DEPTH")
def space_to_depth(rng):
    size = pick(rng, 2, 3)
    return [[1, 2 * size, 3 * size, pick(rng, 1, 3)]], lambda x: tf.nn.space_to_depth(x, size)


@branch("movement", "SPACE_TO_BATCH_ND")
def space_to_batch(rng):
    rows, columns = pick(rng, 2, 3), pick(rng, 1, 2)
    paddings = [[pick(rng, 0, rows), 0], [0, pick(rng, 0, columns)]]
    return [[1, 2 * rows, 3 * columns, 3]], lambda x: tf.space_to_batch(x, [rows, columns], paddings)


@branch("movement", "BATCH_TO_SPACE_ND")
def batch_to_space(rng):
    rows, columns = pick(rng, 2, 3), pick(rng, 1, 2)
    crops = [[pick(rng, 0, 1), 0], [0, pick(rng, 0, 1)]]
    return [[rows * columns, 3, 4, pick(rng, 1, 2)]], lambda x: tf.batch_to_space(x, [rows, columns], crops)


@branch("movement", "EXPAND_DIMS")
def expand_dims(rng):
    shape = shape_of(rng)
    return [shape], lambda x, axis=int(rng.integers(1, len(shape) + 1)): tf.expand_dims(x, axis)


@branch("movement", "BROADCAST_TO")
def broadcast_to(rng):
    shape = shape_of(rng)
    return [[1, 1, *shape[1:]]], lambda x: tf.broadcast_to(x, [1, 3, *shape[1:]])


@branch("movement", "CAST")
def cast(rng):
    kind = pick(rng, tf.int32, tf.int64, tf.bool)
    return [shape_of(rng)], lambda x: tf.cast(x * 3.0, kind)
