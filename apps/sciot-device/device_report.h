// One line for each inference: for people, or JSON for programs.
#pragma once

#include <ostream>
#include <string>

#include "../config/device_config.h"
#include "../io/exit_code.h"
#include "../io/input_files.h"
#include "../io/result_text.h"
#include "sciot/device.h"

namespace sciot::app {

// docs/cli.md describes both forms.
std::string InferenceLine(const Inference& inference, const InputFiles& files, const ResultText& result, LineForm form);

}  // namespace sciot::app
