#include "device/model_cache.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "base/sha256.h"
#include "base/testing/scratch_folder.h"
#include "model/testing/residual_model.h"
#include "protocol/metadata.h"
#include "transport/http/server.h"

namespace sciot::device {
namespace {

using ::testing::HasSubstr;
using transport::http::Reply;
using transport::http::Request;
using transport::http::Response;
using transport::http::Server;

// An edge with one model, and a cache directory of the test's own.
class ModelCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = Server::Listen({}, [this](Request request, const Reply& reply) { reply(Answer(request)); }).value();
    server_->Start();
    edge_ = std::make_unique<HttpEdgeClient>(
        std::make_unique<transport::http::Client>(transport::http::Url{"127.0.0.1", server_->port(), ""}),
        HttpEdgeClientOptions{}, clock_);
  }

  Response Answer(const Request& request) {
    if (request.target == "/v2/repository/index") return Text(protocol::EncodeRepositoryIndex({{.name = "m"}}));
    if (request.target == "/v2/models/m/sidecar") return Text("output: {kind: raw}\n");
    if (request.target != "/v2/models/m/file") return transport::http::ErrorResponse(404, "unknown model");
    const std::string tag = "\"" + (wrong_sum_ ? std::string(64, '0') : Sha256Hex(file_)) + "\"";
    if (request.headers.Find("If-None-Match") == tag) return {304, {{"ETag", tag}}, {}};
    ++downloads_;
    return {200, {{"ETag", tag}}, file_};
  }

  static Response Text(const std::string& text) {
    const ByteView bytes = AsBytes(text);
    return {200, {}, {bytes.begin(), bytes.end()}};
  }

  Result<LocalModel> Get(const std::string& name) { return ModelCache(directory_, {}).Get(name, *edge_); }

  Bytes file_ = model::testing::ResidualModel();
  bool wrong_sum_ = false;
  int downloads_ = 0;
  SteadyClock clock_;
  const ScratchFolder folder_;
  const std::filesystem::path directory_ = folder_ / "cache";
  std::unique_ptr<Server> server_;
  std::unique_ptr<HttpEdgeClient> edge_;
};

TEST_F(ModelCacheTest, DownloadsOnceAndServesWithoutTheEdge) {
  ASSERT_TRUE(Get("m").ok());
  const auto again = Get("m");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(downloads_, 1);
  EXPECT_EQ(again.value().sidecar, "output: {kind: raw}\n");
  server_->Stop({});
  const auto alone = Get("m");
  ASSERT_TRUE(alone.ok()) << alone.error().message;
  EXPECT_EQ(alone.value().model->sha256(), Sha256Hex(file_));
}

TEST_F(ModelCacheTest, AnAssignedModelIsRemembered) {
  const auto assigned = Get("");
  ASSERT_TRUE(assigned.ok());
  EXPECT_EQ(assigned.value().name, "m");
  server_->Stop({});
  EXPECT_EQ(Get("").value().name, "m");
}

TEST_F(ModelCacheTest, ADamagedCopyIsNeverRun) {
  ASSERT_TRUE(Get("m").ok());
  ASSERT_TRUE(WriteFile(directory_ / "m.tflite", AsBytes("damaged")).ok());
  ASSERT_TRUE(Get("m").ok());
  EXPECT_EQ(downloads_, 2);
  ASSERT_TRUE(WriteFile(directory_ / "m.tflite", AsBytes("damaged")).ok());
  server_->Stop({});
  EXPECT_THAT(Get("m").error().message, HasSubstr("not cached"));
}

TEST_F(ModelCacheTest, ADamagedDownloadIsRefused) {
  wrong_sum_ = true;
  EXPECT_THAT(Get("m").error().message, HasSubstr("arrived damaged"));
}

TEST_F(ModelCacheTest, AnUnknownModelIsTheEdgesError) {
  EXPECT_THAT(Get("other").error().message, HasSubstr("unknown model"));
}

TEST_F(ModelCacheTest, WithoutEdgeAndCopyThereIsNoModel) {
  server_->Stop({});
  EXPECT_THAT(Get("m").error().message, HasSubstr("not cached in " + directory_.string()));
  EXPECT_THAT(Get("").error().message, HasSubstr("no model was named"));
}

TEST_F(ModelCacheTest, ACacheThatCannotBeWrittenIsNoError) {
  ASSERT_TRUE(WriteFile(directory_, AsBytes("a file where the directory should be")).ok());
  EXPECT_TRUE(Get("m").ok());
  EXPECT_TRUE(Get("").ok());
}

}  // namespace
}  // namespace sciot::device
