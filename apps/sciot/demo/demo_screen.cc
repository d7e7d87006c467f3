#include "demo_screen.h"

#include <cstdio>

#include "../text_table.h"

namespace sciot::app {
namespace {

constexpr const char* kStartOfLine = "\r\033[K";  // and clear it
constexpr size_t kUpdateEvery = 4;                // inferences; a faster flicker says no more

std::string Milliseconds(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

// Fits a terminal of 80 columns, where a longer one could not be drawn over.
std::string Line(const Phase& phase, const std::string& status) {
  char text[160];
  std::snprintf(text, sizeof(text), "  %-28s %4zu runs  split %-2u  median %6s ms  %s", phase.title().c_str(),
                phase.inferences(), phase.last_split(), Milliseconds(phase.MedianMs()).c_str(), status.c_str());
  return text;
}

std::string Against(double all_ms, double phase_ms) {
  char text[48];
  std::snprintf(text, sizeof(text), "%.1f (%.2fx)", all_ms, all_ms / phase_ms);
  return text;
}

}  // namespace

void DemoScreen::Say(const std::string& text) {
  out_ << text << std::endl;
}

void DemoScreen::Begin(const Phase& phase) {
  has_shown_split_ = false;
  if (is_terminal_) return Redraw(phase, "…");
  out_ << "phase: " << phase.title() << std::endl;
}

void DemoScreen::Update(const Phase& phase, const DemoInference& inference) {
  const bool is_news = !has_shown_split_ || inference.split != shown_split_;
  if (is_terminal_ && (is_news || phase.inferences() % kUpdateEvery == 0)) Redraw(phase, inference.source);
  if (!is_terminal_ && is_news) {
    out_ << "  split " << inference.split << ", finished on " << inference.source << ", "
         << Milliseconds(inference.total_ms) << " ms" << std::endl;
  }
  shown_split_ = inference.split;
  has_shown_split_ = true;
}

void DemoScreen::End(const Phase& phase) {
  if (is_terminal_) {
    Redraw(phase, "");
    out_ << std::endl;
    return;
  }
  out_ << Line(phase, "") << std::endl;
}

void DemoScreen::Redraw(const Phase& phase, const std::string& status) {
  out_ << kStartOfLine << Line(phase, status) << std::flush;
}

void PrintSummary(std::ostream& out, const std::vector<Phase>& phases, double all_device_ms, size_t layer_count) {
  TextTable table({{"phase"},
                   {"split", Align::kRight},
                   {"inferences", Align::kRight},
                   {"median ms", Align::kRight},
                   {"all on device", Align::kRight},
                   {"all on edge", Align::kRight}});
  for (const Phase& phase : phases) {
    table.AddRow({phase.title(), std::to_string(phase.MainSplit()) + "/" + std::to_string(layer_count),
                  std::to_string(phase.inferences()), Milliseconds(phase.MedianMs()),
                  Against(all_device_ms, phase.MedianMs()),
                  phase.all_edge_ms ? Against(*phase.all_edge_ms, phase.MedianMs()) : "-"});
  }
  table.Print(out);
}

}  // namespace sciot::app
