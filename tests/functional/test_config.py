"""Configuration of the programs: files, --set, --check-config, `sciot config`."""

import subprocess
import sys

import pytest
from conftest import DIGITS, PROGRAMS, SAMPLES, SOURCE, check_program, check_refusal, json_lines, run_device, run_program, running_edge

# The guide's "Production Configuration", as it stands.
PRODUCTION = """
# production_settings.yaml
communication:
  http:
    host: "0.0.0.0"
    port: 80  # Standard HTTP port

local_inference_mode:
  enabled: true
  probability: 0.05  # Lower for production

variance_detection:
  window_size: 20     # More stable
  cv_threshold: 0.10  # More sensitive

delay_simulation:
  computation:
    enabled: false  # Disable in production
  network:
    enabled: false  # Disable in production
"""


def write(path, text: str):
    path.write_text(text)
    return path


@pytest.mark.parametrize("program", ["edge", "device"])
def test_the_printed_file_is_accepted(program, tmp_path):
    config = write(tmp_path / "config.yaml", check_program("sciot", "config", program))
    assert check_program(f"sciot-{program}", "--check-config", "--config", config) == "OK\n"


def test_the_page_shows_what_the_programs_print():
    script = SOURCE / "scripts" / "config-docs.py"
    result = subprocess.run([sys.executable, script, PROGRAMS / "sciot", "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    page = (SOURCE / "docs" / "configuration.md").read_text()
    assert "<!-- sciot config edge -->" in page and "<!-- sciot config device -->" in page


def test_the_production_configuration_of_the_guide_is_valid(tmp_path):
    config = write(tmp_path / "production_settings.yaml", PRODUCTION)
    assert check_program("sciot-edge", "--check-config", "--config", config, "--model", f"digits={DIGITS}") == "OK\n"
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        assert edge.port != 80  # --listen overrides the file


@pytest.mark.parametrize(
    "text, says",
    [
        ("max_devicez: 3\n", 'edge.yaml: line 1: unknown key "max_devicez" in the configuration, nearest is "max_devices"'),
        ("\nmax_devices: 0\n", 'edge.yaml: line 2: "max_devices" must be a whole number from 1'),
        ("communication:\n  http:\n    prot: 80\n", 'edge.yaml: line 3: unknown key "prot" in http, nearest is "port"'),
        ("communication:\n  http:\n    port: 65536\n", 'line 3: "port" must be a whole number from 0 to 65535, not 65536'),
        ("communication: {http: {io_threads: many}}\n", '"io_threads" must be a number, not "many"'),
        ("models: [a]\n", "models"),
        ("algorithm: gues\n", 'line 1: "algorithm": unknown algorithm "gues", nearest is "guide"'),
        ("log_level: loud\n", "loud"),
        ("engine: {fused: maybe}\n", '"fused" must be one of off, auto'),
        ("link: {alpha: 2}\n", "alpha"),
        ("link: {alpha: .inf}\n", "alpha"),
        ("a: [\n", "not valid YAML"),
        ("max_devices: 1\nmax_devices: 2\n", "line 2"),
    ],
)
def test_faults_of_the_edge_file_are_named(tmp_path, text, says):
    config = write(tmp_path / "edge.yaml", text)
    check_refusal("sciot-edge", "--config", config, exit_code=2, says=says)
    check_refusal("sciot-edge", "--check-config", "--config", config, exit_code=2, says=says)


@pytest.mark.parametrize(
    "text, says",
    [
        ("server:\n  base-url: x\n", 'device.yaml: line 2: unknown key "base-url" in server, nearest is "base_url"'),
        ("server: {base_url: ftp://x}\n", "ftp://x"),
        ("server: {timeout: 0}\n", '"timeout" must be above 0'),
        ("run: {count: -1}\n", "count"),
        ("run: {inputs: a.png}\n", '"inputs" must be a list'),
        ("slowdown: 0.5\n", '"slowdown" must be 1 to 1000000, not 0.5'),
        ("model: no/such.tflite\n", "such.tflite"),
        ("run: {inputs: [no.png]}\n", "no.png"),
    ],
)
def test_faults_of_the_device_file_are_named(tmp_path, text, says):
    config = write(tmp_path / "device.yaml", text)
    check_refusal("sciot-device", "--check-config", "--config", config, exit_code=2, says=says)


def test_faults_of_set_name_its_text():
    refuse = lambda text, says: check_refusal("sciot-edge", "--set", text, exit_code=2, says=says)
    refuse("link.alpha=2", '--set link.alpha=2: "alpha" must be above 0, at most 1, not 2')
    refuse("lnk.alpha=1", '--set lnk.alpha=1: unknown key "lnk" in the configuration, nearest is "link"')
    refuse("communication.http.port=x", '--set communication.http.port=x: "port" must be a number')
    refuse("link.alpha", "not KEY=VALUE")


def test_check_config_looks_at_the_models(tmp_path):
    models = write(tmp_path / "edge.yaml", "models: {a: no.tflite}\n")
    check_refusal("sciot-edge", "--check-config", "--config", models, exit_code=2, says=str(tmp_path / "no.tflite"))
    write(tmp_path / "no.tflite", "not a model")
    check_refusal("sciot-edge", "--check-config", "--config", models, exit_code=2, says="no.tflite")
    twice = ["--model", f"a={DIGITS}", "--model", f"a={DIGITS}"]
    check_refusal("sciot-edge", "--check-config", *twice, exit_code=2, says="'a' comes twice")
    check_refusal("sciot-edge", "--check-config", "--config", tmp_path / "none.yaml", exit_code=2, says="none.yaml")
    assert "--model" in run_program("sciot-edge", "--check-config").stderr


def test_a_device_file_says_it_all(tmp_path):
    write(tmp_path / "m.tflite", "").write_bytes(DIGITS.read_bytes())
    (tmp_path / "m.yaml").write_bytes(DIGITS.with_suffix(".yaml").read_bytes())
    (tmp_path / "images").mkdir()
    sample = sorted(SAMPLES.iterdir())[0]
    (tmp_path / "images" / sample.name).write_bytes(sample.read_bytes())
    with running_edge("--model", f"m={DIGITS}") as edge:
        config = write(
            tmp_path / "device.yaml",
            f"""
model: m.tflite
split: 3
server: {{base_url: "{edge.url}", timeout: 60, read_timeout: 60, least_deadline_s: 60}}
run: {{inputs: [images], count: 2, output: json}}
""",
        )
        inferences = json_lines(check_program("sciot-device", "--config", config))
        assert [inference["split"] for inference in inferences] == [3, 3]
        assert inferences[0]["input"] == [str(tmp_path / "images" / sample.name)]
        by_set = json_lines(check_program("sciot-device", "--config", config, "--set", "split=5", "--set", "run.count=1"))
        assert [inference["split"] for inference in by_set] == [5]
        by_option = json_lines(check_program("sciot-device", "--config", config, "--set", "split=5", "--split", "6"))
        assert [inference["split"] for inference in by_option] == [6, 6]


def test_the_inference_endpoint_of_a_device_is_used():
    with running_edge("--model", DIGITS) as edge:
        sample = sorted(SAMPLES.iterdir())[0]
        arguments = ["--edge", edge.url, "--model", DIGITS, "--input", sample, "--split", 3]

        def infer(endpoint: str) -> dict:
            endpoint = f"server.inference_endpoint={endpoint}"
            return run_device(*arguments, "--set", endpoint)[0]

        with_version = infer("'/v2/models/{model}/versions/1/infer'")
        nowhere = infer("'/nowhere/{model}'")
        assert with_version["source"] == "split"
        assert "/nowhere/fomo_digits" in nowhere["edge_failure"]
