// Texts of other encodings as UTF-8. Thread: any; pure. Guesses nothing: only a byte order mark tells an encoding.
#pragma once

#include <string>

namespace skein::runtime {

/// The bytes of a file as memory takes them: UTF-16 with a byte order mark (Unicode 15.0, section 23.8) as UTF-8, what
/// is no character of it as U+FFFD; a mark before UTF-8 taken away; everything else, UTF-32 too, as it is. At most one
/// and a half times as long.
std::string readableText(std::string bytes);

}  // namespace skein::runtime
