// The named commands of workbench.h: JSON parameters in, engine inputs out, JSON results back. One dispatcher serves
// the process itself and the control socket. Thread: any; answers come from the journal's thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/runtime/control/control_server.h"
#include "core/runtime/host.h"

namespace skein::runtime {

/// Carries out one command. Errors reach `answer`: InvalidInput for an unknown method or bad parameters (named),
/// NotFound for a run, task or conflict that does not exist, and what the engine refuses.
void dispatch(Host& host, const std::string& method, const Json& params, const ControlAnswer& answer);

/// The run that "run" names, or the latest. Errors: NotFound, InvalidInput.
Result<RunId> runFromParams(const State& state, const Json& params);

}  // namespace skein::runtime
