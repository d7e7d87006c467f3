"""The built-in custom operators: detection against LiteRT, pooling against plain NumPy."""

import json

import numpy as np
import pytest
from conftest import check_program
from flatbuffers import flexbuffers
from operator_models import ModelMaker, image_of
from test_operators import litert_outputs, our_outputs

SEEDS = 20
SAME, VALID = 1, 2


def detection_options(rng, classes: int, most: int) -> dict:
    return {
        "max_detections": int(rng.integers(1, most + 3)),
        "max_classes_per_detection": int(rng.integers(1, classes + 2)),
        "detections_per_class": int(rng.integers(1, most + 1)),
        "num_classes": classes,
        "nms_score_threshold": float(rng.uniform(0, 0.4)),
        "nms_iou_threshold": float(rng.uniform(0.1, 1)),
        "y_scale": 10.0,
        "x_scale": 10.0,
        "h_scale": 5.0,
        "w_scale": 5.0,
    }


def add_detection(make: ModelMaker, rng, regular: bool) -> dict:
    """Adds the operator and its inputs; their values never tie. Returns its options."""
    boxes, classes, background = int(rng.integers(2, 30)), int(rng.integers(1, 5)), int(rng.integers(0, 2))
    options = {**detection_options(rng, classes, boxes), "use_regular_nms": regular}
    encodings = make.data([1, boxes, int(rng.integers(4, 7))], -8, 8)
    scores = make.data([1, boxes, classes + background], 0, 1)
    anchors = np.concatenate([rng.uniform(0, 1, (boxes, 2)), rng.uniform(0.1, 0.6, (boxes, 2))], 1)
    scale, zero = make.scale_of(0, 1, make.type) if make.quantized else (None, None)
    stored = np.round(anchors / scale) + zero if make.quantized else anchors
    constant = make.tensor([boxes, 4], values=stored, scale=scale, zero=zero)
    outputs = [make.result([], type="float32") for _ in range(4)]
    make.custom("TFLite_Detection_PostProcess", [encodings, scores, constant], outputs, flexbuffers.Dumps(options))
    return options


def distinct_scores(make: ModelMaker, rng, tensor: int) -> np.ndarray:
    shape = tuple(make.tensors[tensor].shape)
    count = int(np.prod(shape))
    if make.quantized:
        return rng.permutation(256)[:count].astype(np.uint8).reshape(shape)
    return rng.permutation(np.linspace(0, 1, count, dtype=np.float32)).reshape(shape)


def check_detections(ours, theirs, options) -> None:
    """Compares what LiteRT fills; the rest of its outputs is what its memory held."""
    np.testing.assert_array_equal(ours[3], theirs[3])
    classes = min(options["max_classes_per_detection"], options["num_classes"])
    places = np.arange(options["max_detections"] * options["max_classes_per_detection"])
    if options["use_regular_nms"]:
        filled = places < ours[3][0]
    else:
        place, column = np.divmod(places, options["max_classes_per_detection"])
        filled = (place < ours[3][0]) & (column < classes)
    np.testing.assert_array_equal(ours[1][0][filled], theirs[1][0][filled])
    np.testing.assert_allclose(ours[2][0][filled], theirs[2][0][filled], rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours[0][0][filled], theirs[0][0][filled], rtol=0, atol=1e-3)
    assert not ours[2][0][~filled].any()


@pytest.mark.parametrize("type_name", ["float32", "uint8"])
@pytest.mark.parametrize("regular", [False, True], ids=["fast", "regular"])
def test_detection_agrees_with_litert(type_name, regular, tmp_path):
    """One model holds all cases side by side."""
    make = ModelMaker(type_name, np.random.default_rng(SEEDS))
    cases, inputs = [], []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        cases.append(add_detection(make, rng, regular))
        inputs += [make.values(make.inputs[-2]), distinct_scores(make, rng, make.inputs[-1])]
    model = make.build()
    theirs = litert_outputs(model, inputs)
    ours = our_outputs(model, inputs, tmp_path, theirs)
    assert sum(float(count[0]) for count in theirs[3::4]) > SEEDS
    for i, options in enumerate(cases):
        check_detections(ours[4 * i : 4 * i + 4], theirs[4 * i : 4 * i + 4], options)


