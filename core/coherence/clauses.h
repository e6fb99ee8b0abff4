// Cuts a sentence that says several things of one subject into one statement each, and says "they" and "it" with the
// words they stand for, so that what reads sentences need only know simple ones. Thread: any; pure.
#pragma once

#include <string>
#include <vector>

#include "core/coherence/sentence.h"

namespace skein::coherence {

/// The statements of a sentence, each with its subject written out: "Backups run daily and are kept for 14 days" gives
/// "Backups run daily." and "Backups are kept for 14 days.". Empty: it is one statement, or has no plain subject. At
/// most 6. Sees "and", "but" and ";" behind a verb where another verb follows, or an article with a noun and its verb;
/// ";" also between whole statements.
std::vector<std::string> clausesOf(const std::vector<Token>& tokens);

/// "They are kept for 30 days" behind "Backups run daily": "Backups are kept for 30 days". Empty: it begins with no
/// pronoun, or the sentence before it has no plain subject of that number.
std::string pronounResolved(const std::vector<Token>& tokens, const std::vector<Token>& before);

}  // namespace skein::coherence
