#include "edge/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

namespace sciot::edge {
namespace {

TEST(WorkerPoolTest, StopRunsWhatWasAccepted) {
  std::atomic<int> runs = 0;
  WorkerPool pool(2, 100);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.Submit([&](size_t) { ++runs; }));
  pool.Stop();
  EXPECT_EQ(runs, 100);
  EXPECT_FALSE(pool.Submit([&](size_t) { ++runs; }));
  EXPECT_EQ(runs, 100);
}

TEST(WorkerPoolTest, RefusesWhatDoesNotFitTheQueue) {
  std::promise<void> started;
  std::promise<void> release;
  const std::future<void> released = release.get_future();
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.Submit([&](size_t) {
    started.set_value();
    released.wait();
  }));
  started.get_future().wait();  // it is out of the queue now
  EXPECT_TRUE(pool.Submit([](size_t) {}));
  EXPECT_TRUE(pool.Submit([](size_t) {}));
  EXPECT_FALSE(pool.Submit([](size_t) {}));
  pool.SetMaxQueued(3);
  EXPECT_TRUE(pool.Submit([](size_t) {}));
  pool.SetMaxQueued(1);
  EXPECT_FALSE(pool.Submit([](size_t) {}));
  release.set_value();
}

TEST(WorkerPoolTest, JobsLearnTheirWorker) {
  std::promise<size_t> first;
  std::promise<size_t> second;
  std::promise<void> release;
  const std::shared_future<void> released(release.get_future());
  WorkerPool pool(2, 2);
  for (std::promise<size_t>* job : {&first, &second}) {
    ASSERT_TRUE(pool.Submit([job, released](size_t worker) {
      job->set_value(worker);
      released.wait();
    }));
  }
  const std::set<size_t> workers{first.get_future().get(), second.get_future().get()};
  release.set_value();
  EXPECT_EQ(workers, (std::set<size_t>{0, 1}));
}

}  // namespace
}  // namespace sciot::edge
