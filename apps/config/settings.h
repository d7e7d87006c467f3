// Configuration as a table: each key with its default, range and meaning. Reading a file, overriding a key on the
// command line, printing a commented file and telling what a reload changes all come from it.
//
// A component's keys are rows over the fields of its options struct, whose values are the defaults:
//
//   Settings LinkSettings(profile::LinkOptions& options) {
//     Settings settings("link");
//     settings.Number({"alpha", "share of a new sample in the estimate"}, options.alpha, Interval::Above(0, 1))
//         .Seconds({"default_rtt_s", "round trip until one is measured", Reload::kAtOnce}, options.default_rtt);
//     return settings;
//   }
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "interval.h"
#include "sciot/result.h"

namespace sciot::app {

// When a value that a SIGHUP finds changed takes effect.
enum class Reload { kAtRestart, kAtOnce };

struct Key {
  const char* name;
  const char* meaning;  // effect and unit, in one line
  Reload reload = Reload::kAtRestart;
};

// Largest number YAML carries without loss.
inline constexpr uint64_t kMaxCount = uint64_t{1} << 53;

// Of whole numbers, both ends included.
struct CountRange {
  uint64_t least = 0;
  uint64_t most = kMaxCount;
};

// Keys of one mapping and the variables they set; a key that is not there leaves its variable as it is.
class Settings {
 public:
  using Read = std::function<Status(const YAML::Node&)>;
  // The variable's value as YAML in one line, which `Read` takes.
  using Show = std::function<std::string()>;
  using Check = std::function<Status(const std::string&)>;
  template <typename Value>
  using Choices = std::vector<std::pair<std::string_view, Value>>;

  struct Entry {
    Key key;
    std::string range;  // for people; empty: any value of the type
    Read read;
    Show show;
    std::shared_ptr<const Settings> section;  // instead of the two above
  };

  // `name` is for messages, e.g. "the configuration" or "link".
  explicit Settings(std::string name) : name_(std::move(name)) {}

  // Each target must outlive the settings.
  // `check` refuses words that mean nothing.
  Settings& Text(Key key, std::string& target, Check check = {});
  Settings& Flag(Key key, bool& target);
  template <typename Unsigned>
  Settings& Count(Key key, Unsigned& target, CountRange range = {});
  // Null stands for no value.
  template <typename Unsigned>
  Settings& Count(Key key, std::optional<Unsigned>& target, CountRange range = {});
  // Null stands for no limit, kept as the largest number.
  Settings& Limit(Key key, uint64_t& target);
  Settings& Number(Key key, double& target, Interval range);
  // Of `target`'s resolution.
  template <typename Target>
  Settings& Seconds(Key key, Target& target, Interval range = Interval::Above(0, kSecondsOfADay));
  // One of several words.
  template <typename Value>
  Settings& Choice(Key key, Value& target, Choices<Value> choices);
  // A path; a relative one starts at `directory`. An empty one stays empty.
  Settings& Path(Key key, std::filesystem::path& target, std::filesystem::path directory);
  Settings& Paths(Key key, std::vector<std::filesystem::path>& target, std::filesystem::path directory);
  // A mapping inside this one. Its name is the key.
  Settings& Section(const char* meaning, Settings section);
  // Any other value.
  Settings& Custom(Key key, Read read, Show show, std::string range = {});

  // Sets what `node`, a mapping, holds. Refuses keys that are not in the table, and values they cannot have.
  Status Apply(const YAML::Node& node) const;

  const std::string& name() const { return name_; }
  const std::vector<Entry>& entries() const { return entries_; }

  static constexpr double kSecondsOfADay = 86'400;

 private:
  static Result<uint64_t> ReadCount(const YAML::Node& node, const Key& key, CountRange range);
  static Result<double> ReadInterval(const YAML::Node& node, const Key& key, const Interval& range);
  static std::string CountText(CountRange range);
  static std::string NumberText(double number);
  static std::string ChoiceText(const std::vector<std::string_view>& words);
  Settings& Words(Key key, const std::vector<std::string_view>& words, const std::function<void(size_t)>& set,
                  const std::function<size_t()>& get);

  std::string name_;
  std::vector<Entry> entries_;
};

template <typename Unsigned>
Settings& Settings::Count(Key key, Unsigned& target, CountRange range) {
  range.most = std::min<uint64_t>(range.most, std::numeric_limits<Unsigned>::max());
  const auto read = [key, &target, range](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const uint64_t value, ReadCount(node, key, range));
    target = static_cast<Unsigned>(value);
    return {};
  };
  return Custom(
      key, read, [&target] { return std::to_string(target); }, CountText(range));
}

template <typename Unsigned>
Settings& Settings::Count(Key key, std::optional<Unsigned>& target, CountRange range) {
  range.most = std::min<uint64_t>(range.most, std::numeric_limits<Unsigned>::max());
  const auto read = [key, &target, range](const YAML::Node& node) -> Status {
    target.reset();
    if (node.IsNull()) return {};
    SCIOT_ASSIGN(const uint64_t value, ReadCount(node, key, range));
    target = static_cast<Unsigned>(value);
    return {};
  };
  return Custom(
      key, read, [&target] { return target ? std::to_string(*target) : "null"; }, CountText(range));
}

template <typename Target>
Settings& Settings::Seconds(Key key, Target& target, Interval range) {
  const auto read = [key, &target, range](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const double value, ReadInterval(node, key, range));
    target = std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(value));
    return {};
  };
  const auto show = [&target] { return NumberText(std::chrono::duration<double>(target).count()); };
  return Custom(key, read, show, range.Text());
}

template <typename Value>
Settings& Settings::Choice(Key key, Value& target, Choices<Value> choices) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : choices) words.push_back(word);
  const auto set = [&target, choices](size_t i) { target = choices[i].second; };
  const auto get = [&target, choices]() -> size_t {
    for (size_t i = 0; i < choices.size(); ++i) {
      if (choices[i].second == target) return i;
    }
    return 0;
  };
  return Words(key, words, set, get);
}

}  // namespace sciot::app
