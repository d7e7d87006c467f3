#include "text_table.h"

#include <algorithm>
#include <cassert>

namespace sciot::app {

size_t TextTable::Width(size_t column) const {
  size_t width = columns_[column].title.size();
  for (const auto& row : rows_) width = std::max(width, row[column].size());
  return width;
}

void TextTable::PrintRow(std::ostream& out, const std::vector<std::string>& cells,
                         const std::vector<size_t>& widths) const {
  assert(cells.size() == columns_.size());
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string gap(widths[i] - cells[i].size(), ' ');
    if (i > 0) line += "  ";
    line += columns_[i].align == Align::kRight ? gap + cells[i] : cells[i] + gap;
  }
  out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

void TextTable::Print(std::ostream& out) const {
  std::vector<size_t> widths;
  std::vector<std::string> titles;
  for (size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(Width(i));
    titles.push_back(columns_[i].title);
  }
  PrintRow(out, titles, widths);
  for (const auto& row : rows_) PrintRow(out, row, widths);
}

}  // namespace sciot::app
