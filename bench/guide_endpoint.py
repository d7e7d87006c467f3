#!/usr/bin/python3
"""Requests a second of the guide's POST /inference: sciot-edge, FastAPI with uvicorn, and nginx that answers a fixed 200.

    bench/guide_endpoint.py MODEL [--programs build/release/bin] [--seconds 5]

One core for each server (taskset), 16 kept connections (wrk). Needs Debian's wrk, nginx-light, python3-fastapi and
python3-uvicorn, which this script's own interpreter, /usr/bin/python3, finds. Prints the three figures and the two ratios;
exits 1 where one falls short. Also runs 100 inferences by 10 workers and prints their mean.
"""

import argparse
import concurrent.futures
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from serving import free_port, serving

LEAST_OF_FASTAPI = 15
LEAST_OF_NGINX = 0.4
MOST_MEAN_MS = 20
SERVER_CORE, CLIENT_CORE = "0", "1"

FASTAPI = '''
from typing import List, Optional
from fastapi import FastAPI
from pydantic import BaseModel

class InferenceRequest(BaseModel):
    request_id: str = ""
    timestamp: str = ""
    device_times: Optional[List[float]] = None

app = FastAPI()

@app.post("/inference")
async def handle_inference(request: InferenceRequest):
    return {"offloading_layer": 5, "message": "Normal offloading"}
'''

NGINX = '''
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; location / {{ default_type application/json;
    return 200 '{{"offloading_layer":5,"message":"Normal offloading"}}'; }} }} }}
'''

WRK = '''
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"request_id":"1","timestamp":"2026-01-01T00:00:00"}'
'''


def requests_per_second(port: int, script: Path, seconds: int) -> float:
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", "-c16", f"-d{seconds}s", "-s", script,
               f"http://127.0.0.1:{port}/inference"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        sys.exit(output)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])


def mean_inference_ms(port: int) -> float:
    """100 inferences of the first model by 10 workers, each over a kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None, headers={}):
        connection.request(method, path, body, headers)
        return json.loads(connection.getresponse().read())

    model = ask("POST", "/v2/repository/index")[0]["name"]
    spec = ask("GET", f"/v2/models/{model}")["inputs"][0]
    size = {"FP32": 4, "INT8": 1, "UINT8": 1}[spec["datatype"]]
    for extent in spec["shape"]:
        size *= extent
    text = json.dumps({"inputs": [spec | {"parameters": {"binary_data_size": size}}]}).encode()

    def worker(_):
        own = http.client.HTTPConnection("127.0.0.1", port)
        times = []
        for _ in range(10):
            start = time.perf_counter()
            own.request("POST", f"/v2/models/{model}/infer", text + bytes(size),
                        {"Inference-Header-Content-Length": str(len(text))})
            answer = own.getresponse()
            answer.read()
            assert answer.status == 200
            times.append(time.perf_counter() - start)
        return times

    with concurrent.futures.ThreadPoolExecutor(max_workers=10) as executor:
        times = [one for own in executor.map(worker, range(10)) for one in own]
    return 1000 * sum(times) / len(times)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--programs", type=Path, default=Path("build/release/bin"))
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "endpoint.py").write_text(FASTAPI)
        (folder / "post.lua").write_text(WRK)
        measure = lambda port: requests_per_second(port, folder / "post.lua", arguments.seconds)
        on_server_core = ("taskset", "-c", SERVER_CORE)
        edge = (arguments.programs.absolute() / "sciot-edge", "--log-level", "off", "--model", arguments.model)
        port = free_port()
        with serving(port, *on_server_core, *edge, "--listen", f"127.0.0.1:{port}"):
            ours = measure(port)
            mean_ms = mean_inference_ms(port)
        port = free_port()
        with serving(port, *on_server_core, "/usr/bin/python3", "-m", "uvicorn", "--app-dir", folder, "--port", port,
                     "--log-level", "critical", "--no-access-log", "endpoint:app"):
            fastapi = measure(port)
        port = free_port()
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        with serving(port, *on_server_core, "/usr/sbin/nginx", "-c", folder / "nginx.conf"):
            nginx = measure(port)
    print(f"sciot-edge {ours:.0f}/s, FastAPI {fastapi:.0f}/s, nginx {nginx:.0f}/s")
    print(f"{ours / fastapi:.1f} x FastAPI (at least {LEAST_OF_FASTAPI}), {ours / nginx:.2f} x nginx (at least {LEAST_OF_NGINX})")
    print(f"100 inferences by 10 workers: mean {mean_ms:.1f} ms (at most {MOST_MEAN_MS})")
    return 0 if ours >= LEAST_OF_FASTAPI * fastapi and ours >= LEAST_OF_NGINX * nginx and mean_ms <= MOST_MEAN_MS else 1


if __name__ == "__main__":
    sys.exit(main())
