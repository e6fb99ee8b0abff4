#include "core/coherence/clash_words.h"

#include <fmt/format.h>

namespace skein::coherence {
namespace {

struct Bound {
    const char* keyword;
    bool least;
    const char* verb;  ///< "be at least 3"
    const char* what;  ///< " characters"
};

constexpr Bound bounds[] = {{"minimum", true, "be", ""},
                            {"maximum", false, "be", ""},
                            {"minLength", true, "have", " characters"},
                            {"maxLength", false, "have", " characters"},
                            {"minItems", true, "have", " items"},
                            {"maxItems", false, "have", " items"},
                            {"minProperties", true, "have", " properties"},
                            {"maxProperties", false, "have", " properties"},
                            {"minContains", true, "hold", " items of the kind it must contain"},
                            {"maxContains", false, "hold", " items of the kind it must contain"}};

const Bound* boundOf(const std::string& keyword) {
    for (const auto& bound : bounds)
        if (keyword == bound.keyword) return &bound;
    return nullptr;
}

/// 5.0 is 5.
std::string plain(std::string number) {
    if (number.ends_with(".0")) number.resize(number.size() - 2);
    return number;
}

std::string boundWords(const Bound& bound, const std::string& before, const std::string& after, Flow flow) {
    const auto was = plain(before), is = plain(after);
    const char* side = bound.least ? "least" : "most";
    if (flow == Flow::Request)
        return fmt::format("must {} at {} {}{} now; {}", bound.verb, side, is, bound.what,
                           was.empty() ? "there was no bound" : was + " was " + (bound.least ? "enough" : "taken"));
    if (is.empty())
        return fmt::format("is not bound any more; it would {} at {} {}{}", bound.verb, side, was, bound.what);
    return fmt::format("may {} {} {}{} now; it would {} at {} {}", bound.verb, bound.least ? "as little as" : "up to",
                       is, bound.what, bound.verb, side, was);
}

std::string requestWords(const std::string& keyword, const std::string& before, const std::string& after) {
    const auto was = before.empty() ? std::string("that was not asked") : "it was " + before;
    if (keyword == "nullable") return "may not be null any more";
    if (keyword == "required") return "must be given now; it could be left out";
    if (keyword == "type")
        return fmt::format("must be {} now; it was {}", after, before == "any" ? "any value" : before);
    if (keyword == "enum" || keyword == "x-extensible-enum")
        return before.empty() ? fmt::format("takes nothing but {} now; it was not limited", after)
                              : fmt::format("does not take {} any more; it takes {}", before, after);
    if (keyword == "pattern") return fmt::format("must match {} now; {}", after, was);
    if (keyword == "format") return fmt::format("must be written as {} now; {}", after, was);
    if (keyword == "anyOf" || keyword == "oneOf")
        return fmt::format("does not take {} any more as it was described; it takes {}", before, after);
    if (keyword == "allOf") return fmt::format("must also be {} now", after);
    if (keyword == "not") return fmt::format("must not be {} now; {}", after, was);
    if (keyword == "contains") return fmt::format("must contain an item that is {} now; {}", after, was);
    if (keyword == "uniqueItems") return "must not repeat an item any more";
    if (keyword == "multipleOf") return fmt::format("must be a multiple of {} now; {}", after, was);
    if (keyword == "dependentRequired") return fmt::format("must not come without {} any more", after);
    if (keyword == "contentEncoding") return fmt::format("must be encoded as {} now; {}", after, was);
    if (keyword == "contentMediaType") return fmt::format("must hold {} now; {}", after, was);
    if (keyword == "propertyNames") return fmt::format("takes only names that are {} now; {}", after, was);
    if (keyword == "false") return "is not taken any more";
    return {};
}

std::string answerWords(const std::string& keyword, const std::string& before, const std::string& after) {
    const auto is = after.empty() ? std::string("nothing promises it any more") : "it is " + after;
    if (keyword == "nullable") return "may be null now; it never was";
    if (keyword == "required") return "may be missing now; it was always given";
    if (keyword == "type") return fmt::format("may be {} now; it was {}", after == "any" ? "any value" : after, before);
    if (keyword == "enum" || keyword == "x-extensible-enum")
        return after.empty() ? fmt::format("may be anything now; it was one of {}", before)
                             : fmt::format("may be {} now; it was one of {}", after, before);
    if (keyword == "pattern") return fmt::format("does not always match {} any more; {}", before, is);
    if (keyword == "format") return fmt::format("is not always written as {} any more; {}", before, is);
    if (keyword == "anyOf" || keyword == "oneOf")
        return fmt::format("may be {} as it is described now; it was {}", after, before);
    if (keyword == "allOf") return fmt::format("is not always {} any more", before);
    if (keyword == "not") return fmt::format("may be {} now; {}", before, is);
    if (keyword == "contains") return fmt::format("may be without an item that is {} now; {}", before, is);
    if (keyword == "uniqueItems") return "may repeat items now";
    if (keyword == "multipleOf") return fmt::format("is not always a multiple of {} any more; {}", before, is);
    if (keyword == "dependentRequired") return fmt::format("may come without {} now", before);
    if (keyword == "contentEncoding") return fmt::format("is not encoded as {} any more; {}", before, is);
    if (keyword == "contentMediaType") return fmt::format("does not hold {} any more; {}", before, is);
    if (keyword == "propertyNames") return fmt::format("may have other names than those that are {}; {}", before, is);
    if (keyword == "properties") return "may be there now; it was not described";
    return {};
}

}  // namespace

std::string misfitWords(const Misfit& misfit, Flow flow) {
    const bool request = flow == Flow::Request;
    const auto& before = request ? misfit.narrow : misfit.wide;
    const auto& after = request ? misfit.wide : misfit.narrow;
    if (const auto* bound = boundOf(misfit.keyword); bound != nullptr && !(request ? after : before).empty())
        return boundWords(*bound, before, after, flow);
    auto words = request ? requestWords(misfit.keyword, before, after) : answerWords(misfit.keyword, before, after);
    if (!words.empty()) return words;
    return fmt::format("{} than before: {} was {} and is {}", request ? "takes less" : "may be more", misfit.keyword,
                       before.empty() ? "nothing" : before, after.empty() ? "nothing" : after);
}

}  // namespace skein::coherence
