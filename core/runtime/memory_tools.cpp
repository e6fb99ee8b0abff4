#include "core/runtime/memory_tools.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/context/assemble.h"
#include "core/runtime/source_times.h"

namespace skein::runtime {
namespace {

constexpr std::int64_t usualHits = 5, mostHits = 10;
constexpr std::uint32_t usualLines = 80, mostLines = 400;
constexpr std::size_t maxArgumentBytes = 4'000, maxQueryBytes = 1'000;

/// As much of a text as `room` holds; says what is missing.
std::string fitted(std::string_view text, TokenCount room) {
    return estimateTokens(text) <= room ? std::string(text) : context::cutTo(text, room, "\n[cut here]");
}

std::string placeOf(const Atom& atom) { return fmt::format("{}:{}-{}", atom.path, atom.lines.first, atom.lines.last); }

/// Why this atom is not shown; empty: it may be.
std::string_view whyWithheld(const MemoryDesk& desk, const Digest& atom) {
    if (desk.disputed.contains(atom)) return "an open conflict is about it";
    if (desk.excluded.contains(atom)) return "the person excluded it";
    return {};
}

Result<Json> argumentsOf(const providers::ToolCall& call) {
    if (call.arguments.size() > maxArgumentBytes)
        return fail(ErrorCode::TooLarge, fmt::format("the arguments have {} bytes; at most {} are read",
                                                     call.arguments.size(), maxArgumentBytes));
    SKEIN_TRY(auto json, parseJson(call.arguments.empty() ? "{}" : call.arguments));
    if (!json.is_object()) return fail(ErrorCode::InvalidInput, "arguments: expected a JSON object");
    return json;
}

Result<std::string> search(const MemoryDesk& desk, const Json& arguments, const std::optional<AsOf>& asOf,
                           TokenCount room, std::vector<Digest>& shown) {
    SKEIN_TRY(const auto query, jsonString(arguments, "query", "arguments"));
    if (trim(query).empty() || query.size() > maxQueryBytes)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("arguments.query: expected words to look for, at most {} bytes", maxQueryBytes));
    SKEIN_TRY(const auto limit, jsonIntOr(arguments, "limit", usualHits, "arguments"));
    if (limit < 1 || limit > mostHits)
        return fail(ErrorCode::InvalidInput, fmt::format("arguments.limit: expected 1 to {}", mostHits));
    SKEIN_TRY(const auto within, jsonStringOr(arguments, "within", "", "arguments"));
    const std::vector<std::string> folders =
        within.empty() ? std::vector<std::string>{} : std::vector<std::string>{within};
    const auto count = static_cast<std::size_t>(limit);
    SKEIN_TRY(const auto hits,
              asOf ? desk.index.searchAsOf(query, count, folders, *asOf) : desk.index.search(query, count, folders));
    std::string answer;
    TokenCount used{};
    std::size_t hidden = 0, unfit = 0;
    for (const auto& hit : hits) {
        if (!whyWithheld(desk, hit.atom.id).empty()) {
            ++hidden;
            continue;
        }
        auto text = fmt::format("({}) {}\n{}\n", placeOf(hit.atom), elide(hit.atom.title, 120), hit.atom.text);
        const auto left = room - used;
        // The best answer may be cut; a further one is rather left out than shown as a shred.
        if (estimateTokens(text) > left) {
            if (!shown.empty()) {
                ++unfit;
                continue;
            }
            text = fitted(text, left);
        }
        used += estimateTokens(text);
        shown.push_back(hit.atom.id);
        answer += text;
    }
    if (hits.empty()) answer = "Nothing in memory answers this.\n";
    if (unfit > 0) answer += fmt::format("{} more did not fit; ask for one place by memory_get.\n", unfit);
    if (hidden > 0) answer += fmt::format("{} withheld: disputed, or excluded by the person.\n", hidden);
    return answer;
}

/// What was known at one time about what was true at another.
Result<AsOf> asOfFrom(const MemoryDesk& desk, const Json& arguments) {
    SKEIN_TRY(const auto known, jsonStringOr(arguments, "known_as_of", "", "arguments"));
    SKEIN_TRY(const auto held, jsonStringOr(arguments, "true_at", "", "arguments"));
    if (known.empty() && held.empty())
        return fail(ErrorCode::InvalidInput, "arguments: expected known_as_of, true_at or both");
    AsOf asOf;
    if (!known.empty()) {
        SKEIN_TRY(asOf.trueAt, timeOf("arguments.known_as_of", known));
        SKEIN_TRY(asOf.known, desk.index.knownAt(asOf.trueAt));
    }
    if (!held.empty()) { SKEIN_TRY(asOf.trueAt, timeOf("arguments.true_at", held)); }
    return asOf;
}

/// "src/cache.h:88-102", "src/cache.h:88" or "src/cache.h".
struct Place {
    std::string path;
    LineRange lines{1, usualLines};
};

Result<Place> placeFrom(const std::string& text) {
    Place place{text, {}};
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) {
        place.lines = {1, usualLines};
        return place;
    }
    const char* end = text.data() + text.size();
    const auto number = [&](const char*& from, std::uint32_t& out) {
        const auto [rest, error] = std::from_chars(from, end, out);
        from = rest;
        return error == std::errc() && out > 0;
    };
    const char* at = text.data() + colon + 1;
    bool good = number(at, place.lines.first);
    place.lines.last = place.lines.first;
    if (good && at != end) {
        good = *at++ == '-' && number(at, place.lines.last) && at == end && place.lines.last >= place.lines.first;
    }
    if (!good)
        return fail(ErrorCode::InvalidInput,
                    "arguments.place: expected a path, path:line or path:first-last, as labels have them");
    place.path = text.substr(0, colon);
    place.lines.last = std::min(place.lines.last, place.lines.first + mostLines - 1);
    return place;
}

