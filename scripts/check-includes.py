#!/usr/bin/python3
"""Checks that every #include follows an arrow of the module layout.

    scripts/check-includes.py [ROOT]      ROOT is the repository, this one unless given

Prints one line for each include that has no arrow, and exits 1 if there is any, 0 otherwise.
docs/adr/0001-module-layout.md says why the arrows are what they are; ARROWS below is the list itself.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

# For each module of src/ the other modules it may include. `include/sciot` is open to all of them.
ARROWS = {
    "base": set(),
    "custom": {"base"},
    "graph": {"base"},
    "model": {"base", "custom", "graph"},
    "engine": {"base", "graph"},
    "vision": {"base"},
    "profile": {"base"},
    "decision": {"base", "profile"},
    "protocol": {"base"},
    "transport": {"base"},
    "storage": {"base"},
    "metrics": {"base"},
    "device": {"base", "graph", "model", "engine", "vision", "profile", "protocol", "transport",
               "storage"},
    "extension": {"base"},
    "edge": {"base", "graph", "model", "engine", "vision", "profile", "decision", "protocol", "transport",
             "extension", "storage", "metrics"},
    "simulation": {"base", "graph", "profile", "decision"},
}

# Where each third-party library may appear: path prefixes, matched against the including file's path.
# "_test.cc" stands for every unit test, and for what the folders testing/ hold for them.
LIBRARIES = [
    ("flatbuffers", r"flatbuffers/|tflite_generated\.h$", ["src/model/", "src/custom/detection_options.", "_test.cc"]),
    ("XNNPACK", r"xnnpack(\.h$|/)|pthreadpool\.h$", ["src/engine/xnnpack/"]),
    ("Boost", r"boost/", ["src/transport/", "src/decision/min_cut.", "src/protocol/json_fields."]),
    ("libmosquitto", r"mosquitto\.h$|mqtt_protocol\.h$", ["src/transport/mqtt/library."]),
    ("nlohmann/json", r"nlohmann/", ["src/protocol/", "src/model/wiring.", "apps/", "tests/", "bench/", "_test.cc"]),
    ("yaml-cpp", r"yaml-cpp/", ["src/base/yaml_fields.", "src/vision/sidecar.", "apps/"]),
    ("spdlog", r"spdlog/|fmt/", ["src/base/"]),
    ("SQLite", r"sqlite3\.h$", ["src/storage/database."]),
    ("Nettle", r"nettle/", ["src/base/base64.", "src/base/sha256."]),
    ("image codecs", r"png\.h$|jpeglib\.h$|turbojpeg\.h$|stb/?", ["src/vision/"]),
    ("cairo", r"cairo", ["apps/sciot/chart/canvas."]),
    ("CLI11", r"CLI/", ["apps/"]),
    ("GoogleTest", r"gtest/|gmock/", ["_test.cc", "tests/"]),
    ("benchmark", r"benchmark/", ["bench/"]),
]

# C headers an installed header may use beside the C++ ones, which have neither dot nor slash.
C_HEADERS = {"stdbool.h", "stddef.h", "stdint.h"}

SOURCE_FOLDERS = ("include", "src", "apps", "tests", "bench", "fuzz", "examples")
SOURCE_ENDINGS = {".h", ".cc", ".c"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


@dataclass(frozen=True)
class Include:
    source: str  # path of the including file, from the root
    line: int
    quoted: bool
    target: str


def includes_of(root, path):
    source = path.relative_to(root).as_posix()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if match := INCLUDE.match(line):
            yield Include(source, number, match[1] == '"', match[2])


def all_includes(root):
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SOURCE_ENDINGS and path.is_file():
                yield from includes_of(root, path)


def own_module(source):
    """The module of src/ a file belongs to, `include` for an installed header, nothing for programs and tests."""
    parts = source.split("/")
    if parts[0] == "include":
        return "include"
    return parts[1] if parts[0] == "src" else None


def target_module(root, include):
    """The module of src/ an include names, or `include`; nothing for anything else (system headers, siblings)."""
    first = include.target.split("/")[0]
    if first == "sciot" and (root / "include" / include.target).exists():
        return "include"
    if (root / "src" / include.target).exists():
        return first
    return None


def library_of(include):
    for name, pattern, places in LIBRARIES:
        if re.match(pattern, include.target):
            return name, places
    return None, []


def is_unit_test(include):
    return include.source.endswith("_test.cc") or "/testing/" in include.source


def may_use(include, places):
    return any(is_unit_test(include) if place == "_test.cc" else include.source.startswith(place) for place in places)


def module_fault(root, include):
    own, target = own_module(include.source), target_module(root, include)
    if own is None or target in (None, own, "include"):
        return None
    if own == "include":
        return f"include/sciot → {target} is no arrow: installed headers include only include/sciot"
    if own not in ARROWS:
        return f"module '{own}' is unknown: add it to ARROWS in scripts/check-includes.py and to the layout's document"
    if target in ARROWS[own] or is_test_of_lower_module(include, own, target):
        return None
    return f"{own} → {target} is no arrow ({own} may include: {', '.join(sorted(ARROWS[own])) or 'no module'})"


def is_test_of_lower_module(include, own, target):
    """A unit test may use any module that does not itself lead back to its own."""
    return is_unit_test(include) and own not in ARROWS.get(target, {own})


def library_fault(root, include):
    name, places = library_of(include)
    if name is None or target_module(root, include) is not None or may_use(include, places):
        return None
    allowed = ", ".join("unit tests" if place == "_test.cc" else place + ("*" if place.endswith(".") else "")
                        for place in places)
    return f"{own_module(include.source) or include.source.split('/')[0]} → {name} is no arrow (only: {allowed})"


def installed_header_fault(root, include):
    if own_module(include.source) != "include" or target_module(root, include) is not None:
        return None
    is_standard = not include.quoted and (not re.search(r"[./]", include.target) or include.target in C_HEADERS)
    if is_standard:
        return None
    return f"include/sciot → {include.target} is no arrow: installed headers include only include/sciot and the standard library"


def unresolved_fault(root, include):
    """A quoted include must be one of ours, or a library's; a typo would otherwise pass as a system header."""
    if not include.quoted or target_module(root, include) is not None or library_of(include)[0] is not None:
        return None
    if ((root / include.source).parent / include.target).exists():
        return None
    return f"\"{include.target}\" is found neither in src/ nor in include/ nor beside the file"


FAULTS = (module_fault, installed_header_fault, library_fault, unresolved_fault)


def fault_of(root, include):
    return next((fault for check in FAULTS if (fault := check(root, include))), None)


def main(arguments):
    root = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).resolve().parent.parent
    if not (root / "src").is_dir():
        print(f"check-includes.py: {root} has no src/: give the repository's folder", file=sys.stderr)
        return 2
    found = [(include, fault) for include in all_includes(root) if (fault := fault_of(root, include))]
    for include, fault in found:
        print(f"{include.source}:{include.line}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
