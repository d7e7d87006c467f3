#include "custom/built_in.h"

#include <cassert>

#include "custom/detection_post_process.h"
#include "custom/max_pooling_with_argmax.h"
#include "custom/max_unpooling.h"

namespace sciot::custom {

CustomOperators BuiltInOperators() {
  CustomOperators operators;
  for (auto&& custom : {MakeMaxPoolingWithArgmax(), MakeMaxUnpooling(), MakeDetectionPostProcess()}) {
    [[maybe_unused]] const Status added = operators.Add(custom);
    assert(added.ok());
  }
  return operators;
}

}  // namespace sciot::custom
