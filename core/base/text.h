// Small text helpers shared by parsers and reports: UTF-8, lines, trimming. Thread: any; pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace skein {

/// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, no overlong forms.
bool isValidUtf8(std::string_view bytes);

/// The same text with each ill-formed byte replaced by U+FFFD.
std::string toValidUtf8(std::string_view bytes);

/// Views of the lines without their line ends (\n or \r\n). "a\nb" and "a\nb\n" both give two lines.
std::vector<std::string_view> splitLines(std::string_view text);

/// Views of the parts between separators; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string_view trim(std::string_view text);
std::string toLowerAscii(std::string_view text);
bool isIdentifierChar(char c);  ///< ASCII letter, digit or underscore
/// Identifiers and numerals of a text in order of appearance.
std::vector<std::string_view> identifiersIn(std::string_view text);

/// At most `maxBytes` bytes of valid UTF-8, cut at a character, with "…" appended where something was cut.
std::string elide(std::string_view text, std::size_t maxBytes);

/// 1-40 characters of [a-z0-9_-]: what kinds of tasks and swarms are called.
bool isShortName(std::string_view name);

/// & < > " ' as HTML entities.
std::string escapeHtml(std::string_view text);

/// A whole file in memory. Errors: NotFound, Io, TooLarge naming the path and the bound.
Result<std::string> readFile(const std::string& path, std::size_t maxBytes = 256u << 20);

/// Writes beside the target, fsyncs, renames over it, fsyncs the folder: the target is old or new, never half.
/// Errors: Io with the path and the system's reason.
Result<void> writeFileAtomically(const std::string& path, std::string_view bytes, unsigned mode = 0644);

}  // namespace skein
