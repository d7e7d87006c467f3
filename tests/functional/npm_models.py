"""The trained models of npm's MediaPipe packages, as scripts/npm-models.sh installs them."""

import json
import re
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter

PACKAGES = Path(__file__).resolve().parents[2] / "build" / "npm" / "node_modules" / "@mediapipe"


def packed_models(loader):
    """The .tflite files inside a *_packed_assets.data, by the places its loader script names."""
    data = loader.with_name(loader.name.replace("_loader.js", ".data")).read_bytes()
    files = json.loads(re.search(r'"files": *(\[.*?\])', loader.read_text())[1])
    for file in files:
        if file["filename"].endswith(".tflite"):
            yield file["filename"].rsplit("/", 1)[1], data[file["start"] : file["end"]]


def all_models() -> dict[str, bytes]:
    """Each once, by name."""
    models = {path.name: path.read_bytes() for path in sorted(PACKAGES.glob("*/*.tflite"))}
    for loader in sorted(PACKAGES.glob("*/*packed_assets_loader.js")):
        models.update(packed_models(loader))
    return models


def is_run_by_litert(content: bytes) -> bool:
    try:
        Interpreter(model_content=content).allocate_tensors()
    except RuntimeError:
        return False
    return True
