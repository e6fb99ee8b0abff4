#include "core/providers/offline/outline.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/abridged.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

using deliverable::codeSpan;
using deliverable::Listing;

namespace {

constexpr std::size_t minLines = 18, maxLines = 60, maxCaseLines = 9, minCases = 12, maxListingLines = 60;
constexpr std::size_t minOutlines = 12, maxOutlines = 60, linesPerOutline = 45;
constexpr std::uint32_t minBodyLines = 4, maxBodyLines = 6'000, maxRemarkLines = 4;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Everything outlines of one file are made from.
struct Context {
    const ReadFile& file;
    const std::vector<std::string>& code;
    const std::set<std::string>& known;
    std::map<std::uint32_t, const Comment*> remarks;  ///< by the line they end on
};

/// Names that are called in a piece of code.
std::vector<std::string_view> calledIn(std::string_view text) {
    std::vector<std::string_view> names;
    for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
        std::size_t from = open;
        while (from > 0 && isIdentifierChar(text[from - 1])) --from;
        if (from < open) names.push_back(text.substr(from, open - from));
    }
    return names;
}

bool callsKnown(const Context& context, std::string_view text) {
    for (const std::string_view name : calledIn(text))
        if (context.known.contains(std::string(name))) return true;
    return false;
}

bool isError(std::string_view text) {
    if (text.empty()) return false;
    const std::string lower = toLowerAscii(text);
    for (const std::string_view word :
         {"err", "null", "none", "nil", "false", "fail", "invalid", "-1", "bad", "except"})
        if (contains(lower, word)) return true;
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

/// "unsigned long hold": two words or more and nothing that acts.
bool isDeclaration(std::string_view text) {
    return contains(text, " ") && std::all_of(text.begin(), text.end(), [](char c) {
               return isIdentifierChar(c) || std::string_view(" *&,:<>[]").find(c) != std::string_view::npos;
           });
}

/// A numeral, a literal, or a name in capitals.
bool isConstant(std::string_view text) {
    if (text.empty()) return false;
    if (text[0] == '"' || text[0] == '\'' || text == "true" || text == "false" || text == "True" || text == "False")
        return true;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == 'L' ||
               c == 'x';
    });
}

bool isName(std::string_view text) { return std::all_of(text.begin(), text.end(), isIdentifierChar); }

int weightOf(const Context& context, const Step& step, const Step* around) {
    switch (step.kind) {
        case StepKind::Throw: return 9;
        case StepKind::Return:
            // "if (error) return error;" says little.
            if (around != nullptr && isName(step.text) && contains(around->text, step.text) && !step.text.empty())
                return callsKnown(context, around->text) ? 6 : contains(around->text, "(") ? 5 : 2;
            return 7 + (isError(step.text) ? 1 : 0) + (callsKnown(context, step.text) ? 1 : 0);
        case StepKind::Jump: return step.text.starts_with("continue") ? 2 : 4;
        case StepKind::Label: return 1;
        case StepKind::Statement: break;
        default: return callsKnown(context, step.text) ? 6 : 0;
    }
    const std::string lower = toLowerAscii(step.text.substr(0, step.text.find('(')));
    if (contains(lower, "assert")) return 8;
    for (const std::string_view word : {"debug", "trace", "log", "print"})
        if (contains(lower, word)) return 1;
    if (callsKnown(context, step.text)) return 6;
    const bool guarded = around != nullptr && around->kind <= StepKind::Else && around->inner.size() <= 2;
    if (contains(step.text, "(")) return guarded ? 5 : 4;
    const std::size_t equals = step.text.find('=');
    if (equals != std::string::npos) {
        // A constant that is set says more than a value that is handed on.
        const std::string_view value = trim(std::string_view(step.text).substr(equals + 1));
        return (guarded ? 3 : 1) + (isConstant(value) ? 2 : 0);
    }
    return isDeclaration(step.text) ? -1 : 1;
}

