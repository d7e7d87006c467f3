#!/usr/bin/python3
"""The round trip of an inference over HTTP, WebSocket and MQTT through a broker on this machine.

    bench/transports.py [--programs build/release/bin] [--model models/fomo_digits.tflite] [--split 6] [--count 2000]

Needs Debian's mosquitto. The device says for each inference how long it waited for its answer (network_ms + edge_ms). Each
transport runs in turns, so that a busy machine hits all alike. Prints the medians; exits 1 where WebSocket takes longer
than HTTP, or MQTT more than three times as long.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from serving import free_port, serving

ROOT = Path(__file__).resolve().parent.parent
MOST_OF_HTTP = {"WebSocket": 1, "MQTT 3.1.1": 3, "MQTT 5": 3}
ROUNDS = 5


def round_trips(device: Path, url: str, version: str, arguments) -> list[float]:
    command = [device, "--edge", url, "--model", arguments.model, "--input", ROOT / "models" / "samples", "--split", arguments.split,
               "--count", arguments.count // ROUNDS, "--json", "--set", f"mqtt.version={version}", "--set",
               "server.least_deadline_s=2", "--log-level", "off"]
    output = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    answered = [line["network_ms"] + line["edge_ms"] for line in lines if line["source"] != "device"]
    if len(answered) < 0.9 * len(lines):
        sys.exit(f"{url}: {len(lines) - len(answered)} of {len(lines)} inferences were not answered")
    return answered


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "release" / "bin")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "fomo_digits.tflite")
    parser.add_argument("--split", type=int, default=6, help="6 (18 KB) is what the demo's device uses; 5 sends 110 KB")
    parser.add_argument("--count", type=int, default=2000)
    arguments = parser.parse_args()
    port, broker_port = free_port(), free_port()
    edge = (arguments.programs / "sciot-edge", "--listen", f"127.0.0.1:{port}", "--model", arguments.model, "--log-level", "off",
            "--set", "communication.mode=[http, websocket, mqtt]", "--set", f"communication.mqtt.port={broker_port}")
    ways = {"HTTP": (f"http://127.0.0.1:{port}", "5"), "WebSocket": (f"ws://127.0.0.1:{port}", "5"),
            "MQTT 3.1.1": (f"mqtt://127.0.0.1:{broker_port}", "3.1.1"), "MQTT 5": (f"mqtt://127.0.0.1:{broker_port}", "5")}
    times = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "mosquitto.conf"
        config.write_text(f"listener {broker_port} 127.0.0.1\nallow_anonymous true\n")
        with serving(broker_port, "/usr/sbin/mosquitto", "-c", config), serving(port, *edge):
            for _ in range(ROUNDS):
                for name, (url, version) in ways.items():
                    times[name] += round_trips(arguments.programs / "sciot-device", url, version, arguments)
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, median in medians.items():
        most = f", at most {MOST_OF_HTTP[name]}" if name in MOST_OF_HTTP else ""
        print(f"{name:10}  median {1000 * median:.0f} us  ({median / medians['HTTP']:.2f} x HTTP{most})")
    return 0 if all(medians[name] <= most * medians["HTTP"] for name, most in MOST_OF_HTTP.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
