#include <array>

#include "edge/http_route.h"

namespace sciot::edge {
namespace {

using transport::http::Reply;

void AnswerDocument(const HttpContext& context, HttpCall& /*call*/, const Reply& reply) {
  reply(JsonResponse(context.document));
}

void AnswerPage(const HttpContext& context, HttpCall& /*call*/, const Reply& reply) {
  const ByteView page = AsBytes(context.page);
  reply({200, {{"Content-Type", "text/html; charset=utf-8"}}, Bytes(page.begin(), page.end())});
}

constexpr std::array kRoutes = {
    HttpRoute{{"GET", "/openapi.json", "openApi", "this interface, as OpenAPI 3.1", "", "OpenApi", kErrorBody},
              AnswerDocument},
    HttpRoute{{"GET", "/docs", "docs", "this interface, as a page", "", protocol::kPageBody, kErrorBody}, AnswerPage},
};

}  // namespace

std::span<const HttpRoute> DocumentRoutes() {
  return kRoutes;
}

}  // namespace sciot::edge
