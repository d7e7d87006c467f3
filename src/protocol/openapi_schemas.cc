#include "protocol/openapi.h"

namespace sciot::protocol {

namespace {

constexpr std::string_view kSchemas = R"json({
"Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
"Detail": {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}},
"Live": {"type": "object", "required": ["live"], "properties": {"live": {"type": "boolean"}}},
"Ready": {"type": "object", "required": ["ready"], "properties": {"ready": {"type": "boolean"}}},
"Empty": {"type": "object"},
"OpenApi": {"type": "object", "required": ["openapi", "paths"]},
"ServerMetadata": {"type": "object", "required": ["name", "version", "extensions"], "properties": {
  "name": {"type": "string"}, "version": {"type": "string"}, "extensions": {"type": "array", "items": {"type": "string"}}}},
"RepositoryIndex": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
"EdgeStatus": {"type": "object", "required": ["name", "version", "uptime_seconds", "algorithm", "devices", "models", "counters"],
  "properties": {"name": {"type": "string"}, "version": {"type": "string"}, "uptime_seconds": {"type": "number"},
    "algorithm": {"type": "string"}, "devices": {"type": "integer"}, "queue_us": {"type": "number"},
    "models": {"type": "array", "items": {"type": "object"}}, "counters": {"type": "object"},
    "mqtt": {"type": "object", "required": ["connected", "devices"], "properties": {"connected": {"type": "boolean"},
      "devices": {"type": "object", "additionalProperties": {"enum": ["online", "offline"]}}}}}},
"TensorMetadata": {"type": "object", "required": ["name", "datatype", "shape"], "properties": {
  "name": {"type": "string"}, "datatype": {"type": "string"}, "shape": {"type": "array", "items": {"type": "integer"}}}},
"ModelMetadata": {"type": "object", "required": ["name", "inputs", "outputs"], "properties": {"name": {"type": "string"},
  "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/TensorMetadata"}},
  "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/TensorMetadata"}}}},
"ModelReady": {"type": "object", "required": ["name", "ready"], "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}}},
"Tensor": {"type": "object", "required": ["name", "datatype", "shape"], "properties": {
  "name": {"type": "string"}, "datatype": {"enum": ["BOOL", "UINT8", "INT8", "INT32", "INT64", "FP32"]},
  "shape": {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 8},
  "data": {"type": "array"}, "parameters": {"type": "object"}}},
"InferRequest": {"type": "object", "required": ["inputs"], "properties": {"id": {"type": "string"},
  "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
  "outputs": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
  "parameters": {"type": "object", "properties": {"split": {"type": "integer", "minimum": 0}, "layers": {"type": "string"},
    "device_id": {"type": "string"}, "layer_us": {"type": "string"}, "link_us": {"type": "number"},
    "link_sent_bytes": {"type": "integer"}, "link_received_bytes": {"type": "integer"}}}}},
"InferResponse": {"type": "object", "required": ["model_name", "outputs"], "properties": {"model_name": {"type": "string"},
  "id": {"type": "string"}, "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
  "parameters": {"type": "object"}}},
"DeviceList": {"type": "object", "required": ["model", "devices"], "properties": {"model": {"type": "string"},
  "devices": {"type": "array", "items": {"type": "object", "required": ["device_id", "split"]}}}},
"DeviceStatus": {"type": "object", "required": ["model", "device_id", "split", "counters"]},
"Registration": {"type": "object", "required": ["model_sha256"], "properties": {
  "model_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "layer_us": {"type": "string"}, "split": {"type": "integer", "minimum": 0},
  "takes_layers": {"type": "boolean"}, "unstable_layers": {"type": "array", "items": {"type": "integer", "minimum": 0}},
  "link": {"type": "array", "maxItems": 16, "items": {"type": "object", "required": ["us", "sent_bytes", "received_bytes"], "properties": {
    "us": {"type": "number", "exclusiveMinimum": 0}, "sent_bytes": {"type": "integer", "minimum": 0},
    "received_bytes": {"type": "integer", "minimum": 0}}}}}},
"RegistrationAnswer": {"type": "object", "required": ["next_split", "device_id", "model"], "properties": {
  "next_split": {"type": "integer", "minimum": 0}, "device_id": {"type": "string"}, "model": {"type": "string"}, "next_layers": {"type": "string"}}},
"ResultReport": {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "minItems": 1, "maxItems": 4096,
  "items": {"$ref": "#/components/schemas/ReportedResult"}}}},