def test_a_detector_is_cut_anywhere_and_taken_apart(tmp_path):
    """The shapes of its outputs are in no file, yet they travel."""
    make = ModelMaker("float32", np.random.default_rng(1))
    options = {**detection_options(np.random.default_rng(1), 3, 8), "max_detections": 5, "use_regular_nms": False}
    options["max_classes_per_detection"] = 1
    raw, encodings = make.data([1, 8, 3]), make.data([1, 8, 4])
    scores = make.tensor([1, 8, 3])
    make.operator("LOGISTIC", [raw], [scores])
    anchors = make.constant(np.random.default_rng(2).uniform(0.2, 0.5, (8, 4)), "float32")
    found = [make.tensor([], "float32") for _ in range(4)]
    make.custom("TFLite_Detection_PostProcess", [encodings, scores, anchors], found, flexbuffers.Dumps(options))
    flat = make.result([20])
    make.operator("RESHAPE", [found[0], make.constant([20])], [flat], "ReshapeOptions", newShape=[20])
    make.outputs += found[1:]
    model = tmp_path / "detector.tflite"
    model.write_bytes(make.build())
    document = json.loads(check_program("sciot", "model", "inspect", model, "--json"))
    assert [layer["name"] for layer in document["layers"]] == ["LOGISTIC", "TFLite_Detection_PostProcess", "RESHAPE"]
    assert document["outputs"][1]["shape"] == [1, 5]
    assert check_program("sciot", "run", model, "--check-splits").splitlines()[-1] == "splits: 4 of 4 byte-identical"
    check_program("sciot", "model", "split", model, tmp_path / "parts")
    inputs = [make.values(tensor) for tensor in make.inputs]
    arguments = []
    for i, values in enumerate(inputs):
        values.tofile(tmp_path / f"in_{i}.bin")
        arguments += ["--input", tmp_path / f"in_{i}.bin"]
    for name, path in (("whole", model), ("parts_run", tmp_path / "parts")):
        check_program("sciot", "run", path, *arguments, "--output-dir", tmp_path / name)
    for j in range(4):
        file = f"output_{j}.bin"
        assert (tmp_path / "whole" / file).read_bytes() == (tmp_path / "parts_run" / file).read_bytes()


def pool_options(padding, stride, size, activation=0) -> bytes:
    return np.array([padding, stride[1], stride[0], size[1], size[0], activation], np.int32).tobytes()


def pooled_size(image, size, stride, padding) -> tuple[int, int]:
    if padding == SAME:
        return -(-image // stride), max(0, (-(-image // stride) - 1) * stride + size - image) // 2
    return (image - size) // stride + 1, 0


def pool_reference(image, size, stride, padding):
    """The largest of each window and its place there, window by window."""
    n, height, width, channels = image.shape
    (rows, top), (columns, left) = (pooled_size(image.shape[i + 1], size[i], stride[i], padding) for i in range(2))
    padded = np.full((n, height + 2 * size[0], width + 2 * size[1], channels), -np.inf, np.float32)
    padded[:, top : top + height, left : left + width] = image
    largest = np.empty((n, rows, columns, channels), np.float32)
    places = np.empty_like(largest)
    for y in range(rows):
        for x in range(columns):
            window = padded[:, y * stride[0] : y * stride[0] + size[0], x * stride[1] : x * stride[1] + size[1]]
            window = window.reshape(n, size[0] * size[1], channels)
            largest[:, y, x], places[:, y, x] = window.max(1), window.argmax(1) + np.float32(0.1)
    return largest, places


def unpool_reference(values, places, size, stride):
    n, rows, columns, channels = values.shape
    shape = (rows * size[0], columns * size[1])
    pad = [max(0, (count - 1) * step + k - whole) // 2 for count, step, k, whole in zip((rows, columns), stride, size, shape)]
    image = np.zeros((n, *shape, channels), np.float32)
    for b, y, x, c in np.ndindex(values.shape):
        place = int(places[b, y, x, c])
        to_y = y * stride[0] - pad[0] + place // size[1]
        to_x = x * stride[1] - pad[1] + place % size[1]
        if 0 <= to_y < shape[0] and 0 <= to_x < shape[1]:
            image[b, to_y, to_x, c] = values[b, y, x, c]
    return image


def pooling_case(make, rng):
    """Pools an image and undoes it; returns what NumPy makes of it."""
    shape = image_of(rng)
    size = [int(k) for k in rng.integers(1, 4, 2)]
    stride = size if rng.random() < 0.5 else [int(k) for k in rng.integers(1, 4, 2)]
    padding = int(rng.choice([SAME, VALID]))
    rows, columns = (pooled_size(shape[i + 1], size[i], stride[i], padding)[0] for i in range(2))
    image = make.data(shape)
    pooled = [make.result([shape[0], rows, columns, shape[3]]) for _ in range(2)]
    undone = make.result([shape[0], rows * size[0], columns * size[1], shape[3]])
    options = pool_options(padding, stride, size)
    make.custom("MaxPoolingWithArgmax2D", [image], pooled, options)
    make.custom("MaxUnpooling2D", pooled, [undone], options)
    values = make.values(image)
    largest, places = pool_reference(values, size, stride, padding)
    return values, [largest, places, unpool_reference(largest, places, size, stride)]


def test_pooling_agrees_with_numpy(tmp_path):
    make = ModelMaker("float32", np.random.default_rng(SEEDS))
    inputs, want = [], []
    for seed in range(SEEDS):
        values, expected = pooling_case(make, np.random.default_rng(seed))
        inputs.append(values)
        want += expected
    for ours, expected in zip(our_outputs(make.build(), inputs, tmp_path, want), want, strict=True):
        np.testing.assert_array_equal(ours, expected)