void collect(const Context& context, const std::vector<Step>& steps, std::size_t parent, int depth,
             std::vector<BodyItem>& items) {
    for (const Step& step : steps) {
        const Step* const around = parent == BodyItem::none ? nullptr : items[parent].step;
        const std::size_t self = items.size();
        items.push_back({&step, parent, 0, weightOf(context, step, around)});
        const auto remark = context.remarks.find(step.lines.first - 1);
        if (remark != context.remarks.end()) items[self].remark = remark->second->lines, items[self].weight += 2;
        items[self].weight -= depth > 2 ? depth - 2 : 0;
        collect(context, step.inner, self, depth + 1, items);
        items[self].end = items.size();
    }
}

struct Candidate {
    const ReadFile* file;
    std::size_t fileNumber;
    const DocumentedSymbol* symbol;
    LineRange body;
    std::uint64_t weight;
};

std::string nameOf(const DocumentedSymbol& symbol) {
    return symbol.container.empty() || symbol.container == symbol.atom->title
               ? codeSpan(symbol.atom->title)
               : fmt::format("{} of {}", codeSpan(symbol.atom->title), codeSpan(symbol.container));
}

/// Of a switch with many cases each is shown for itself. Returns the first lines of the cases shown.
std::vector<std::uint32_t> chooseCases(std::vector<BodyItem>& items) {
    std::vector<std::uint32_t> lines;
    std::map<std::size_t, std::size_t> cases;
    for (const BodyItem& item : items)
        if (item.step->kind == StepKind::Case && item.parent != BodyItem::none) ++cases[item.parent];
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].step->kind != StepKind::Case || items[i].parent == BodyItem::none ||
            cases[items[i].parent] < minCases)
            continue;
        for (std::size_t at = i + 1; at < items[i].end; ++at)
            // Inside a case assignments are what it does.
            if (items[at].step->kind == StepKind::Statement) items[at].weight = std::max(items[at].weight, 4);
        if (chooseSteps(items, i + 1, items[i].end, maxCaseLines, 3) > 0) lines.push_back(items[i].step->lines.first);
    }
    return lines;
}

/// The name by which Markdown highlighters know a language.
std::string fenceOf(std::string_view language) {
    if (language == "C++") return "cpp";
    if (language == "C#") return "csharp";
    if (language == "ObjectiveC") return "objc";
    return toLowerAscii(language);
}

/// A function as one listing, or several where it is long because its switch is.
void addListings(const ReadFile& file, const DocumentedSymbol& symbol, const std::vector<AbridgedLine>& lines,
                 const std::vector<std::uint32_t>& cases, std::uint32_t lastLine, std::vector<Listing>& out) {
    Listing listing{fenceOf(file.source.file().language), "", {file.source.path(), {0, 0}}, nameOf(symbol)};
    std::size_t count = 0;
    int conditionals = 0;
    for (const AbridgedLine& line : lines) {
        const std::string_view text = trim(line.text);
        if (count >= maxListingLines && conditionals == 0 &&
            std::find(cases.begin(), cases.end(), line.number) != cases.end()) {
            out.push_back(std::exchange(
                listing, {listing.language, "", {file.source.path(), {0, 0}}, nameOf(symbol) + ", continued"}));
            count = 0;
        }
        if (isCLike(file.source.file().language) && text.starts_with('#')) {
            const std::string_view word = trim(text.substr(1));
            conditionals += word.starts_with("if") ? 1 : word.starts_with("endif") ? -1 : 0;
        }
        listing.text += line.text + '\n';
        LineRange& cited = listing.cite.lines;
        if (line.number > 0) cited = {cited.first == 0 ? line.number : cited.first, line.number};
        ++count;
    }
    listing.cite.lines.last = lastLine;  // what a mark at the end stands for is cited as well
    out.push_back(std::move(listing));
}

}  // namespace

bool isTestPath(std::string_view path) {
    const std::string lower = "/" + toLowerAscii(path);
    for (const std::string_view part : {"/test/", "/tests/", "/testing/", "/unittest", "/example", "/sample",
                                        "/debian/", "/contrib/", "/benchmark", "/fuzz", "/third_party/", "/vendor/"})
        if (contains(lower, part)) return true;
    const std::string_view name = baseName(lower);
    return name.starts_with("test_") || name.starts_with("tst_") || contains(name, "_test.") ||
           contains(name, ".test.") || contains(name, ".spec.") || name.starts_with("conftest");
}

