// Threads that run inferences, fed by a bounded queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sciot::edge {

// The configured number of workers; for 0 one per core.
size_t WorkerCount(size_t configured);

// Thread-safe but for construction and destruction.
class WorkerPool {
 public:
  // Gets the number of the worker that runs it, 0..workers-1: what belongs to that worker needs no lock.
  using Job = std::function<void(size_t worker)>;

  // Requires workers >= 1.
  WorkerPool(size_t workers, size_t max_queued);

  // Stops.
  ~WorkerPool();

  // Queues `job`; false, and nothing happens, when max_queued jobs wait already or the pool has stopped.
  bool Submit(Job job);

  // Whether no job waits for a worker.
  bool is_idle() const;

  // Changes how many may wait; what waits already stays.
  void SetMaxQueued(size_t max_queued);
  size_t max_queued() const;

  // Runs what was accepted to its end, then ends the threads.
  void Stop();

 private:
  void Work(size_t worker);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  size_t max_queued_;      // guarded by mutex_
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopped_ = false;   // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace sciot::edge
