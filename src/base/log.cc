#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace sciot {

Status ConfigureLog(std::string_view program, std::string_view level) {
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") {
    return Error{ErrorCode::kInvalidArgument,
                 "log level '" + std::string(level) + "': use debug, info, warn, error or off"};
  }
  auto logger =
      std::make_shared<spdlog::logger>(std::string(program), std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n %^%l%$ %v");
  logger->set_level(parsed);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

void LogDebug(const std::string& message) {
  spdlog::debug("{}", message);
}

void LogInfo(const std::string& message) {
  spdlog::info("{}", message);
}

void LogWarning(const std::string& message) {
  spdlog::warn("{}", message);
}

void LogError(const std::string& message) {
  spdlog::error("{}", message);
}

}  // namespace sciot
