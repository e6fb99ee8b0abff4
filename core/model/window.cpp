#include "core/model/window.h"

#include "core/model/canonical.h"

namespace skein {
std::string_view segmentReasonName(SegmentReason reason) { return nameIn(EnumNames<SegmentReason>::table, reason); }

// What byte-pair tokenizers make of a text, by counting what they cut: a word is one token, longer words, joined
// CamelCase and digits are more, a run of punctuation is about one. In thousandths of a token, fitted to what o200k,
// cl100k, Claude's and Llama 3's tokenizers count on code in five languages, Markdown, JSON and prose; the guards for
// strings that no person wrote (long words, long runs) keep the estimate above half of the truth there.
TokenCount estimateTokens(std::string_view text) {
    constexpr int word = 1'000, longLetter = 60, wildLetter = 400, hump = 660, digit = 810, mark = 1'100,
                  wildMark = 400, blank = 40, otherBlank = 250, foreignByte = 500;
    constexpr int longFrom = 7, wildFrom = 17, wildMarkFrom = 4;
    enum class Class { Blank, Letter, Digit, Mark, Foreign };
    std::int64_t thousandths = 0;
    Class before = Class::Blank;
    bool lowerBefore = false;
    char previous = 0;
    int run = 0;  // bytes of the class so far
    for (const char c : text) {
        const bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
        const Class now = lower || upper                                    ? Class::Letter
                          : c >= '0' && c <= '9'                            ? Class::Digit
                          : c == ' ' || c == '\n' || c == '\t' || c == '\r' ? Class::Blank
                          : (c & 0x80) != 0                                 ? Class::Foreign
                                                                            : Class::Mark;
        const bool begins = now != before, humped = !begins && upper && lowerBefore;
        run = begins || humped ? 1 : run + 1;
        switch (now) {
            case Class::Letter:
                if (begins) thousandths += word;
                else if (humped) thousandths += hump;
                else if (run >= longFrom) thousandths += run < wildFrom ? longLetter : wildLetter;
                break;
            case Class::Digit: thousandths += digit; break;
            case Class::Blank: thousandths += begins ? 0 : c == previous ? blank : otherBlank; break;
            case Class::Mark:
                if (begins) thousandths += mark;
                else if (run >= wildMarkFrom) thousandths += wildMark;
                break;
            case Class::Foreign: thousandths += foreignByte; break;
        }
        before = now;
        lowerBefore = lower;
        previous = c;
    }
    return {(thousandths + 999) / 1'000};
}

std::string windowText(const ContextWindow& window) {
    if (auto text = record::canonicalText(window)) return *std::move(text);
    return record::encode(window).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ContextWindow> windowFromJson(const Json& json) { return record::fromJson<ContextWindow>(json, "window"); }

}  // namespace skein
