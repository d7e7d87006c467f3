#!/usr/bin/env python3
"""Writes seeds for the fuzzers to build/fuzz/seeds/: models of one operator each, and options of custom operators.

    build/venv/bin/python3 scripts/fuzz-seeds.py      after scripts/python-env.sh

scripts/fuzz.sh takes what it finds there beside fuzz/corpus/.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "build" / "fuzz" / "seeds"
SEEDS_A_CASE = 2
sys.path.insert(0, str(ROOT / "tests" / "functional"))

import numpy as np  # noqa: E402
from flatbuffers import flexbuffers  # noqa: E402
from operator_models import CASES, ModelMaker  # noqa: E402

DETECTION = {
    "max_detections": 4,
    "max_classes_per_detection": 2,
    "detections_per_class": 3,
    "num_classes": 2,
    "nms_score_threshold": 0.0,
    "nms_iou_threshold": 0.5,
    "y_scale": 10.0,
    "x_scale": 10.0,
    "h_scale": 5.0,
    "w_scale": 5.0,
}


def pool_options(padding: int) -> bytes:
    return np.array([padding, 2, 2, 2, 2, 0], np.int32).tobytes()


def detection_options(regular: bool) -> bytes:
    return bytes(flexbuffers.Dumps({**DETECTION, "use_regular_nms": regular}))


def detector(regular: bool) -> bytes:
    make = ModelMaker("float32", np.random.default_rng(0))
    inputs = [make.data([1, 6, 4]), make.data([1, 6, 3]), make.data([6, 4])]
    make.custom("TFLite_Detection_PostProcess", inputs, [make.result([]) for _ in range(4)], detection_options(regular))
    return make.build()


def pooling(padding: int) -> bytes:
    make = ModelMaker("float32", np.random.default_rng(0))
    pooled = [make.result([1, 2, 3, 2]) for _ in range(2)]
    make.custom("MaxPoolingWithArgmax2D", [make.data([1, 4, 6, 2])], pooled, pool_options(padding))
    make.custom("MaxUnpooling2D", pooled, [make.result([1, 4, 6, 2])], pool_options(padding))
    return make.build()


def models():
    for (name, type_name), case in CASES.items():
        for seed in range(SEEDS_A_CASE):
            make = ModelMaker(type_name, np.random.default_rng(seed))
            case(make, np.random.default_rng(seed))
            yield f"{name.lower()}_{type_name}_{seed}.tflite", make.build()
    for flag in (False, True):
        yield f"detection_{flag}.tflite", detector(flag)
        yield f"pooling_{flag}.tflite", pooling(1 + flag)


def options():
    for flag in (False, True):
        yield f"detection_{flag}.bin", detection_options(flag)
        yield f"pooling_{flag}.bin", pool_options(1 + flag)


def main():
    for fuzzer, seeds in (("fuzz_engine_run", models()), ("fuzz_custom_options", options())):
        folder = SEEDS / fuzzer
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in seeds:
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
