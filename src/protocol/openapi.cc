#include "protocol/openapi.h"

#include <algorithm>
#include <cassert>
#include <cctype>

#include "protocol/json.h"
#include "protocol/message.h"

namespace sciot::protocol {
namespace {

constexpr std::string_view kDescription =
    "/v2/models/{model}/versions/1/… is the same as /v2/models/{model}/…; requests may be up to http.max_body_bytes.";
constexpr std::string_view kJson = "application/json";

Json ReferenceTo(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

Json ContentOf(std::string_view body) {
  if (body == kOctetsBody) return {{kBinaryContentType, Json::object()}};
  if (body == kYamlBody) return {{"application/yaml", Json::object()}};
  if (body == kPageBody) return {{"text/html", Json::object()}};
  Json content = {{std::string(kJson), {{"schema", ReferenceTo(body)}}}};
  // A message whose tensors may follow its JSON.
  if (body == "InferRequest" || body == "InferResponse") content[kBinaryContentType] = Json::object();
  return content;
}

Json Parameter(std::string_view name, std::string_view place, bool is_required) {
  return {{"name", name}, {"in", place}, {"required", is_required}, {"schema", {{"type", "string"}}}};
}

Json ParametersOf(const Operation& operation) {
  Json parameters = Json::array();
  size_t end = 0;
  for (size_t open = operation.path.find('{'); open != std::string_view::npos; open = operation.path.find('{', end)) {
    end = operation.path.find('}', open);
    parameters.push_back(Parameter(operation.path.substr(open + 1, end - open - 1), "path", true));
  }
  if (!operation.query.empty()) parameters.push_back(Parameter(operation.query, "query", false));
  return parameters;
}

Json Describe(const Operation& operation) {
  const Json failure = {{"description", "The body says why."}, {"content", ContentOf(operation.error)}};
  Json json = {{"operationId", operation.id},
               {"summary", operation.summary},
               {"responses",
                {{"200", {{"description", "OK"}, {"content", ContentOf(operation.response)}}},
                 {"4XX", failure},
                 {"5XX", failure}}}};
  if (operation.response == kOctetsBody) json["responses"]["304"] = {{"description", "The client has it."}};
  if (Json parameters = ParametersOf(operation); !parameters.empty()) json["parameters"] = std::move(parameters);
  if (!operation.request.empty()) {
    json["requestBody"] = {{"required", operation.request != kOctetsBody}, {"content", ContentOf(operation.request)}};
  }
  return json;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// The name of a body's schema with a link to it, or its type.
std::string BodyText(const Json& content) {
  std::string text;
  for (const auto& [type, entry] : content.items()) {
    text += (text.empty() ? "" : " or ") + std::string("<code>") + Escaped(type) + "</code>";
    if (!entry.contains("schema")) continue;
    const std::string reference = entry["schema"]["$ref"];
    const std::string name = reference.substr(reference.rfind('/') + 1);
    text.append(" <a href=\"#").append(name).append("\">").append(name).append("</a>");
  }
  return text;
}

std::string Row(const std::string& path, const std::string& method, const Json& operation) {
  std::string upper = method;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  std::string query;
  for (const Json& parameter : operation.value("parameters", Json::array())) {
    if (parameter["in"] == "query") query = "?" + parameter["name"].get<std::string>() + "=";
  }
  const std::string request =
      operation.contains("requestBody") ? BodyText(operation["requestBody"]["content"]) : std::string("–");
  return "<tr><td>" + upper + "</td><td><code>" + Escaped(path + query) + "</code></td><td>" +
         Escaped(operation["summary"].get<std::string>()) + "</td><td>" + request + "</td><td>" +
         BodyText(operation["responses"]["200"]["content"]) + "</td></tr>\n";
}

constexpr std::string_view kPageHead =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>SCIoT edge</title><style>"
    "body{font-family:sans-serif;margin:2em;max-width:75em}table{border-collapse:collapse}"
    "td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}"
    "pre{background:#f4f4f4;padding:.8em;overflow:auto}</style></head><body>\n";

}  // namespace

std::string EncodeOpenApi(std::string_view title, std::string_view version, std::span<const Operation> operations) {
  Json paths = Json::object();
  for (const Operation& operation : operations) {
    paths[std::string(operation.path)][LowerCase(operation.method)] = Describe(operation);
  }
  return DumpJson({{"openapi", "3.1.0"},
                   {"info", {{"title", title}, {"version", version}, {"description", kDescription}}},
                   {"paths", std::move(paths)},
                   {"components", {{"schemas", Json::parse(OpenApiSchemas())}}}});
}

std::string EncodeApiPage(std::string_view document) {
  const Json json = Json::parse(document, nullptr, /*allow_exceptions=*/false);
  assert(json.is_object());
  std::string page(kPageHead);
  page += "<h1>" + Escaped(json["info"]["title"].get<std::string>()) + " " +
          Escaped(json["info"]["version"].get<std::string>()) + "</h1>\n<p>" + Escaped(kDescription) +
          "</p>\n<p>The same for programs: <a href=\"/openapi.json\">/openapi.json</a>.</p>\n"
          "<table><tr><th>method</th><th>path</th><th>what it does</th><th>body</th><th>answer</th></tr>\n";
  for (const auto& [path, operations] : json["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) page += Row(path, method, operation);
  }
  page += "</table>\n<h2>Bodies</h2>\n";
  for (const auto& [name, schema] : json["components"]["schemas"].items()) {
    page += std::string("<h3 id=\"").append(name).append("\">").append(name).append("</h3>\n<pre>");
    page += Escaped(schema.dump(1)).append("</pre>\n");
  }
  return page + "</body></html>\n";
}

}  // namespace sciot::protocol
