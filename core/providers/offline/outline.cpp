#include "core/providers/offline/outline.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Statement;

namespace {

constexpr std::size_t minSteps = 14, maxSteps = 30, bytesPerStep = 85, maxCaseSteps = 8, maxCases = 260, minCases = 12;
constexpr std::size_t minOutlines = 12, maxOutlines = 60, linesPerOutline = 45, maxRemarkBytes = 200, maxCites = 6;
constexpr int unwanted = -100;
constexpr std::uint32_t minBodyLines = 4, maxCiteGap = 6, maxBodyLines = 6'000;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A step as it may be shown, with its place in the tree of the body.
struct Item {
    const Step* step;
    std::size_t parent;  ///< index of the item around it, or npos
    int depth;
    int weight;
    std::string remark;  ///< the comment directly above, as Markdown
    LineRange remarkLines;
    bool shown = false;
};

/// Everything outlines of one file are made from.
struct Context {
    const ReadFile& file;
    const std::vector<std::string>& code;
    const std::set<std::string>& known;
    std::map<std::uint32_t, const Comment*> remarks;  ///< by the line they end on; trailing ones by their line
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
        case StepKind::Statement: break;
        default: return callsKnown(context, step.text) ? 6 : 0;
    }
    const std::string lower = toLowerAscii(step.text.substr(0, step.text.find('(')));
    if (contains(lower, "assert")) return 8;
    if (contains(lower, "debug") || contains(lower, "trace") || contains(lower, "log") || contains(lower, "print"))
        return 1;
    if (callsKnown(context, step.text)) return 6;
    const bool guarded = around != nullptr && around->kind <= StepKind::Else && around->inner.size() <= 2;
    const std::size_t equals = step.text.find('=');
    if (equals != std::string::npos) {
        // A constant that is set says more than a value that is handed on.
        const std::string_view value = trim(std::string_view(step.text).substr(equals + 1));
        return (guarded ? 3 : 1) + (isConstant(value) ? 2 : 0);
    }
    if (contains(step.text, "(")) return guarded ? 5 : 3;
    return isDeclaration(step.text) ? unwanted : 1;
}

/// The remark directly above a step, or behind it on its line, if it is a sentence or two.
void addRemark(Context& context, Item& item) {
    for (const std::uint32_t line : {item.step->lines.first - 1, item.step->lines.first}) {
        const auto found = context.remarks.find(line);
        if (found == context.remarks.end()) continue;
        const bool trailing = found->second->trailing;
        if (trailing != (line == item.step->lines.first)) continue;
        std::string text;
        LineRange lines{0, 0};
        for (const Sentence& sentence : sentencesOf(found->second->text)) {
            if (text.size() + sentence.text.size() > maxRemarkBytes) break;
            text += (text.empty() ? "" : " ") + sentence.text;
            lines = {lines.first == 0 ? sentence.lines.first : lines.first, sentence.lines.last};
        }
        if (text.size() < 8 || !contains(text, " ")) continue;
        context.remarks.erase(found);  // said once
        while (text.ends_with('.') || text.ends_with(':')) text.pop_back();
        item.remark = proseMarkdown(text);
        item.remarkLines = lines;
        return;
    }
}

void collect(Context& context, const std::vector<Step>& steps, const Step* around, std::size_t parent, int depth,
             std::vector<Item>& items) {
    for (const Step& step : steps) {
        Item item{&step, parent, depth, weightOf(context, step, around), {}, {}};
        addRemark(context, item);
        if (!item.remark.empty()) item.weight += 2;
        item.weight -= depth > 2 ? depth - 2 : 0;
        items.push_back(std::move(item));
        const std::size_t self = items.size() - 1;
        if (!step.inner.empty()) collect(context, step.inner, &step, self, depth + 1, items);
    }
}

/// Whether the head of a loop names what it runs over, rather than a condition.
bool isIteration(std::string_view head) {
    return contains(head, ";") || contains(head, " in ") || contains(head, " range ") || contains(head, " of ") ||
           (contains(head, " : ") && !contains(head, "?"));
}

std::string wordsFor(const Step& step) {
    const std::string code = step.text.empty() ? std::string() : codeSpan(step.text);
    switch (step.kind) {
        case StepKind::If: return "if " + code;
        case StepKind::ElseIf: return "else if " + code;
        case StepKind::Else: return "else";
        case StepKind::Loop:
            if (step.text.starts_with("switch ") || step.text.starts_with("match ") || step.text.starts_with("with "))
                return code;
            if (code.empty() || step.text == ";;" || step.text == "; ;" || step.text == "true" || step.text == "1")
                return "in a loop";
            return (isIteration(step.text) ? "for " : "while ") + code;
        case StepKind::Case: return code.empty() ? "otherwise" : "case " + code;
        case StepKind::Try: return "";
        case StepKind::Catch: return code.empty() ? "on an exception" : "on " + code;
        case StepKind::Return: return code.empty() ? "returns" : "returns " + code;
        case StepKind::Throw: return code.empty() ? "throws again" : "throws " + code;
        case StepKind::Jump:
        case StepKind::Statement: return code;
    }
    return code;
}

