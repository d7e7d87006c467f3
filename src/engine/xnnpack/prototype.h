// An operator with packed weights, and copies of it that share them.
#pragma once

#include <functional>
#include <memory>

#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

// A convolution or a fully connected operator that is created and never set up. XNNPACK keeps one in a plain block of
// memory that points at its packed weights, which are only read from then on; what it needs for its run is allocated
// when it is set up. So a copy of the block is an operator of its own. Immutable.
class Prototype {
 public:
  using CreateOperator = std::function<xnn_status(xnn_operator_t*)>;

  static Result<std::shared_ptr<const Prototype>> Create(const CreateOperator& create);

  // An operator to set up and run, which may outlive this.
  Result<Operator> Copy() const;

 private:
  Operator op_;
  std::vector<void*> weights_;  // every block of op_ but itself
};

}  // namespace sciot::engine::xnnpack
