#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

namespace sciot {
namespace {

constexpr size_t kComparedBytes = 64;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Levenshtein distance, one row of the table at a time: row[j] is the distance of a's first i bytes to b's
// first j.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::array<size_t, kComparedBytes + 1> row{};
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (Lower(a[i - 1]) == Lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NearestName(std::string_view wrong, std::span<const std::string_view> known) {
  std::string_view nearest;
  size_t least = SIZE_MAX;
  for (std::string_view name : known) {
    const size_t distance = EditDistance(wrong.substr(0, kComparedBytes), name.substr(0, kComparedBytes));
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return std::string(nearest);
}

}  // namespace sciot