/// The shown items below `parent` as text, "; " between them.
std::string render(const std::vector<Item>& items, std::size_t parent, std::vector<LineRange>& lines) {
    std::string text;
    for (std::size_t i = parent == std::string::npos ? 0 : parent + 1; i < items.size(); ++i) {
        if (parent != std::string::npos && items[i].depth <= items[parent].depth) break;
        if (items[i].parent != parent || !items[i].shown) continue;
        const Item& item = items[i];
        std::string words = wordsFor(*item.step);
        lines.push_back(item.step->lines);
        if (!item.remark.empty()) {
            words = "(" + item.remark + ") " + words;
            lines.push_back(item.remarkLines);
        }
        const std::string inner = render(items, i, lines);
        if (!inner.empty()) words += (words.empty() ? "" : words.ends_with(") ") ? "" : ": ") + inner;
        if (words.empty()) continue;
        text += (text.empty() ? "" : parent == std::string::npos ? "; " : ", ") + words;
    }
    return text;
}

/// Lines of the steps as a few ranges: neighbours are one.
void addCites(const std::string& path, std::vector<LineRange> lines, std::vector<Cite>& cites) {
    std::sort(lines.begin(), lines.end(), [](const LineRange& a, const LineRange& b) { return a.first < b.first; });
    for (std::uint32_t gap = maxCiteGap;; gap *= 2) {
        std::vector<LineRange> joined;
        for (const LineRange& range : lines) {
            if (!joined.empty() && range.first <= joined.back().last + gap)
                joined.back().last = std::max(joined.back().last, range.last);
            else joined.push_back(range);
        }
        if (joined.size() > maxCites) continue;
        for (const LineRange& range : joined) cites.push_back({path, range});
        return;
    }
}

/// Shows the heaviest steps that fit; false if there is nothing to say. Of few steps all are shown.
bool choose(std::vector<Item>& items, std::size_t limit) {
    std::vector<std::size_t> order;
    const std::size_t maxBytes = limit * bytesPerStep;
    const int least = items.size() <= limit ? 1 : 2;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].weight >= least) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return items[a].weight > items[b].weight; });
    std::size_t bytes = 0, count = 0, telling = 0;
    for (const std::size_t i : order) {
        if (items[i].shown) continue;
        std::size_t more = 0;
        for (std::size_t at = i; at != std::string::npos && !items[at].shown; at = items[at].parent)
            more += items[at].step->text.size() + items[at].remark.size() + 12;
        if (count >= limit || bytes + more > maxBytes) continue;
        for (std::size_t at = i; at != std::string::npos && !items[at].shown; at = items[at].parent) {
            items[at].shown = true;
            // "else" means nothing without the condition it answers.
            for (std::size_t above = at;
                 items[above].step->kind == StepKind::Else || items[above].step->kind == StepKind::ElseIf;) {
                std::size_t before = above;
                while (before > 0 && (items[before - 1].depth > items[above].depth)) --before;
                if (before == 0 || items[before - 1].parent != items[above].parent) break;
                above = before - 1;
                if (items[above].step->kind > StepKind::Else) break;
                items[above].shown = true;
            }
        }
        bytes += more;
        ++count;
        telling += items[i].weight >= 4 ? 1 : 0;
    }
    // A condition without what follows from it would mislead.
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!items[i].shown || items[i].step->inner.empty()) continue;
        std::size_t best = std::string::npos;
        bool any = false;
        for (std::size_t at = i + 1; at < items.size() && items[at].depth > items[i].depth; ++at) {
            any = any || items[at].shown;
            if (items[at].parent != i || items[at].weight == unwanted) continue;
            if (best == std::string::npos || items[at].weight > items[best].weight) best = at;
        }
        if (!any && best != std::string::npos) items[best].shown = true;
    }
    return telling > 0;
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

/// The line that names the container, so that the outline may speak of it.
void addContainer(const ReadFile& file, const DocumentedSymbol& symbol, std::vector<Cite>& cites) {
    if (symbol.container.empty() || holdsWord(file.source.range(symbol.lines), symbol.container)) return;
    for (const DocumentedSymbol& type : file.symbols)
        if (type.group == SymbolGroup::Type && type.atom->title == symbol.container) {
            cites.push_back({file.source.path(), type.lines});
            return;
        }
}

