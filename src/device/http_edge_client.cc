#include "device/http_edge_client.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "device/retry_after.h"
#include "protocol/error_body.h"
#include "protocol/metadata.h"
#include "protocol/target.h"

namespace sciot::device {
namespace {

using transport::http::ClientRequest;
using transport::http::Headers;
using transport::http::Response;

constexpr int kNotModified = 304;

std::string ModelPath(const std::string& model) {
  return "/v2/models/" + protocol::EncodeSegment(model);
}

std::string InferencePath(std::string endpoint, const std::string& model) {
  static constexpr std::string_view kModel = "{model}";
  const size_t place = endpoint.find(kModel);
  return place == std::string::npos ? endpoint : endpoint.replace(place, kModel.size(), protocol::EncodeSegment(model));
}

Result<std::optional<size_t>> JsonLength(const Response& response) {
  const auto length = response.headers.Find(protocol::kJsonLengthHeader);
  if (!length) return std::optional<size_t>();
  SCIOT_ASSIGN(const size_t bytes, protocol::ParseJsonLength(*length));
  return std::optional<size_t>(bytes);
}

}  // namespace

Result<Response> HttpEdgeClient::Call(const ClientRequest& request, Duration timeout) {
  retry_after_.reset();
  SCIOT_ASSIGN(Response response, caller_->Send(request, timeout));
  retry_after_ = RetryAfter(response.headers);
  if (response.status / 100 == 2 || response.status == kNotModified) return response;
  return protocol::DecodeErrorBody(response.status, response.body);
}

Result<InferAnswer> HttpEdgeClient::Infer(const std::string& model, const protocol::InferRequest& request,
                                          const Waiting& waiting) {
  SCIOT_ASSIGN(const protocol::EncodedMessage message, protocol::EncodeInferRequest(request));
  Headers headers{{"Content-Type", message.content_type()}};
  if (const auto length = message.json_length(); length) headers.Add(protocol::kJsonLengthHeader, *length);
  InferAnswer answer;
  for (ByteView segment : message.Segments()) answer.sent_bytes += segment.size();
  const TimePoint sent = clock_.Now();
  SCIOT_ASSIGN(Response response, Call({"POST", InferencePath(options_.inference_endpoint, model), std::move(headers),
                                        message.Segments(), waiting.meanwhile},
                                       std::min(waiting.limit.value_or(options_.timeout), options_.timeout)));
  answer.round_trip = clock_.Now() - sent;
  answer.received_bytes = response.body.size();
  answer.body = std::move(response.body);
  SCIOT_ASSIGN(const std::optional<size_t> json_bytes, JsonLength(response));
  SCIOT_ASSIGN(answer.response, protocol::DecodeInferResponse(answer.body, json_bytes));
  if (answer.response.id == request.id) return answer;
  return Error{ErrorCode::kInternal, "the edge answered request '" + answer.response.id + "' to '" + request.id + "'"};
}

Result<protocol::RegistrationAnswer> HttpEdgeClient::Register(const std::string& model, const std::string& device_id,
                                                              const protocol::Registration& registration) {
  const std::string body = protocol::EncodeRegistration(registration);
  SCIOT_ASSIGN(const Response response, Call({"POST",
                                              ModelPath(model) + "/devices/" + protocol::EncodeSegment(device_id),
                                              {{"Content-Type", protocol::kJsonContentType}},
                                              {AsBytes(body)}}));
  return protocol::DecodeRegistrationAnswer(response.body);
}

Result<protocol::LinkSample> HttpEdgeClient::Probe(size_t bytes) {
  const Bytes body(bytes);
  const TimePoint sent = clock_.Now();
  SCIOT_ASSIGN(const Response response,
               Call({"POST", "/v2/probe", {{"Content-Type", protocol::kBinaryContentType}}, {ByteView(body)}}));
  const std::chrono::duration<double, std::micro> round_trip = clock_.Now() - sent;
  return protocol::LinkSample{round_trip.count(), bytes, response.body.size()};
}

Result<protocol::ReportAnswer> HttpEdgeClient::Report(const std::string& device_id,
                                                      const std::vector<std::string_view>& entries) {
  const std::string body = protocol::JoinReport(entries);
  SCIOT_ASSIGN(const Response response, Call({"POST",
                                              "/v2/devices/" + protocol::EncodeSegment(device_id) + "/results",
                                              {{"Content-Type", protocol::kJsonContentType}},
                                              {AsBytes(body)}}));
  return protocol::DecodeReportAnswer(response.body);
}

Result<std::vector<std::string>> HttpEdgeClient::ListModels() {
  SCIOT_ASSIGN(const Response response, Call({"POST", "/v2/repository/index"}));
  SCIOT_ASSIGN(const auto entries, protocol::DecodeRepositoryIndex(response.body));
  std::vector<std::string> names;
  for (const protocol::RepositoryEntry& entry : entries) names.push_back(entry.name);
  if (names.empty()) return Error{ErrorCode::kNotFound, "the edge serves no model"};
  return names;
}

Result<HttpEdgeClient::ModelFile> HttpEdgeClient::FetchModel(const std::string& model,
                                                             const std::string& known_sha256) {
  ClientRequest request{"GET", ModelPath(model) + "/file"};
  if (!known_sha256.empty()) request.headers.Add("If-None-Match", "\"" + known_sha256 + "\"");
  SCIOT_ASSIGN(Response response, Call(request, options_.download_timeout));
  if (response.status == kNotModified) return ModelFile{{}, known_sha256};
  const std::string_view tag = response.headers.Find("ETag").value_or("");
  if (tag.size() < 2) return Error{ErrorCode::kInternal, "the edge sent model '" + model + "' without its SHA-256"};
  return ModelFile{std::move(response.body), std::string(tag.substr(1, tag.size() - 2))};
}

Result<std::string> HttpEdgeClient::FetchSidecar(const std::string& model) {
  const Result<Response> response = Call({"GET", ModelPath(model) + "/sidecar"});
  if (response.ok()) return std::string(AsText(response.value().body));
  if (response.error().code == ErrorCode::kNotFound) return std::string();
  return response.error();
}

}  // namespace sciot::device
