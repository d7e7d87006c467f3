#include "device/retry_after.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

namespace sciot::device {
namespace {

// Those of RFC 9110, 5.6.7: the one that is sent, and two that are obsolete but taken.
constexpr const char* kDateForms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};

// Seconds since 1970. The names of days and months are English: no program of ours sets a locale.
std::optional<int64_t> ParseDate(const std::string& text) {
  for (const char* form : kDateForms) {
    std::tm date{};
    const char* end = strptime(text.c_str(), form, &date);
    if (end == text.c_str() + text.size()) return timegm(&date);
  }
  return std::nullopt;
}

std::optional<int64_t> Seconds(std::string_view text, const transport::http::Headers& headers) {
  uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return seconds;
  const auto now = headers.Find("Date");
  if (!now) return std::nullopt;
  const std::optional<int64_t> from = ParseDate(std::string(*now));
  const std::optional<int64_t> until = ParseDate(std::string(text));
  if (!from || !until) return std::nullopt;
  return *until - *from;
}

}  // namespace

std::optional<Duration> RetryAfter(const transport::http::Headers& headers) {
  const auto text = headers.Find("Retry-After");
  if (!text) return std::nullopt;
  const std::optional<int64_t> seconds = Seconds(*text, headers);
  if (!seconds) return std::nullopt;
  constexpr auto kLongest = std::chrono::duration_cast<std::chrono::seconds>(kLongestRetryAfter);
  return std::chrono::seconds(std::clamp<int64_t>(*seconds, 0, kLongest.count()));
}

}  // namespace sciot::device