Result<std::string> get(const MemoryDesk& desk, const Json& arguments, TokenCount room, std::vector<Digest>& shown) {
    SKEIN_TRY(const auto asked, jsonString(arguments, "place", "arguments"));
    SKEIN_TRY(const auto place, placeFrom(asked));
    SKEIN_TRY(const auto text, desk.index.fileText(place.path));
    SKEIN_TRY(const auto atoms, desk.index.atomsUnder({place.path}));
    for (const auto& atom : atoms) {
        if (atom.path != place.path || atom.lines.last < place.lines.first || atom.lines.first > place.lines.last)
            continue;
        if (const auto why = whyWithheld(desk, atom.id); !why.empty())
            return fail(ErrorCode::Denied, fmt::format("{} is withheld: {}", placeOf(atom), why));
        if (atom.kind != AtomKind::File) shown.push_back(atom.id);
    }
    const auto lines = splitLines(text);
    if (place.lines.first > lines.size())
        return fail(ErrorCode::NotFound, fmt::format("{} has {} lines", elide(place.path, 200), lines.size()));
    const auto last = std::min<std::size_t>(place.lines.last, lines.size());
    std::string answer = fmt::format("({}:{}-{})\n", place.path, place.lines.first, last);
    for (std::size_t i = place.lines.first; i <= last; ++i) answer += std::string(lines[i - 1]) + "\n";
    return fitted(toValidUtf8(answer), room);
}

/// Line by line, as many as fit.
std::string listed(const std::vector<std::string>& lines, TokenCount room, std::string_view nothing) {
    if (lines.empty()) return std::string(nothing) + "\n";
    std::string answer;
    TokenCount used{};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto cost = estimateTokens(lines[i] + "\n");
        if (used + cost > room) return answer + fmt::format("{} more did not fit.\n", lines.size() - i);
        used += cost;
        answer += lines[i] + "\n";
    }
    return answer;
}

std::vector<std::string> linesOfEpisodes(const Json& episodes) {
    std::vector<std::string> lines;
    for (const auto& kind : episodes["kinds"]) {
        lines.push_back(fmt::format(
            "{}: {} tasks in {} earlier runs, {} done, {} failed; {} attempts, {} refused by checks",
            kind["kind"].get<std::string>(), kind["tasks"].get<int>(), kind["runs"].get<int>(), kind["done"].get<int>(),
            kind["failed"].get<int>(), kind["attempts"].get<int>(), kind["refused"].get<int>()));
        for (const auto& reason : kind["reasons"])
            lines.push_back(
                fmt::format("  {} times: {}", reason["times"].get<int>(), reason["reason"].get<std::string>()));
    }
    return lines;
}

Result<std::string> recall(const MemoryDesk& desk, const Json& arguments, TokenCount room) {
    SKEIN_TRY(const auto memory, jsonString(arguments, "memory", "arguments"));
    SKEIN_TRY(const auto about, jsonStringOr(arguments, "about", "", "arguments"));
    if (about.size() > maxQueryBytes)
        return fail(ErrorCode::InvalidInput, fmt::format("arguments.about: at most {} bytes", maxQueryBytes));
    std::vector<std::string> lines;
    if (memory == "episodic") {
        SKEIN_TRY(const auto episodes, desk.episodes(about));
        return listed(linesOfEpisodes(episodes), room, "No such work was done in earlier runs.");
    }
    if (memory == "semantic") {
        SKEIN_TRY(const auto claims, desk.held(about));
        for (const auto& claim : claims)
            lines.push_back(fmt::format("{} ({}; by {})", claim["sentence"].get<std::string>(),
                                        claim["evidence"].get<std::string>(), claim["by"].get<std::string>()));
        return listed(lines, room, "Nothing is held true about this.");
    }
    if (memory == "operational") {
        SKEIN_TRY(const auto tasks, desk.plan(about));
        for (const auto& task : tasks)
            lines.push_back(fmt::format("{} ({}): {}; needs {}", task["task"].get<std::string>(),
                                        task["kind"].get<std::string>(), task["title"].get<std::string>(),
                                        task["needs"].get<std::string>()));
        return listed(lines, room, "No task of this run is about this.");
    }
    return fail(ErrorCode::InvalidInput, "arguments.memory: expected episodic, semantic or operational");
}

}  // namespace

