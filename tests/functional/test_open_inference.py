"""An unmodified Open Inference Protocol client, Triton's, works with sciot-edge."""

import numpy as np
import pytest
import tritonclient.http as triton
from conftest import DIGITS, check_program

pytestmark = pytest.mark.filterwarnings("ignore")

MODEL = "digits"


@pytest.fixture
def client(digits_edge):
    with triton.InferenceServerClient(digits_edge.authority) as connected:
        yield connected


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(3).random((1, 96, 96, 3), dtype=np.float32)


def expected_output(pixels: np.ndarray, directory) -> np.ndarray:
    pixels.tofile(directory / "input.f32")
    check_program("sciot", "run", DIGITS, "--input", directory / "input.f32", "--output-dir", directory)
    return np.fromfile(directory / "output_0.bin", dtype="<f4")


def test_health_and_metadata(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(MODEL)
    assert not client.is_model_ready("other")
    assert client.get_server_metadata()["name"] == "sciot-edge"
    metadata = client.get_model_metadata(MODEL)
    assert metadata["inputs"][0]["datatype"] == "FP32"
    assert metadata["inputs"][0]["shape"] == [1, 96, 96, 3]
    assert metadata["outputs"][0]["shape"] == [1, 12, 12, 11]
    assert [entry["name"] for entry in client.get_model_repository_index()] == [MODEL]


@pytest.mark.parametrize("binary_input", [True, False], ids=["binary input", "JSON input"])
@pytest.mark.parametrize("binary_output", [True, False], ids=["binary output", "JSON output"])
def test_inference(client, pixels, tmp_path, binary_input, binary_output):
    metadata = client.get_model_metadata(MODEL)
    name = metadata["inputs"][0]["name"]
    output_name = metadata["outputs"][0]["name"]
    tensor = triton.InferInput(name, pixels.shape, "FP32")
    tensor.set_data_from_numpy(pixels, binary_data=binary_input)
    wanted = triton.InferRequestedOutput(output_name, binary_data=binary_output)
    answer = client.infer(MODEL, [tensor], outputs=[wanted], request_id="seven")
    assert answer.get_response()["id"] == "seven"
    got = answer.as_numpy(output_name)
    assert got.shape == (1, 12, 12, 11)
    # JSON carries float32 values exactly, so that even then no bit may differ.
    np.testing.assert_array_equal(got.ravel(), expected_output(pixels, tmp_path))


def test_an_error_reaches_the_client(client):
    tensor = triton.InferInput("nonsense", (1, 2), "FP32")
    tensor.set_data_from_numpy(np.zeros((1, 2), dtype=np.float32))
    with pytest.raises(triton.InferenceServerException, match="nonsense"):
        client.infer(MODEL, [tensor])
