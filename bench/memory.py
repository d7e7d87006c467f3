#!/usr/bin/env python3
"""Memory of sciot-edge and sciot-device, with the shipped model and with one of 10 MB.

    build/venv/bin/python3 bench/memory.py

First the resident memory with the shipped model, in MB of 10^6 bytes: the edge when it has started and again after
inferences, the device after as many. Then the most that an edge of four workers ever took (VmHWM) while as many clients
kept all of them busy with a float32 network of MobileNet's form, 10 MB of weights on pictures of 224 x 224; beside it
the size of the model's file plus, for each worker, its largest layer's input and output, which no engine can do without:
in a chain nothing else is alive then. VmHWM counts all: programs, libraries, heaps, weights, tensors and requests.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import tritonclient.http as triton

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "fomo_digits.tflite"
SAMPLES = ROOT / "models" / "samples"
INFERENCES = 500
WORKERS, REQUESTS = 4, 60
# Channels and stride of each pair of a depthwise and a pointwise convolution.
BLOCKS = [(48, 1), (96, 2), (96, 1), (192, 2), (192, 1), (384, 2), *[(384, 1)] * 5, (768, 2), (768, 1)]

sys.path.insert(0, str(ROOT / "tests" / "functional"))
from operator_models import ModelMaker  # noqa: E402


def memory_mb(pid: int, field: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) * 1024 / 1e6


class Network:
    """A chain of convolutions; remembers how large its tensors are."""

    def __init__(self):
        self.make = ModelMaker("float32", np.random.default_rng(1))
        self.shape = (1, 224, 224, 3)
        self.tensor = self.make.data(self.shape, 0.0, 1.0)
        self.working_set = 0  # bytes of the largest layer's input and output

    def weights(self, shape):
        values = self.make.rng.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape).astype(np.float32)
        return self.make.constant(values, "float32")

    def add(self, name, filter_shape, channels, stride, **options):
        _, height, width, _ = self.shape
        shape = (1, height // stride, width // stride, channels)
        inputs = [self.tensor, self.weights(filter_shape), self.make.constant(np.zeros(channels), "float32")]
        self.working_set = max(self.working_set, 4 * (int(np.prod(self.shape)) + int(np.prod(shape))))
        self.tensor = self.make.tensor(shape, "float32")
        kind = "Conv2DOptions" if name == "CONV_2D" else "DepthwiseConv2DOptions"
        strides = {"strideH": stride, "strideW": stride, "dilationHFactor": 1, "dilationWFactor": 1}
        self.make.operator(name, inputs, [self.tensor], kind, fusedActivationFunction=1, padding=0, **strides, **options)
        self.shape = shape

    def dense(self, outputs):
        channels = self.shape[3]
        mean = self.make.tensor((1, channels), "float32")
        self.make.operator("MEAN", [self.tensor, self.make.constant([1, 2])], [mean], "ReducerOptions", keepDims=False)
        inputs = [mean, self.weights((outputs, channels)), self.make.constant(np.zeros(outputs), "float32")]
        self.make.operator("FULLY_CONNECTED", inputs, [self.make.result((1, outputs))], "FullyConnectedOptions")

    def build(self) -> bytes:
        self.add("CONV_2D", (24, 3, 3, 3), 24, 2)
        for channels, stride in BLOCKS:
            inputs = self.shape[3]
            self.add("DEPTHWISE_CONV_2D", (1, 3, 3, inputs), inputs, stride, depthMultiplier=1)
            self.add("CONV_2D", (channels, 1, 1, inputs), channels, 1)
        self.dense(1000)
        return self.make.build()


def measure_shipped_model(programs: Path) -> None:
    command = [programs / "sciot-edge", "--listen", "127.0.0.1:0", "--model", MODEL, "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as edge:
        url = edge.stdout.readline().split()[-1]
        time.sleep(1)
        print(f"sciot-edge at rest: {memory_mb(edge.pid, 'VmRSS'):.1f} MB")
        command = [programs / "sciot-device", "--edge", url, "--model", MODEL, "--input", SAMPLES, "--split", "10"]
        with subprocess.Popen([*command, "--count", "0"], stdout=subprocess.PIPE, text=True) as device:
            for _ in range(INFERENCES):
                assert " split " in device.stdout.readline()
            print(f"sciot-edge after {INFERENCES} inferences: {memory_mb(edge.pid, 'VmRSS'):.1f} MB")
            print(f"sciot-device after {INFERENCES} inferences: {memory_mb(device.pid, 'VmRSS'):.1f} MB")
            device.kill()
        edge.kill()


def request_repeatedly(authority: str, client: int) -> None:
    with triton.InferenceServerClient(authority) as server:
        name = server.get_model_metadata("large")["inputs"][0]["name"]
        tensor = triton.InferInput(name, [1, 224, 224, 3], "FP32")
        tensor.set_data_from_numpy(np.random.default_rng(client).random((1, 224, 224, 3), dtype=np.float32))
        for _ in range(REQUESTS):
            server.infer("large", [tensor])


def measure_large_model(programs: Path, directory: Path) -> None:
    network = Network()
    model, config = directory / "large.tflite", directory / "edge.yaml"
    model.write_bytes(network.build())
    config.write_text(f"inference_workers: {WORKERS}\n")
    command = [programs / "sciot-edge", "--config", config, "--listen", "127.0.0.1:0", "--model", f"large={model}"]
    with subprocess.Popen([*command, "--log-level", "error"], stdout=subprocess.PIPE, text=True) as edge:
        authority = edge.stdout.readline().split("//")[-1].strip()
        with ThreadPoolExecutor(WORKERS) as clients:
            list(clients.map(request_repeatedly, [authority] * WORKERS, range(WORKERS)))
        peak = memory_mb(edge.pid, "VmHWM")
        anonymous = memory_mb(edge.pid, "RssAnon")
        edge.kill()
    size, activations = model.stat().st_size / 1e6, WORKERS * network.working_set / 1e6
    print(f"model {size:.1f} MB, activations of {WORKERS} workers {activations:.1f} MB")
    print(f"sciot-edge at most {peak:.1f} MB ({anonymous:.1f} MB of it its own, the rest programs and libraries)")
    print(f"ratio {peak / (size + activations):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "release" / "bin")
    programs = parser.parse_args().programs
    measure_shipped_model(programs)
    with tempfile.TemporaryDirectory() as directory:
        measure_large_model(programs, Path(directory))


if __name__ == "__main__":
    main()