const std::vector<providers::ToolSpec>& memoryTools() {
    const auto text = [](const char* description) { return Json{{"type", "string"}, {"description", description}}; };
    static const std::vector<providers::ToolSpec> tools{
        {"memory_search", "Find what the project's sources say about something. Answers with the best passages.",
         Json{{"type", "object"},
              {"properties",
               {{"query", text("Words, names of symbols, or a question")},
                {"within", text("Only this file or folder; leave out for everything")},
                {"limit", {{"type", "integer"}, {"description", "How many passages, 1 to 10; 5 if left out"}}}}},
              {"required", {"query"}}}},
        {"memory_get", "Read lines of one source file.",
         Json{{"type", "object"},
              {"properties", {{"place", text("path, path:line or path:first-last, as labels name it")}}},
              {"required", {"place"}}}},
        {"memory_as_of", "As memory_search, of the past: what was known at one time about what was true at another.",
         Json{{"type", "object"},
              {"properties",
               {{"query", text("Words, names of symbols, or a question")},
                {"known_as_of", text("RFC 3339 or a date; left out: all that is known")},
                {"true_at", text("RFC 3339 or a date; left out: the time of known_as_of")}}},
              {"required", {"query"}}}},
        {"memory_recall",
         "Remember: what became of such work in earlier runs (episodic), what is held true (semantic), or who does "
         "what "
         "in this run (operational).",
         Json{{"type", "object"},
              {"properties",
               {{"memory", {{"type", "string"}, {"enum", {"episodic", "semantic", "operational"}}}},
                {"about", text("Words that it must be about; leave out for everything")}}},
              {"required", {"memory"}}}}};
    return tools;
}

TokenCount memoryToolTokens() {
    static const TokenCount tokens = [] {
        std::string all;
        for (const auto& tool : memoryTools())
            all += tool.name + " " + tool.description + tool.parameters.dump() + "\n";
        return estimateTokens(all);
    }();
    return tokens;
}

std::string askedText(const providers::Reply& reply) {
    Json calls = Json::array();
    for (const auto& call : reply.toolCalls)
        calls.push_back({{"name", toValidUtf8(call.name)}, {"arguments", toValidUtf8(call.arguments)}});
    return canonicalJsonOrAssert(Json{{"text", toValidUtf8(reply.text)}, {"calls", std::move(calls)}});
}

Result<std::vector<providers::ToolCall>> askedCalls(const std::string& text) {
    SKEIN_TRY(const auto json, parseJson(text));
    std::vector<providers::ToolCall> calls;
    const auto listed = json.is_object() ? json.find("calls") : json.end();
    if (!json.is_object() || listed == json.end() || !listed->is_array())
        return fail(ErrorCode::Damaged, "what a model asked memory cannot be read");
    for (const auto& call : *listed) {
        SKEIN_TRY(auto name, jsonString(call, "name", "calls"));
        SKEIN_TRY(auto arguments, jsonString(call, "arguments", "calls"));
        calls.push_back({"", std::move(name), std::move(arguments)});
    }
    return calls;
}

MemoryQuestion answerQuestion(const MemoryDesk& desk, const providers::ToolCall& call, TokenCount room) {
    constexpr std::int64_t leastRoom = 40;  // less shows nothing
    MemoryQuestion question{1, elide(call.name, 60), elide(call.arguments, maxArgumentBytes), {}, {}, {}};
    const auto answer = [&]() -> Result<std::string> {
        if (room.value < leastRoom)
            return fail(ErrorCode::TooLarge, "the task's token band has no room left for answers");
        SKEIN_TRY(const auto arguments, argumentsOf(call));
        if (call.name == "memory_search") return search(desk, arguments, {}, room, question.atoms);
        if (call.name == "memory_as_of") {
            SKEIN_TRY(const auto asOf, asOfFrom(desk, arguments));
            return search(desk, arguments, asOf, room, question.atoms);
        }
        if (call.name == "memory_get") return get(desk, arguments, room, question.atoms);
        if (call.name == "memory_recall") return recall(desk, arguments, room);
        return fail(
            ErrorCode::NotFound,
            "there is no tool of this name; there are memory_search, memory_get, memory_as_of and memory_recall");
    }();
    if (answer) question.answer = toValidUtf8(*answer);
    else question.atoms.clear();
    if (!answer) question.answer = "Not answered: " + elide(answer.error().message, 400) + "\n";
    return question;
}

}  // namespace skein::runtime
