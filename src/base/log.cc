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

Result<spdlog::level::level_enum> ParseLevel(std::string_view text) {
  const auto level = spdlog::level::from_str(std::string(text));
  if (level != spdlog::level::off || text == "off") return level;
  return Error{ErrorCode::kInvalidArgument,
               "log level '" + std::string(text) + "': use debug, info, warn, error or off"};
}

// A program that uses the library without ConfigureLog hears warnings and errors.
std::shared_ptr<spdlog::logger>& Logger() {
  static std::shared_ptr<spdlog::logger> logger = MakeLogger("sciot", spdlog::level::warn);
  return logger;
}

}  // namespace

Status CheckLogLevel(std::string_view level) {
  const auto parsed = ParseLevel(level);
  return parsed.ok() ? Status() : parsed.error();
}

Status ConfigureLog(std::string_view program, std::string_view level) {
  SCIOT_ASSIGN(const auto parsed, ParseLevel(level));
  Logger() = MakeLogger(program, parsed);
  return {};
}

Status SetLogLevel(std::string_view level) {
  SCIOT_ASSIGN(const auto parsed, ParseLevel(level));
  Logger()->set_level(parsed);
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
