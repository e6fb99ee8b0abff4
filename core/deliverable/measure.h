// What of a text has to stand on the lines it cites, and whether it does: names and numerals. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skein::deliverable {

/// Names and numerals of a text in order of appearance.
std::vector<std::string> tokensOf(std::string_view text);

/// Whether `token` stands in `text` as a whole word.
bool holdsToken(std::string_view text, std::string_view token);

/// Numerals of prose that are quotations: those not followed by a counting noun. "8,080" is one.
std::vector<std::string> quotedNumerals(std::string_view prose);

/// Whether a wanted name or numeral stands in one of the texts, `partial`ly as part of a word; "8,080" also as 8080, or
/// each of its parts: it may be two numerals.
bool held(const std::vector<std::string_view>& texts, std::string_view token, bool partial = false);

/// Whether prose without names and numbers shares at least one of its longer words with what it cites; prose that has
/// none of those need not.
bool sharesWord(std::string_view prose, const std::vector<std::string_view>& texts);

}  // namespace skein::deliverable