std::vector<Listing> outlines(const std::vector<ReadFile>& files, const std::set<std::string>& elsewhere) {
    std::set<std::string> known = elsewhere;
    std::vector<std::vector<std::string>> code;
    std::map<std::string, std::uint64_t, std::less<>> calls;
    std::uint64_t lines = 0;
    for (const ReadFile& file : files) {
        const bool skipped = isTestPath(file.source.path()) || !isCodeLanguage(file.source.file().language);
        code.push_back(skipped ? std::vector<std::string>() : codeLines(file));
        lines += code.back().size();
        for (const std::string& line : code.back())
            for (const std::string_view name : calledIn(line)) ++calls[std::string(name)];
        for (const DocumentedSymbol& symbol : file.symbols)
            if (symbol.group == SymbolGroup::Function) known.insert(symbol.atom->title);
    }
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (code[i].empty()) continue;
        for (const DocumentedSymbol& symbol : files[i].symbols) {
            if (symbol.group != SymbolGroup::Function || symbol.declaration.empty()) continue;
            const LineRange body = bodyOf(files[i], code[i], symbol);
            if (body.first > body.last || body.last - body.first + 1 < minBodyLines) continue;
            // A body of a few words already stands behind the declaration.
            if (body.last - body.first > maxBodyLines || !symbol.body.empty()) continue;
            const auto found = calls.find(symbol.atom->title);
            const std::uint64_t used = found == calls.end() ? 0 : std::min<std::uint64_t>(found->second, 6);
            const std::uint64_t size = std::min<std::uint64_t>((body.last - body.first) / 5, 14);
            const std::uint64_t weight = (symbol.atom->isPublic ? 8 : 0) +
                                         std::min<std::uint64_t>(symbol.doc.size(), 5) + used + size +
                                         (symbol.atom->title == "main" ? 20 : 0);
            if (weight >= 6) candidates.push_back({&files[i], i, &symbol, body, weight});
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.weight > b.weight; });
    const auto limit = std::clamp<std::size_t>(lines / linesPerOutline, minOutlines, maxOutlines);
    std::vector<std::pair<const Candidate*, std::vector<Listing>>> chosen;
    std::set<std::string> seen;
    for (const Candidate& candidate : candidates) {
        if (chosen.size() >= limit) break;
        const ReadFile& file = *candidate.file;
        Context context{file, code[candidate.fileNumber], known, {}};
        for (const Comment& comment : file.comments)
            // A docstring is told with the declaration.
            if (comment.lines.first >= candidate.body.first && comment.lines.last <= candidate.body.last &&
                !comment.trailing && comment.lines.last - comment.lines.first < maxRemarkLines &&
                !isDocstring(file.source, comment))
                context.remarks.emplace(comment.lines.last, &comment);
        const std::vector<Step> steps = stepsOf(file, context.code, *candidate.symbol);
        std::vector<BodyItem> items;
        collect(context, steps, BodyItem::none, 0, items);
        const std::vector<std::uint32_t> cases = chooseCases(items);
        const std::size_t length = candidate.body.last - candidate.body.first;
        const std::size_t room = std::clamp(length / 2, minLines, maxLines);
        // Of a short body everything is shown.
        chooseSteps(items, 0, items.size(), room, length <= room ? -100 : 2);
        const auto telling = std::count_if(items.begin(), items.end(),
                                           [](const BodyItem& item) { return item.shown && item.weight >= 4; });
        if (telling == 0) continue;
        const auto shortened = abridged(file, context.code, candidate.symbol->lines.first, candidate.body, items);
        std::string text;
        for (const AbridgedLine& line : shortened) text += line.text + '\n';
        if (shortened.empty() || !seen.insert(nameOf(*candidate.symbol) + text).second) continue;
        chosen.emplace_back(&candidate, std::vector<Listing>());
        addListings(file, *candidate.symbol, shortened, cases, candidate.body.last, chosen.back().second);
    }
    // In the order of the files, so that neighbours stand together.
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first->fileNumber, a.first->body.first) <
               std::pair(b.first->fileNumber, b.first->body.first);
    });
    std::vector<Listing> result;
    for (auto& [candidate, listings] : chosen)
        for (Listing& listing : listings) result.push_back(std::move(listing));
    return result;
}

}  // namespace skein::providers
