// Configuration files: YAML whose every key must be known and every value in range. Errors give file and
// line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sciot/result.h"

namespace sciot::app {

// Keys of one mapping and the variables they set; a key that is not there leaves its variable as it is.
class Settings {
 public:
  using Read = std::function<Status(const YAML::Node&)>;

  // `name` is for messages, e.g. "the configuration" or "http".
  explicit Settings(std::string name) : name_(std::move(name)) {}

  // Each target must outlive the settings.
  Settings& Text(const char* key, std::string& target);
  // A whole number in [least, most].
  template <typename Unsigned>
  Settings& Count(const char* key, Unsigned& target, uint64_t least = 0, uint64_t most = kMaxCount) {
    return Custom(key, [key, &target, least, most](const YAML::Node& node) -> Status {
      SCIOT_ASSIGN(const uint64_t value, ReadCount(node, key, least, most));
      target = static_cast<Unsigned>(value);
      return {};
    });
  }
  // A number above `above`, at most `most`.
  Settings& Number(const char* key, double& target, double above, double most);
  // Seconds, above zero and at most a day.
  Settings& Seconds(const char* key, Duration& target);
  // A mapping inside this one.
  Settings& Section(const char* key, Settings section);
  // Any other value.
  Settings& Custom(const char* key, Read read);

  Status Apply(const YAML::Node& node) const;

  // Largest number YAML carries without loss.
  static constexpr uint64_t kMaxCount = uint64_t{1} << 53;

 private:
  static Result<uint64_t> ReadCount(const YAML::Node& node, std::string_view key, uint64_t least, uint64_t most);

  std::string name_;
  std::map<std::string, Read, std::less<>> reads_;
};

// Applies the configuration file `path`.
Status ApplyConfigFile(const std::filesystem::path& path, const Settings& settings);

}  // namespace sciot::app
