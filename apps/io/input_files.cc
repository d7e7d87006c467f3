#include "input_files.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "protocol/tensor.h"
#include "tensor_json.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

// An ending of a file name and what it says about the content.
struct Ending {
  std::string_view text;
  bool is_image;
  std::optional<DataType> type;  // of a raw tensor; nothing: any
};

constexpr std::array<Ending, 7> kEndings = {{{".png", true, std::nullopt},
                                             {".jpg", true, std::nullopt},
                                             {".jpeg", true, std::nullopt},
                                             {".f32", false, DataType::kFloat32},
                                             {".i8", false, DataType::kInt8},
                                             {".u8", false, DataType::kUint8},
                                             {".bin", false, std::nullopt}}};

// Case does not matter; null for an ending that is not an input's.
const Ending* FindEnding(const fs::path& path) {
  std::string text = path.extension().string();
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto found = std::ranges::find(kEndings, text, &Ending::text);
  return found == kEndings.end() ? nullptr : &*found;
}

// The error about this file, which it may name already.
Error WithPath(const Error& error, const fs::path& path) {
  const bool is_named = error.message.find(path.string()) != std::string::npos;
  return is_named ? error : WithContext(error, path.string());
}

Error Invalid(const fs::path& path, const std::string& fault) {
  return {ErrorCode::kInvalidArgument, path.string() + ": " + fault};
}

// The paths of a directory whose iteration failed half way through are worth nothing, so that is an error,
// too.
Result<std::vector<InputFiles>> ListDirectory(const fs::path& directory, const InputLimits& limits) {
  std::error_code failure;
  std::vector<InputFiles> inputs;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end; entry.increment(failure)) {
    if (FindEnding(entry->path()) == nullptr || entry->is_directory(failure)) continue;
    if (inputs.size() == limits.max_directory_files) {
      return Error{ErrorCode::kTooLarge,
                   directory.string() + ": more than " + std::to_string(limits.max_directory_files) + " inputs"};
    }
    inputs.push_back({entry->path()});
  }
  if (failure) return Invalid(directory, failure.message());
  if (inputs.empty()) return Invalid(directory, "holds no .png, .jpg, .jpeg, .f32, .i8, .u8 or .bin file");
  std::ranges::sort(inputs);
  return inputs;
}

Status CheckExists(const fs::path& path) {
  std::error_code failure;
  if (fs::exists(path, failure)) return {};
  const std::string reason = failure ? failure.message() : "no such file or directory";
  return Error{ErrorCode::kNotFound, path.string() + ": " + reason};
}

Status CheckIsFile(const fs::path& path, size_t input_count) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return {};
  return Invalid(path, "is a directory; each of " + std::to_string(input_count) + " inputs takes one file");
}

std::string Expected(const TensorSpec& spec) {
  return "input '" + spec.name + "' is " + TensorText(spec) + ", " + std::to_string(spec.byte_size()) + " bytes";
}

Status CheckSize(const fs::path& path, const TensorSpec& spec) {
  std::error_code failure;
  const uintmax_t size = fs::file_size(path, failure);
  if (failure) return Invalid(path, failure.message());
  if (size == spec.byte_size()) return {};
  return Invalid(path, std::to_string(size) + " bytes; " + Expected(spec));
}

Result<Bytes> LoadRaw(const fs::path& path, const Ending& ending, const TensorSpec& spec) {
  if (ending.type && *ending.type != spec.type) {
    return Invalid(path, std::string(DataTypeName(*ending.type)) + " by its ending; " + Expected(spec));
  }
  SCIOT_TRY(CheckSize(path, spec));
  SCIOT_ASSIGN(Bytes bytes, ReadFile(path, spec.byte_size()));
  if (bytes.size() != spec.byte_size()) return Invalid(path, "changed while it was read");
  const protocol::Tensor tensor{.spec = spec, .view = bytes, .storage = {}};
  if (Status finite = protocol::CheckFinite(tensor); !finite.ok()) return WithContext(finite.error(), path.string());
  return bytes;
}

// One file as a tensor, and what the model sees of it.
struct LoadedInput {
  Bytes tensor;
  vision::Frame frame;
};

// A tensor that was no picture is one of its own size.
vision::Frame WholeFrame(const TensorSpec& spec) {
  if (spec.shape.size() != 4) return {};
  return {0, 0, static_cast<double>(spec.shape[2]), static_cast<double>(spec.shape[1])};
}

Result<LoadedInput> LoadImage(const fs::path& path, const TensorSpec& spec, const vision::Sidecar& sidecar,
                              const InputLimits& limits) {
  SCIOT_ASSIGN(const Bytes file, ReadFile(path, limits.max_image_bytes));
  SCIOT_ASSIGN(const vision::Image image, vision::DecodeImage(file, limits.image));
  SCIOT_ASSIGN(Bytes tensor, vision::ImageToTensor(image, sidecar.input, spec));
  return LoadedInput{std::move(tensor), vision::FrameOf(image, sidecar.input, spec)};
}

Result<LoadedInput> LoadOne(const fs::path& path, const TensorSpec& spec, const vision::Sidecar& sidecar,
                            const InputLimits& limits) {
  const Ending* ending = FindEnding(path);
  if (ending == nullptr) {
    return Invalid(path, "is no input; its name must end in .png, .jpg, .jpeg, .f32, .i8, .u8 or .bin");
  }
  if (ending->is_image) {
    Result<LoadedInput> loaded = LoadImage(path, spec, sidecar, limits);
    return loaded.ok() ? loaded : WithPath(loaded.error(), path);
  }
  SCIOT_ASSIGN(Bytes tensor, LoadRaw(path, *ending, spec));
  return LoadedInput{std::move(tensor), WholeFrame(spec)};
}

}  // namespace

Result<std::vector<InputFiles>> ListInputs(std::span<const fs::path> given, size_t input_count,
                                           const InputLimits& limits) {
  if (given.size() != input_count) {
    return Error{ErrorCode::kInvalidArgument, std::to_string(given.size()) + " inputs given, " +
                                                  std::to_string(input_count) + " needed, each with its own --input"};
  }
  for (const fs::path& path : given) SCIOT_TRY(CheckExists(path));
  std::error_code ignored;
  if (given.size() == 1 && fs::is_directory(given[0], ignored)) return ListDirectory(given[0], limits);
  for (const fs::path& path : given) SCIOT_TRY(CheckIsFile(path, input_count));
  return std::vector<InputFiles>{InputFiles(given.begin(), given.end())};
}

Result<ModelInputs> LoadInputs(const InputFiles& files, std::span<const TensorSpec> specs,
                               const vision::Sidecar& sidecar, const InputLimits& limits) {
  assert(files.size() == specs.size());
  ModelInputs inputs;
  for (size_t i = 0; i < files.size(); ++i) {
    SCIOT_ASSIGN(LoadedInput loaded, LoadOne(files[i], specs[i], sidecar, limits));
    inputs.tensors.push_back(std::move(loaded.tensor));
    if (i == 0) inputs.frame = loaded.frame;
  }
  return inputs;
}

}  // namespace sciot::app
