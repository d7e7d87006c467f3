// Keeps what was used last, up to a bound.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <utility>
#include <vector>

namespace sciot {

// What a cache did since it was made.
struct CacheCounts {
  uint64_t hits = 0;
  uint64_t misses = 0;
  uint64_t evictions = 0;

  CacheCounts& operator+=(const CacheCounts& other) {
    hits += other.hits;
    misses += other.misses;
    evictions += other.evictions;
    return *this;
  }
  bool operator==(const CacheCounts&) const = default;
};

// What all values together may not exceed.
struct CacheBounds {
  size_t max_size = 10;
  uint64_t max_cost = std::numeric_limits<uint64_t>::max();
};

// Values by key; the least recently used go first. Not thread-safe.
template <typename Key, typename Value>
class LruCache {
 public:
  // Requires max_size >= 1.
  explicit LruCache(const CacheBounds& bounds) : bounds_(bounds) { assert(bounds.max_size >= 1); }

  // The value, which counts as used now, until the next Insert; nullptr when it is not there.
  Value* Find(const Key& key) {
    const auto found = by_key_.find(key);
    ++(found == by_key_.end() ? counts_.misses : counts_.hits);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front().value;
  }

  // Adds a value, in place of one with this key, and returns those that had to go for it, so that the caller decides
  // where they end. The new one stays even where it is beyond the bounds by itself.
  std::vector<Value> Insert(Key key, Value value, uint64_t cost = 0) {
    std::vector<Value> gone;
    if (const auto known = by_key_.find(key); known != by_key_.end()) gone.push_back(Remove(known->second));
    entries_.push_front({key, std::move(value), cost});
    by_key_.emplace(std::move(key), entries_.begin());
    cost_ += cost;
    while (entries_.size() > 1 && (entries_.size() > bounds_.max_size || cost_ > bounds_.max_cost)) {
      gone.push_back(Remove(std::prev(entries_.end())));
      ++counts_.evictions;
    }
    return gone;
  }

  // The value used last. Requires that there is one.
  Value& front() { return entries_.front().value; }
  // Calls `visit` with each value, the one used last first; none of them counts as used by it.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const Entry& entry : entries_) visit(entry.value);
  }
  size_t size() const { return entries_.size(); }
  uint64_t cost() const { return cost_; }
  const CacheCounts& counts() const { return counts_; }

 private:
  struct Entry {
    Key key;
    Value value;
    uint64_t cost;
  };
  using Place = typename std::list<Entry>::iterator;

  Value Remove(Place place) {
    Value value = std::move(place->value);
    cost_ -= place->cost;
    by_key_.erase(place->key);
    entries_.erase(place);
    return value;
  }

  CacheBounds bounds_;
  std::list<Entry> entries_;  // used last, first
  std::map<Key, Place> by_key_;
  uint64_t cost_ = 0;
  CacheCounts counts_;
};

}  // namespace sciot