/// The cases of a switch that is too long for one statement.
void addCases(Context context, const DocumentedSymbol& symbol, const std::vector<Step>& steps,
              std::vector<Statement>& out) {
    for (const Step& step : steps) {
        const auto cases = static_cast<std::size_t>(std::count_if(
            step.inner.begin(), step.inner.end(), [](const Step& inner) { return inner.kind == StepKind::Case; }));
        if (cases < minCases) {
            addCases(context, symbol, step.inner, out);
            continue;
        }
        std::vector<std::string> labels;
        LineRange labelLines{0, 0};
        for (const Step& label : step.inner) {
            if (label.kind != StepKind::Case || label.text.empty() || out.size() >= maxCases) continue;
            if (labels.size() < 6) labels.push_back(codeSpan(label.text));
            if (labelLines.first == 0) labelLines = label.lines;
            labelLines.last = label.lines.last;
            if (label.inner.empty()) continue;
            std::vector<Item> items;
            collect(context, label.inner, nullptr, std::string::npos, 0, items);
            std::vector<LineRange> lines{labelLines};
            for (Item& item : items) {
                // Inside a case assignments are what it does; the break behind it is not.
                if (item.step->kind == StepKind::Statement) item.weight = std::max(item.weight, 4);
                if (item.step->kind == StepKind::Jump && item.depth == 0) item.weight = 0;
            }
            const bool telling = choose(items, maxCaseSteps);
            const std::string text = telling ? render(items, std::string::npos, lines) : std::string();
            std::string names;
            for (const std::string& name : labels) names += (names.empty() ? "" : ", ") + name;
            labels.clear();
            labelLines = {0, 0};
            if (text.empty()) continue;
            std::vector<Cite> cites{{context.file.source.path(), symbol.lines}};
            addCites(context.file.source.path(), lines, cites);
            out.push_back({fmt::format("{}, case {}: {}.", nameOf(symbol), names, text),
                           std::move(cites),
                           deliverable::Standing::Plain,
                           {}});
        }
    }
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

std::vector<Statement> outlineStatements(const std::vector<ReadFile>& files, const std::set<std::string>& elsewhere) {
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
    std::vector<std::pair<const Candidate*, Statement>> chosen;
    std::vector<Statement> cases;
    std::set<std::string> seen;
    for (const Candidate& candidate : candidates) {
        if (chosen.size() >= limit) break;
        const ReadFile& file = *candidate.file;
        Context context{file, code[candidate.fileNumber], known, {}};
        for (const Comment& comment : file.comments)
            // A docstring is told with the declaration.
            if (comment.lines.first >= candidate.body.first && comment.lines.last <= candidate.body.last &&
                !isDocstring(file.source, comment))
                context.remarks.emplace(comment.trailing ? comment.lines.first : comment.lines.last, &comment);
        const std::vector<Step> steps = stepsOf(file, context.code, *candidate.symbol);
        const std::size_t before = cases.size();
        addCases(context, *candidate.symbol, steps, cases);
        std::vector<Item> items;
        collect(context, steps, nullptr, std::string::npos, 0, items);
        // What its cases say one by one is not said again.
        if (cases.size() > before)
            for (Item& item : items)
                if (const Step* const step = item.step;
                    step->kind == StepKind::Case ||
                    (item.parent != std::string::npos && items[item.parent].weight == unwanted))
                    item.weight = unwanted;
        const std::size_t length = candidate.body.last - candidate.body.first;
        if (!choose(items, std::clamp(length / 4, minSteps, maxSteps))) continue;
        std::vector<LineRange> places;
        const std::string text = render(items, std::string::npos, places);
        const auto shown = std::count_if(items.begin(), items.end(), [](const Item& item) { return item.shown; });
        if (text.empty() || shown < 2 || !seen.insert(nameOf(*candidate.symbol) + text).second) continue;
        std::vector<Cite> cites{{file.source.path(), candidate.symbol->lines}};
        addContainer(file, *candidate.symbol, cites);
        addCites(file.source.path(), std::move(places), cites);
        chosen.emplace_back(&candidate, Statement{fmt::format("{}: {}.", nameOf(*candidate.symbol), text),
                                                  std::move(cites),
                                                  deliverable::Standing::Plain,
                                                  {}});
    }
    // In the order of the files, so that neighbours stand together.
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first->fileNumber, a.first->body.first) <
               std::pair(b.first->fileNumber, b.first->body.first);
    });
    std::vector<Statement> result;
    for (auto& [candidate, statement] : chosen) result.push_back(std::move(statement));
    for (Statement& statement : cases) result.push_back(std::move(statement));
    return result;
}

}  // namespace skein::providers
