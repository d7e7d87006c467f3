#include "edge/worker_pool.h"

#include <algorithm>
#include <utility>

namespace sciot::edge {

size_t WorkerCount(size_t configured) {
  return configured > 0 ? configured : std::max(1U, std::thread::hardware_concurrency());
}

WorkerPool::WorkerPool(size_t workers, size_t max_queued) : max_queued_(max_queued) {
  for (size_t worker = 0; worker < workers; ++worker) {
    threads_.emplace_back([this, worker] { Work(worker); });
  }
}

WorkerPool::~WorkerPool() {
  Stop();
}

bool WorkerPool::Submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= max_queued_) return false;
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

bool WorkerPool::is_idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty();
}

void WorkerPool::SetMaxQueued(size_t max_queued) {
  const std::lock_guard lock(mutex_);
  max_queued_ = max_queued;
}

size_t WorkerPool::max_queued() const {
  const std::lock_guard lock(mutex_);
  return max_queued_;
}

void WorkerPool::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  threads_.clear();
}

void WorkerPool::Work(size_t worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job(worker);
    job = nullptr;
    lock.lock();
  }
}

}  // namespace sciot::edge
