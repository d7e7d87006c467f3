// An operator with packed weights, and copies of it that share them.
#pragma once

#include <functional>
#include <memory>

#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

// A convolution or a fully connected operator that is never run. XNNPACK keeps one in a plain block of memory that
// points at its packed weights, and once it is set up at its table of the pixels under each place of the window; both
// are only read from then on. An operator that is set up again for tensors of the same shapes keeps its table and notes
// how far the tensors are from the first ones. So a copy of the block is an operator of its own. Immutable.
class Prototype {
 public:
  using CreateOperator = std::function<xnn_status(xnn_operator_t*)>;
  using SetUpOperator = std::function<xnn_status(xnn_operator_t)>;

  // Copies are to be set up as `set_up` does it, but for the tensors' addresses.
  static Result<std::shared_ptr<const Prototype>> Create(const CreateOperator& create, const SetUpOperator& set_up);

  // An operator to set up and run, which may outlive this.
  Result<Operator> Copy() const;

 private:
  Operator op_;
  std::vector<void*> parts_;  // every block of op_ but itself
};

// The kernel of a copy of the node's prototype, which `pack` makes where no other engine of the graph did.
Result<std::unique_ptr<Kernel>> CreateFromPrototype(
    const KernelContext& context,
    const std::function<Result<std::shared_ptr<const Prototype>>(const Prototype::SetUpOperator&)>& pack,
    const Prototype::SetUpOperator& set_up);

}  // namespace sciot::engine::xnnpack
