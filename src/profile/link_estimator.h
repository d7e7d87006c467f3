// Round trip and bandwidth of the network between one device and the edge, from the exchanges they make
// anyway.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.h"
#include "profile/link_fit.h"
#include "sciot/result.h"

namespace sciot::profile {

// Configuration keys: link.alpha and so on.
struct LinkOptions {
  // Share of a new sample in the estimate on a steady link, in (0, 1].
  double alpha = 0.3;
  // Round trip until one is measured.
  Duration default_rtt = std::chrono::milliseconds(50);
  // Bandwidth until one is measured; > 0.
  double default_bytes_per_second = 1e6;
  // An exchange of at most this many bytes, both directions together, teaches the round trip alone.
  uint64_t small_exchange_bytes = 4096;
  // A sample this many times longer or shorter than predicted is a surprise; two in a row mean another link.
  // > 1.
  double surprise_factor = 1.5;
  // Root mean square of the relative errors that pass for noise when a change is explained.
  double noise = 0.12;
  // Share of a fit through the last samples in the estimate on a steady link, in [0, 1]: corrects a slow
  // shift between round trip and bandwidth that the samples' sum does not show.
  double drift_alpha = 0.1;
  // Share of what a probe shows by itself in the estimate on a steady link, in [0, 1]: probes are rare, and each shows
  // round trip and bandwidth both.
  double probe_alpha = 0.25;
};

// One exchange. Only durations: the device's clock took the round trip, the edge's the time it spent.
struct LinkSample {
  Duration network_duration{};  // the device's round trip minus the time the edge says it spent
  uint64_t sent_bytes = 0;
  uint64_t received_bytes = 0;
};

// What a device tells of its link beside its inferences: first the exchanges of inferences, where the last of them got
// no answer in time (nothing received), then a probe. Without such a one, it is all a probe. Views `samples`.
struct LinkReport {
  std::span<const LinkSample> exchanges;
  std::span<const LinkSample> probe;
};
LinkReport PartReport(std::span<const LinkSample> samples);

struct LinkEstimate {
  Duration rtt{};
  double bytes_per_second = 0;  // of both directions; finite, > 0
};

// A sample longer than this is refused as absurd.
inline constexpr Duration kMaxNetworkDuration = std::chrono::hours(1);

// Keeps a line: duration = round trip + bytes / bandwidth. On a steady link each sample moves it by alpha of
// its error, divided between the two by their shares in the prediction (a small exchange moves the round trip
// only). After a change it is fitted anew to the samples since (ExplainChange), until kKeptSamples of them
// are there. One bandwidth stands for both directions: what a split sends outweighs what it receives. One
// thread.
class LinkEstimator {
 public:
  // Samples remembered.
  static constexpr size_t kKeptSamples = 5;

  explicit LinkEstimator(const LinkOptions& options);

  // Takes in one exchange, or refuses one whose duration is not positive or above kMaxNetworkDuration.
  Status Update(const LinkSample& sample);

  // Takes in a probe: exchanges made one after another to measure the link, small and large. Refuses like Update, and
  // then takes in none. When the link is no longer what was believed, a probe that shows both its numbers replaces all
  // that came before: it may be long ago.
  Status UpdateByProbe(std::span<const LinkSample> probe);

  LinkEstimate Estimate() const;

  // How far exchanges are from the estimate lately: root mean square of their relative errors.
  double spread() const { return std::sqrt(mean_square_error_); }

  // False as long as that part of the estimate is the default.
  bool rtt_measured() const { return sample_count_ > 0; }
  bool bandwidth_measured() const { return bandwidth_measured_; }

 private:
  // Surprises among the exchanges of one kind, summed up; negative when shorter than predicted. One exchange without
  // surprise between two is passed over: a hiccup may hide a change.
  using Surprises = std::array<double, 2>;

  LinkPoint PointOf(const LinkSample& sample) const;
  bool IsSmall(const LinkPoint& point) const;
  std::span<const LinkPoint> points() const { return {points_.data(), sample_count_}; }
  bool SeesChange(const LinkPoint& point);
  double SurpriseOf(const LinkPoint& point, const LinkLine& line) const;
  void Append(const LinkPoint& point);
  void KeepLast(size_t count);
  void StartFitting(const LinkLine& before);
  void Refit();
  double SmallRoundTrip() const;
  void Follow(const LinkPoint& point);
  bool IsSurprised(std::span<const LinkPoint> points) const;

  LinkOptions options_;
  LinkLine line_;                                 // the estimate
  LinkLine before_;                               // the estimate before the last change
  bool before_measured_ = false;                  // whether before_ holds a measured bandwidth
  bool bandwidth_measured_ = false;               // a large exchange was seen
  bool fitting_ = true;                           // few samples since the last change
  Surprises surprises_{};                         // of small and of large exchanges
  LinkLine before_surprise_;                      // the estimate before the first of them
  size_t samples_since_surprise_ = 0;             // the first included
  std::array<LinkPoint, kKeptSamples> points_{};  // oldest first
  size_t sample_count_ = 0;                       // of points_ that hold samples
  double mean_square_error_ = 0;                  // average of the squared relative errors
};

}  // namespace sciot::profile
