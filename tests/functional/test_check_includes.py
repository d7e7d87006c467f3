"""The include check finds planted violations, and finds nothing wrong with this repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(os.environ["SCIOT_SOURCE_DIR"]) / "scripts" / "check-includes.py"

# A small tree without fault: every kind of arrow once.
GOOD_TREE = {
    "include/sciot/result.h": "#include <string>\n",
    "include/sciot/sciot.h": "#include <stdint.h>\n",
    "src/base/bytes.h": '#include "sciot/result.h"\n',
    "src/base/log.cc": "#include <spdlog/spdlog.h>\n",
    "src/graph/graph.h": '#include "base/bytes.h"\n',
    "src/model/loader.cc": '#include <flatbuffers/flatbuffers.h>\n#include "graph/graph.h"\n#include "tflite_generated.h"\n',
    "src/model/model.h": '#include "graph/graph.h"\n',
    "src/model/wiring.cc": "#include <nlohmann/json.hpp>\n",
    "src/engine/engine.h": '#include "graph/graph.h"\n',
    "src/engine/engine_test.cc": '#include <gtest/gtest.h>\n#include "model/model.h"\n',
    "src/engine/testing/models.cc": '#include "model/model.h"\n',
    "src/engine/xnnpack/backend.cc": "#include <xnnpack.h>\n",
    "src/vision/sidecar.cc": "#include <yaml-cpp/yaml.h>\n",
    "src/decision/choose.h": "#include <vector>\n",
    "src/transport/http.cc": "#include <boost/beast.hpp>\n",
    "src/device/session.h": '#include "engine/engine.h"\n#include "model/model.h"\n',
    "src/edge/server.h": '#include "decision/choose.h"\n',
    "apps/sciot/main.cc": '#include <CLI/CLI.hpp>\n#include "edge/server.h"\n#include "demo.h"\n',
    "apps/sciot/demo.h": '#include "device/session.h"\n',
}

# File, its planted line, and what the report must name.
VIOLATIONS = [
    ("src/graph/graph.h", '#include "model/model.h"', "graph → model"),
    ("src/base/bytes.h", '#include "graph/graph.h"', "base → graph"),
    ("src/model/loader.cc", '#include "engine/engine.h"', "model → engine"),
    ("src/device/session.h", '#include "edge/server.h"', "device → edge"),
    ("src/edge/server.h", '#include "device/session.h"', "edge → device"),
    ("src/device/session.h", '#include "decision/choose.h"', "device → decision"),
    ("src/transport/http.cc", '#include "engine/engine.h"', "transport → engine"),
    ("src/engine/engine_test.cc", '#include "device/session.h"', "engine → device"),
    ("src/engine/engine.h", "#include <xnnpack.h>", "engine → XNNPACK"),
    ("src/graph/graph.h", "#include <flatbuffers/flatbuffers.h>", "graph → flatbuffers"),
    ("src/edge/server.h", "#include <boost/asio.hpp>", "edge → Boost"),
    ("src/edge/server.h", "#  include <nlohmann/json.hpp>", "edge → nlohmann/json"),
    ("src/model/loader.cc", "#include <nlohmann/json.hpp>", "model → nlohmann/json"),
    ("src/device/session.h", "#include <yaml-cpp/yaml.h>", "device → yaml-cpp"),
    ("apps/sciot/main.cc", "#include <boost/beast.hpp>", "apps → Boost"),
    ("include/sciot/result.h", '#include "base/bytes.h"', "include/sciot → base"),
    ("include/sciot/result.h", "#include <spdlog/spdlog.h>", "include/sciot → spdlog"),
    ("include/sciot/result.h", "#include <sys/socket.h>", "include/sciot → sys/socket.h"),
    ("src/unknown/thing.h", '#include "base/bytes.h"', "module 'unknown'"),
    ("src/base/bytes.h", '#include "base/byte.h"', "base/byte.h"),
]


def plant(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def check(root):
    return subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True, timeout=60)


def test_a_tree_that_follows_the_arrows_passes(tmp_path):
    plant(tmp_path, GOOD_TREE)
    result = check(tmp_path)
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("name, line, named", VIOLATIONS)
def test_a_planted_violation_is_found(tmp_path, name, line, named):
    plant(tmp_path, GOOD_TREE)
    plant(tmp_path, {name: GOOD_TREE.get(name, "") + line + "\n"})
    number = len(GOOD_TREE.get(name, "").splitlines()) + 1
    result = check(tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{name}:{number}: ")
    assert named in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_a_folder_without_sources_is_an_error(tmp_path):
    assert check(tmp_path).returncode == 2


def test_this_repository_follows_the_arrows():
    result = check(SCRIPT.parent.parent)
    assert (result.returncode, result.stdout) == (0, "")
