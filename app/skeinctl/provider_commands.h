// The parts of `skeinctl providers` that have files of their own. Thread: main only.
#pragma once

#include "app/skeinctl/cli.h"

namespace skein::cli {

/// add, remove: keys, which come in by standard input or a prompt and never as an argument.
void addKeyCommands(CLI::App& providers, Context& context);
/// detect, test: what is really there, asked over HTTP.
void addCheckCommands(CLI::App& providers, Context& context);

}  // namespace skein::cli
