// What `sciot model inspect` shows.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "../io/json_text.h"
#include "model/model.h"

namespace sciot::app {

// The name a model is known by: its file's name without the ending, or its directory's.
std::string ModelName(const std::filesystem::path& path);

// The document docs/cli.md describes.
Json InspectionJson(const model::Model& model, const std::string& name);

// A table with a row for each split: the layer that comes after it, and what the split sends.
void PrintInspection(std::ostream& out, const model::Model& model, const std::string& name);

}  // namespace sciot::app
