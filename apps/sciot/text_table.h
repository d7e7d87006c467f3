// Tables of aligned columns.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace sciot::app {

enum class Align { kLeft, kRight };

class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell for each column.
  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // The titles, then the rows, two spaces between columns.
  void Print(std::ostream& out) const;

 private:
  size_t Width(size_t column) const;
  void PrintRow(std::ostream& out, const std::vector<std::string>& cells, const std::vector<size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sciot::app
