"""More cases for operator_models.CASES: operators that few models have, and edge cases of common ones."""

import numpy as np
from operator_models import case, image_of, moved, shape_of, unary, UNARY, window_of

UNARY |= {"RELU_0_TO_1": (-4, 4, 0, 1), "SIGN": (-4, 4, -1, 1)}
case("RELU_0_TO_1", types="float32 int8 uint8")(unary)
case("SIGN", types="float32 int32")(unary)


@case("LOG_SOFTMAX", types="float32 int8")
def log_softmax(make, rng, name):
    """Its result has the one scale that the format prescribes."""
    shape = shape_of(rng, 2)
    x = make.data(shape)
    y = make.result(shape, scale=1 / 16 if make.quantized else None, zero=127)
    make.operator(name, [x], [y], "LogSoftmaxOptions")


@case("ATAN2", types="float32")
def atan2(make, rng, name):
    shape = shape_of(rng)
    make.operator(name, [make.data(shape), make.data(shape)], [make.result(shape)])


@case("ADD_N", types="float32 int32")
def add_n(make, rng, name):
    shape = shape_of(rng)
    inputs = [make.data(shape) for _ in range(int(rng.integers(2, 5)))]
    make.operator(name, inputs, [make.result(shape)], "AddNOptions")


@case("L2_POOL_2D", types="float32")
def l2_pool(make, rng, name):
    shape = image_of(rng)
    kernel, stride, padding = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(0, 2))
    rows, columns = (window_of(rng, padding, size, kernel, stride) for size in shape[1:3])
    y = make.result([shape[0], rows, columns, shape[3]])
    make.operator(name, [make.data(shape)], [y], "Pool2DOptions", padding=padding, strideH=stride, strideW=stride,
                  filterHeight=kernel, filterWidth=kernel)  # fmt: skip


@case("LOCAL_RESPONSE_NORMALIZATION", types="float32")
def local_response(make, rng, name):
    shape = image_of(rng)
    make.operator(name, [make.data(shape)], [make.result(shape)], "LocalResponseNormalizationOptions",
                  radius=int(rng.integers(0, 4)), bias=float(rng.uniform(0.5, 2)), alpha=float(rng.uniform(0, 1)),
                  beta=float(rng.uniform(0.25, 1)))  # fmt: skip


@case("REDUCE_ANY", "REDUCE_ALL", types="bool")
def reduce_bool(make, rng, name):
    shape = shape_of(rng, 1, 4, 4)
    axes = sorted(rng.choice(len(shape), int(rng.integers(1, len(shape) + 1)), replace=False))
    keep = bool(rng.integers(0, 2))
    result = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    make.operator(name, [make.data(shape), make.constant(axes)], [make.result(result)], "ReducerOptions", keepDims=keep)


@case("CUMSUM", types="float32 int32 int64")
def cumsum(make, rng, name):
    shape = shape_of(rng)
    axis = make.constant(int(rng.integers(-len(shape), len(shape))))
    flags = {"exclusive": bool(rng.integers(0, 2)), "reverse": bool(rng.integers(0, 2))}
    make.operator(name, [make.data(shape), axis], [make.result(shape)], "CumsumOptions", **flags)


@case("REVERSE_V2", types="float32 uint8 int32 int64 bool")
def reverse(make, rng, name):
    shape = shape_of(rng)
    moved(make, name, shape, shape, [make.constant([int(rng.integers(0, len(shape)))])])


@case("FILL", types="float32 int32 int64 bool")
def fill(make, rng, name):
    shape = shape_of(rng)
    make.operator(name, [make.constant(shape), make.data([])], [make.result(shape)])


@case("ZEROS_LIKE", types="float32 int32 int64")
def zeros_like(make, rng, name):
    shape = shape_of(rng)
    make.operator(name, [make.data(shape)], [make.result(shape)])


@case("GATHER_ND", types="float32 int8 uint8 int32 int64")
def gather_nd(make, rng, name):
    shape = shape_of(rng)
    places = shape_of(rng, 1, 2, 4)
    depth = int(rng.integers(1, len(shape) + 1))
    chosen = np.stack([rng.integers(0, n, places) for n in shape[:depth]], -1)
    moved(make, name, shape, [*places, *shape[depth:]], [make.constant(chosen)])


@case("ONE_HOT", types="int32 int64")
def one_hot(make, rng, name):
    shape, depth = shape_of(rng, 1, 3), int(rng.integers(1, 6))
    axis = int(rng.integers(-1, len(shape) + 1))
    place = len(shape) if axis == -1 else axis
    result = make.result([*shape[:place], depth, *shape[place:]], type="float32")
    values = [make.tensor([], "float32", values) for values in rng.uniform(-2, 2, 2)]
    make.operator(name, [make.data(shape, -1, 6), make.constant(depth), *values], [result], "OneHotOptions", axis=axis)


@case("TOPK_V2", types="float32 int8 uint8 int32 int64")
def top_k(make, rng, name):
    shape = shape_of(rng)
    k = int(rng.integers(1, shape[-1] + 1))
    x = make.data(shape)
    values = make.result([*shape[:-1], k], like=x)
    places = make.result([*shape[:-1], k], type="int32")
    make.operator(name, [x, make.constant(k)], [values, places], "TopKV2Options")


def blocks_of(rng, sides):
    return [int(n) for n in rng.integers(1, 4, sides)], rng.integers(0, 3, (sides, 2))


@case("SPACE_TO_BATCH_ND", types="float32 int8 uint8 int32")
def space_to_batch(make, rng, name):
    sides = int(rng.integers(1, 3))
    block, paddings = blocks_of(rng, sides)
    counts = [int(n) for n in rng.integers(2, 4, sides)]
    size = [max(b * c - int(sum(p)), 1) for b, c, p in zip(block, counts, paddings)]
    paddings[:, 1] = [b * -(-(s + p) // b) - s - p for b, s, p in zip(block, size, paddings[:, 0])]
    batch, channels = map(int, rng.integers(1, 4, 2))
    result = [(s + int(sum(p))) // b for b, s, p in zip(block, size, paddings)]
    moved(make, name, [batch, *size, channels], [batch * int(np.prod(block)), *result, channels],
          [make.constant(block), make.constant(paddings)])  # fmt: skip


@case("BATCH_TO_SPACE_ND", types="float32 int8 uint8 int32")
def batch_to_space(make, rng, name):
    sides = int(rng.integers(1, 3))
    block, crops = blocks_of(rng, sides)
    size = [int(n) for n in rng.integers(5, 8, sides)]
    batch, channels = map(int, rng.integers(1, 4, 2))
    result = [s * b - int(sum(c)) for s, b, c in zip(size, block, crops)]
    moved(make, name, [batch * int(np.prod(block)), *size, channels], [batch, *result, channels],
          [make.constant(block), make.constant(crops)])  # fmt: skip