"ReportedResult": {"type": "object", "required": ["request_id"], "properties": {"kind": {"enum": ["result", "measurement"]},
  "request_id": {"type": "string", "minLength": 1, "maxLength": 256}, "model": {"type": "string"},
  "timestamp_us": {"type": "integer", "minimum": 0}, "split": {"type": "integer", "minimum": 0}, "layers": {"type": "string"},
  "source": {"type": "string"}, "edge_failure": {"type": "string"}, "layer_us": {"type": "string"},
  "device_us": {"type": "number", "minimum": 0}, "network_us": {"type": "number", "minimum": 0},
  "edge_us": {"type": "number", "minimum": 0}, "total_us": {"type": "number", "minimum": 0},
  "outputs": {"type": "array", "items": {"type": "object", "required": ["name", "datatype", "shape", "base64"], "properties": {
    "name": {"type": "string"}, "datatype": {"type": "string"}, "shape": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    "base64": {"type": "string"}}}}}},
"ResultReportAnswer": {"type": "object", "required": ["added", "repeated"], "properties": {
  "added": {"type": "integer", "minimum": 0}, "repeated": {"type": "integer", "minimum": 0}}},
"ResultPage": {"type": "object", "required": ["after", "results"], "properties": {"after": {"type": "integer", "minimum": 0},
  "results": {"type": "array", "items": {"type": "object", "required": ["sequence", "device_id", "request_id"]}}}},
"GuideRequest": {"type": "object", "properties": {"request_id": {"type": ["string", "null"]}, "timestamp": {"type": ["string", "null"]},
  "client_id": {"type": ["string", "null"], "minLength": 1, "maxLength": 256}, "model": {"type": ["string", "null"], "minLength": 1},
  "device_times": {"type": ["array", "null"], "items": {"type": "number", "minimum": 0, "maximum": 3600},
    "description": "seconds of layers 0, 1, …"}}},
"GuideAnswer": {"type": "object", "required": ["offloading_layer", "message"], "properties": {
  "offloading_layer": {"type": "integer", "minimum": -1, "description": "the last layer for the device; -1: all, forced"},
  "message": {"type": "string"}}},
"LegacyRegistration": {"type": "object", "properties": {"device_id": {"type": "string", "minLength": 1}, "client_id": {"type": "string", "minLength": 1}},
  "anyOf": [{"required": ["device_id"]}, {"required": ["client_id"]}]},
"LegacyRegistrationAnswer": {"type": "object", "required": ["message", "device"], "properties": {"message": {"const": "Success"},
  "device": {"type": "string"}, "client_id": {"type": "string"}, "model_name": {"type": "string"}}},
"LegacySuccess": {"type": "object", "required": ["message"], "properties": {"message": {"const": "Success"}}},
"LegacyLayer": {"type": "object", "required": ["offloading_layer_index"], "properties": {"offloading_layer_index": {"type": "integer", "minimum": -1}}},
"LegacyPrediction": {"type": "object", "required": ["message_id", "offloading_layer_index", "shape", "prediction"], "properties": {
  "message_id": {"type": ["string", "null"]}, "offloading_layer_index": {"type": ["integer", "null"]},
  "shape": {"type": "array", "items": {"type": "integer"}}, "prediction": {"type": "array", "items": {"type": "number"}}}},
"GuideSuccess": {"type": "object", "required": ["status"], "properties": {"status": {"const": "success"}}}
})json";

}  // namespace

std::string_view OpenApiSchemas() {
  return kSchemas;
}

}  // namespace sciot::protocol
