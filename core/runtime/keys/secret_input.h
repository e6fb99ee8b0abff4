// How a secret comes in from a person: a terminal without echo, or a descriptor; never an argument, which every process
// of the machine can read. Thread: main only. Never leaves a terminal without echo.
#pragma once

#include <string>

#include "core/runtime/keys/key_file.h"

namespace skein::runtime {

/// The first line that comes from a descriptor. Errors: InvalidInput when nothing comes or a line is above 64 KiB; Io.
Result<Secret> readSecretLine(int descriptor, const std::string& what);
/// Everything that comes from a descriptor, at most 4 MiB. Errors: TooLarge; Io.
Result<Secret> readSecretText(int descriptor, const std::string& what);

/// Asks on the controlling terminal, whatever standard input is. Errors: NeedsPerson without a terminal; Cancelled for
/// Ctrl-C and Ctrl-D.
Result<Secret> askOnTerminal(const std::string& question);

/// Passphrases from the descriptor (-1: the one that $SKEIN_KEY_PASSPHRASE_FD names, if it is set), else from the
/// terminal, twice for a new file. Read once: a descriptor has one line. Errors of the asker: as above.
AskPassphrase passphraseAsker(int descriptor = -1);

}  // namespace skein::runtime
