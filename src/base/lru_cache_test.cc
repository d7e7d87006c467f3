#include "base/lru_cache.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>

namespace sciot {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LruCacheTest, TheLeastRecentlyUsedGoesFirst) {
  LruCache<std::string, int> cache({.max_size = 2});
  EXPECT_THAT(cache.Insert("a", 1), IsEmpty());
  EXPECT_THAT(cache.Insert("b", 2), IsEmpty());
  ASSERT_NE(cache.Find("a"), nullptr);
  EXPECT_THAT(cache.Insert("c", 3), ElementsAre(2));
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_EQ(*cache.Find("a"), 1);
  EXPECT_EQ(*cache.Find("c"), 3);
  EXPECT_EQ(cache.front(), 3);
}

TEST(LruCacheTest, CountsWhatItDoes) {
  LruCache<int, int> cache({.max_size = 1});
  cache.Find(1);
  cache.Insert(1, 10);
  cache.Find(1);
  cache.Find(1);
  cache.Insert(2, 20);
  EXPECT_EQ(cache.counts(), (CacheCounts{.hits = 2, .misses = 1, .evictions = 1}));
}

TEST(LruCacheTest, AValueTakesThePlaceOfThatWithItsKey) {
  LruCache<int, int> cache({.max_size = 2, .max_cost = 10});
  cache.Insert(1, 10, 4);
  EXPECT_THAT(cache.Insert(1, 11, 5), ElementsAre(10));
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(cache.cost(), 5U);
  EXPECT_EQ(cache.counts().evictions, 0U);
}

TEST(LruCacheTest, CostsAreBoundedToo) {
  LruCache<int, int> cache({.max_size = 10, .max_cost = 10});
  cache.Insert(1, 10, 4);
  cache.Insert(2, 20, 4);
  EXPECT_THAT(cache.Insert(3, 30, 6), ElementsAre(10));
  // One that is too much by itself takes the place of all, but it is kept: it is in use.
  EXPECT_THAT(cache.Insert(4, 40, 11), ElementsAre(20, 30));
  EXPECT_EQ(*cache.Find(4), 40);
}

TEST(LruCacheTest, AnEvictedValueLivesWhileSomeoneHasIt) {
  LruCache<int, std::shared_ptr<int>> cache({.max_size = 1});
  cache.Insert(1, std::make_shared<int>(7));
  const std::shared_ptr<int> used = *cache.Find(1);
  cache.Insert(2, nullptr);
  EXPECT_EQ(used.use_count(), 1);
  EXPECT_EQ(*used, 7);
}

}  // namespace
}  // namespace sciot
