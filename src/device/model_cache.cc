#include "device/model_cache.h"

#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "device/retries.h"
#include "protocol/target.h"

namespace sciot::device {
namespace {

constexpr size_t kMaxSmallFileBytes = size_t{1} << 20;  // checksums, names and sidecars

}  // namespace

std::filesystem::path ModelCache::PathOf(const std::string& name, const char* ending) const {
  return directory_ / (protocol::EncodeSegment(name) + ending);
}

Result<LocalModel> ModelCache::Get(const std::string& name, HttpEdgeClient& edge) {
  // Asked first because an edge that hangs is found out sooner than by a download.
  const Result<std::vector<std::string>> names = edge.ListModels();
  SCIOT_ASSIGN(const std::string resolved, ResolveName(name, names));
  Result<LocalModel> fetched = names.ok() ? Fetch(resolved, edge) : names.error();
  if (fetched.ok() || !IsUnreachable(fetched.error())) return fetched;
  Result<LocalModel> cached = LoadCached(resolved);
  if (!cached.ok()) {
    return WithContext(fetched.error(), "model '" + resolved + "' is not cached in " + directory_.string());
  }
  LogWarning(fetched.error().message + "; starting with the cached model '" + resolved + "'");
  return cached;
}

Status ModelCache::Remember(const std::filesystem::path& file, const std::string& name) const {
  SCIOT_TRY(MakeDirectory(directory_));
  return WriteFile(file, AsBytes(name));
}

Result<std::string> ModelCache::ResolveName(const std::string& name,
                                            const Result<std::vector<std::string>>& edge_models) const {
  if (!name.empty()) return name;
  const std::filesystem::path assigned = directory_ / "assigned";
  if (edge_models.ok()) {
    const std::string& first = edge_models.value().front();
    if (const Status kept = Remember(assigned, first); !kept.ok()) LogWarning(kept.error().message);
    return first;
  }
  Result<std::string> cached = ReadTextFile(assigned, kMaxSmallFileBytes);
  if (IsUnreachable(edge_models.error()) && cached.ok()) return cached;
  return WithContext(edge_models.error(), "no model was named, and the edge assigned none");
}

std::string ModelCache::CachedSha256(const std::string& name) const {
  const Result<std::string> recorded = ReadTextFile(PathOf(name, ".tflite.sha256"), kMaxSmallFileBytes);
  const Result<Bytes> file = ReadFile(PathOf(name, ".tflite"), limits_.max_file_bytes);
  if (!recorded.ok() || !file.ok() || Sha256Hex(file.value()) != recorded.value()) return "";
  return recorded.value();
}

Result<LocalModel> ModelCache::Fetch(const std::string& name, HttpEdgeClient& edge) const {
  const std::string known = CachedSha256(name);
  SCIOT_ASSIGN(const HttpEdgeClient::ModelFile file, edge.FetchModel(name, known));
  if (file.sha256 == known) return LoadCached(name);
  const std::string received = Sha256Hex(file.bytes);
  if (received != file.sha256) {
    return Error{ErrorCode::kInternal,
                 "model '" + name + "' arrived damaged: SHA-256 " + received + ", the edge says " + file.sha256};
  }
  SCIOT_ASSIGN(const std::string sidecar, edge.FetchSidecar(name));
  SCIOT_ASSIGN(auto model, model::LoadModelBytes(file.bytes, limits_, custom_));
  if (const Status stored = Store(name, file, sidecar); !stored.ok()) {
    LogWarning("model '" + name + "' is not cached: " + stored.error().message);
  }
  return LocalModel{name, std::move(model), sidecar};
}

Status ModelCache::Store(const std::string& name, const HttpEdgeClient::ModelFile& file,
                         const std::string& sidecar) const {
  SCIOT_TRY(MakeDirectory(directory_));
  SCIOT_TRY(WriteFile(PathOf(name, ".yaml"), AsBytes(sidecar)));
  SCIOT_TRY(WriteFile(PathOf(name, ".tflite"), file.bytes));
  return WriteFile(PathOf(name, ".tflite.sha256"), AsBytes(file.sha256));
}

Result<LocalModel> ModelCache::LoadCached(const std::string& name) const {
  if (CachedSha256(name).empty()) return Error{ErrorCode::kNotFound, "model '" + name + "' is not cached"};
  SCIOT_ASSIGN(auto model, model::LoadModel(PathOf(name, ".tflite"), limits_, custom_));
  SCIOT_ASSIGN(const std::string sidecar, ReadTextFile(PathOf(name, ".yaml"), kMaxSmallFileBytes));
  return LocalModel{name, std::move(model), sidecar};
}

}  // namespace sciot::device
