#include "protocol/packed_result.h"

#include <bit>
#include <string>
#include <string_view>
#include <utility>

namespace sciot::protocol {
namespace {

constexpr uint32_t kVersion = 1;
constexpr size_t kUsualBytes = 512;
constexpr uint32_t kLastType = static_cast<uint32_t>(DataType::kBool);

void AppendDouble(Bytes& out, double value) {
  AppendU64(out, std::bit_cast<uint64_t>(value));
}

// A list's length, and its elements.
void AppendText(Bytes& out, std::string_view text) {
  AppendU32(out, static_cast<uint32_t>(text.size()));
  AppendBytes(out, AsBytes(text));
}

template <typename Number>
void AppendNumbers(Bytes& out, const std::vector<Number>& numbers) {
  AppendU32(out, static_cast<uint32_t>(numbers.size()));
  for (const Number number : numbers) AppendU32(out, static_cast<uint32_t>(number));
}

void AppendTensor(Bytes& out, const Tensor& tensor) {
  AppendText(out, tensor.spec.name);
  AppendU32(out, static_cast<uint32_t>(tensor.spec.type));
  AppendNumbers(out, tensor.spec.shape);
  AppendU64(out, tensor.data().size());
}

Status Read(ByteReader& reader, uint32_t& value) {
  SCIOT_ASSIGN(value, reader.ReadU32());
  return {};
}

Status Read(ByteReader& reader, uint64_t& value) {
  SCIOT_ASSIGN(value, reader.ReadU64());
  return {};
}

Status Read(ByteReader& reader, double& value) {
  SCIOT_ASSIGN(const uint64_t bits, reader.ReadU64());
  value = std::bit_cast<double>(bits);
  return {};
}

Status Read(ByteReader& reader, std::string& text) {
  SCIOT_ASSIGN(const uint32_t bytes, reader.ReadU32());
  SCIOT_ASSIGN(const ByteView view, reader.ReadBytes(bytes));
  text = AsText(view);
  return {};
}

template <typename Number>
Status Read(ByteReader& reader, std::vector<Number>& numbers) {
  SCIOT_ASSIGN(const uint32_t count, reader.ReadU32());
  for (uint32_t i = 0; i < count; ++i) {
    SCIOT_ASSIGN(const uint32_t number, reader.ReadU32());
    numbers.push_back(static_cast<Number>(number));
  }
  return {};
}

Status Read(ByteReader& reader, Tensor& tensor) {
  uint32_t type = 0;
  SCIOT_TRY(Read(reader, tensor.spec.name));
  SCIOT_TRY(Read(reader, type));
  if (type > kLastType) return Error{ErrorCode::kInvalidArgument, "type " + std::to_string(type) + " is not known"};
  tensor.spec.type = static_cast<DataType>(type);
  return Read(reader, tensor.spec.shape);
}

// Up to the first that is not there.
template <typename... Values>
Status ReadAll(ByteReader& reader, Values&... values) {
  Status status;
  static_cast<void>(((status = Read(reader, values)).ok() && ...));
  return status;
}

}  // namespace

std::string PackResult(const InferenceResult& result) {
  Bytes packed;
  packed.reserve(kUsualBytes);
  AppendU32(packed, kVersion);
  AppendText(packed, result.request_id);
  AppendText(packed, result.model);
  AppendU64(packed, result.timestamp_us);
  AppendU32(packed, result.split);
  AppendNumbers(packed, result.layers);
  AppendText(packed, result.source);
  for (const double us : {result.device_us, result.network_us, result.edge_us}) AppendDouble(packed, us);
  AppendU32(packed, result.total_us.has_value() ? 1 : 0);
  AppendDouble(packed, result.total_us.value_or(0));
  AppendText(packed, result.edge_failure);
  AppendU32(packed, static_cast<uint32_t>(result.outputs.size()));
  for (const Tensor& output : result.outputs) AppendTensor(packed, output);
  return std::string(AsText(packed));
}

Result<InferenceResult> UnpackResult(ByteView packed) {
  ByteReader reader(packed);
  SCIOT_ASSIGN(const uint32_t version, reader.ReadU32());
  if (version != kVersion) return Error{ErrorCode::kUnsupported, "version " + std::to_string(version) + " is not 1"};
  InferenceResult result;
  uint32_t has_total = 0;
  double total_us = 0;
  uint32_t outputs = 0;
  SCIOT_TRY(ReadAll(reader, result.request_id, result.model, result.timestamp_us, result.split, result.layers,
                    result.source, result.device_us, result.network_us, result.edge_us, has_total, total_us,
                    result.edge_failure, outputs));
  if (has_total != 0) result.total_us = total_us;
  std::vector<uint64_t> value_bytes;
  for (uint32_t i = 0; i < outputs; ++i) {
    SCIOT_TRY(ReadAll(reader, result.outputs.emplace_back(), value_bytes.emplace_back()));
  }
  for (uint32_t i = 0; i < outputs; ++i) {
    SCIOT_ASSIGN(result.outputs[i].view, reader.ReadBytes(value_bytes[i]));
  }
  if (reader.remaining() == 0) return result;
  return Error{ErrorCode::kInvalidArgument, std::to_string(reader.remaining()) + " bytes too many"};
}

}  // namespace sciot::protocol
