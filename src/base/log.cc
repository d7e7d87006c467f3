#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace sciot {
namespace {

std::shared_ptr<spdlog::logger> MakeLogger(std::string_view program, spdlog::level::level_enum level) {
  auto logger =
      std::make_shared<spdlog::logger>(std::string(program), std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n %^%l%$ %v");
  logger->set_level(level);
  return logger;
}

// A program that uses the library without ConfigureLog hears warnings and errors.
std::shared_ptr<spdlog::logger>& Logger() {
  static std::shared_ptr<spdlog::logger> logger = MakeLogger("sciot", spdlog::level::warn);
  return logger;
}

}  // namespace

Status ConfigureLog(std::string_view program, std::string_view level) {
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") {
    return Error{ErrorCode::kInvalidArgument,
                 "log level '" + std::string(level) + "': use debug, info, warn, error or off"};
  }
  Logger() = MakeLogger(program, parsed);
  return {};
}

void LogDebug(const std::string& message) {
  Logger()->debug("{}", message);
}

void LogInfo(const std::string& message) {
  Logger()->info("{}", message);
}

void LogWarning(const std::string& message) {
  Logger()->warn("{}", message);
}

void LogError(const std::string& message) {
  Logger()->error("{}", message);
}

}  // namespace sciot
