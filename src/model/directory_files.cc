#include "model/directory_files.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/file.h"

namespace sciot::model {
namespace {

constexpr size_t kMaxWiringBytes = size_t{16} << 20;

Error InDirectory(const std::filesystem::path& directory, const std::string& what) {
  return {ErrorCode::kInvalidArgument, directory.string() + ": " + what};
}

// The i of "<prefix><i>.tflite", or -1.
int64_t LayerOfFile(const std::string& name, const std::string& prefix) {
  constexpr std::string_view kEnding = ".tflite";
  if (!name.starts_with(prefix) || !name.ends_with(kEnding)) return -1;
  const char* begin = name.data() + prefix.size();
  const char* end = name.data() + name.size() - kEnding.size();
  uint32_t layer = 0;
  const auto [stop, failure] = std::from_chars(begin, end, layer);
  return failure == std::errc() && stop == end && begin < end ? layer : -1;
}

// All layer numbers of files named "<prefix><i>.tflite", ascending.
Result<std::vector<int64_t>> LayerNumbers(const std::filesystem::path& directory, const std::string& prefix) {
  std::error_code failure;
  std::vector<int64_t> numbers;
  for (std::filesystem::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const int64_t layer = LayerOfFile(entry->path().filename().string(), prefix);
    if (layer >= 0) numbers.push_back(layer);
  }
  if (failure) return InDirectory(directory, failure.message());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// A chain over the files that are there.
Result<Wiring> DetectWiring(const std::filesystem::path& directory) {
  Wiring wiring;
  for (const std::string prefix : {"model_", "submodel_"}) {
    SCIOT_ASSIGN(const auto numbers, LayerNumbers(directory, prefix));
    if (numbers.empty()) continue;
    if (wiring.layers > 0) return InDirectory(directory, "holds both model_{i}.tflite and submodel_{i}.tflite");
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] == static_cast<int64_t>(i)) continue;
      return InDirectory(directory, prefix + std::to_string(i) + ".tflite is missing");
    }
    wiring.layers = static_cast<uint32_t>(numbers.size());
    wiring.file_pattern = prefix + "{i}.tflite";
    wiring.inputs.resize(wiring.layers);
  }
  if (wiring.layers > 0) return wiring;
  return InDirectory(directory, "holds neither model_0.tflite nor submodel_0.tflite");
}

Result<Wiring> ReadWiring(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "wiring.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return DetectWiring(directory);
  SCIOT_ASSIGN(const std::string text, ReadTextFile(path, kMaxWiringBytes));
  Result<Wiring> wiring = ParseWiring(text);
  if (!wiring.ok()) return WithContext(wiring.error(), directory.string());
  return wiring;
}

}  // namespace

Result<DirectoryFiles> ReadDirectoryFiles(const std::filesystem::path& directory, const Limits& limits) {
  DirectoryFiles files;
  SCIOT_ASSIGN(files.wiring, ReadWiring(directory));
  if (files.wiring.layers > limits.max_layer_files) {
    return Error{ErrorCode::kTooLarge, directory.string() + ": " + std::to_string(files.wiring.layers) +
                                           " layer files, max_layer_files is " +
                                           std::to_string(limits.max_layer_files)};
  }
  uint64_t left = limits.max_file_bytes;
  for (uint32_t i = 0; i < files.wiring.layers; ++i) {
    SCIOT_ASSIGN(Bytes layer, ReadFile(directory / files.wiring.FileName(i), left));
    left -= layer.size();
    files.layers.push_back(std::move(layer));
  }
  return files;
}

}  // namespace sciot::model
