#include "core/runtime/text_output.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/base/text.h"
#include "core/deliverable/document.h"

namespace skein::runtime {
namespace {

std::string placeOf(const Claim& claim) {
    if (claim.evidence.empty()) return claim.basis;
    const auto& evidence = claim.evidence.front();
    if (evidence.path.empty()) return claim.basis;
    return claim.basis + ", " + evidence.path + ":" + std::to_string(evidence.lines.first);
}

std::string valueOf(const Claim& claim) {
    return claim.value.text + (claim.value.unit.empty() || claim.value.unit == "count" ? "" : " " + claim.value.unit);
}

bool isPathChar(char c) { return isIdentifierChar(c) || c == '.' || c == '/' || c == '-' || c == '+'; }

}  // namespace

std::vector<std::string> paragraphsOf(std::string_view text) {
    std::vector<std::string> paragraphs;
    std::string current;
    const auto flush = [&] {
        if (!trim(current).empty()) paragraphs.emplace_back(trim(current));
        current.clear();
    };
    for (const auto line : splitLines(text)) {
        const auto trimmed = trim(line);
        if (trimmed.empty() || trimmed.front() == '#') {
            flush();
            if (!trimmed.empty()) paragraphs.emplace_back(trimmed);
            continue;
        }
        if (trimmed.starts_with("- ") || trimmed.starts_with("* ")) flush();
        if (!current.empty()) current += ' ';
        current += trimmed;
    }
    flush();
    return paragraphs;
}

std::string conflictLabel(const Claim& a, const Claim& b) {
    // Letters only, and no vowels: a label is neither a number of the document nor a word.
    constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz";
    const auto digest = sha256(contestedPair(a, b));
    std::string label = "c-";
    for (std::size_t i = 0; i < 5; ++i) label += letters[digest.bytes[i] % letters.size()];
    return label;
}

std::string conflictSummary(const ConflictFacts& conflict) {
    return conflict.a.subject + " (" + conflict.a.predicate + "): \"" + valueOf(conflict.a) + "\" (" +
           placeOf(conflict.a) + ") against \"" + valueOf(conflict.b) + "\" (" + placeOf(conflict.b) + ")";
}

std::string decisionSentence(const ConflictFacts& conflict) {
    const std::string note = conflict.text.empty() ? "" : "; note: " + conflict.text;
    const std::string by = conflict.by == Decider::Person ? "a person" : "a policy the person allowed";
    const auto said = [](const Claim& claim) {
        return claim.sentence.empty() ? claim.subject + " is " + claim.value.text : claim.sentence;
    };
    switch (conflict.decision) {
        case Decision::TakeA:
            return said(conflict.a) + " (decided by " + by + ", against: " + said(conflict.b) + note + ")";
        case Decision::TakeB:
            return said(conflict.b) + " (decided by " + by + ", against: " + said(conflict.a) + note + ")";
        case Decision::Neither:
            return "Neither holds, to be checked: " + said(conflict.a) + "; " + said(conflict.b) + " (decided by " +
                   by + note + ")";
        case Decision::NotAConflict:
            return "Both hold: " + said(conflict.a) + "; " + said(conflict.b) + " (decided by " + by + note + ")";
        case Decision::OwnText:
            return conflict.text + " (written by " + by + ", instead of: " + said(conflict.a) + "; " +
                   said(conflict.b) + ")";
    }
    return {};
}

providers::Settlement settlementOf(const ConflictFacts& conflict, const std::string& label) {
    providers::Settlement settlement;
    settlement.conflict = label;
    settlement.text = decisionSentence(conflict);
    settlement.sides = {conflict.a, conflict.b};
    settlement.rejectsBoth = conflict.decision == Decision::Neither || conflict.decision == Decision::OwnText;
    if (conflict.decision == Decision::TakeA) {
        settlement.kept = conflict.a;
        settlement.dropped = conflict.b;
    }
    if (conflict.decision == Decision::TakeB) {
        settlement.kept = conflict.b;
        settlement.dropped = conflict.a;
    }
    return settlement;
}

bool concerns(const ConflictFacts& conflict, TaskNo task, const TaskSpec& spec) {
    if (conflict.taskA == task || conflict.taskB == task) return true;
    for (const auto* claim : {&conflict.a, &conflict.b})
        for (const auto& evidence : claim->evidence)
            for (const auto& path : spec.scope)
                if (evidence.path == path || (path.ends_with('/') && evidence.path.starts_with(path))) return true;
    return false;
}

std::vector<FoundCitation> citationsIn(std::string_view text, const MemoryIndex& index) {
    std::vector<FoundCitation> found;
    const auto files = index.files();
    if (!files) return found;
    const auto linesOf = [&](std::string_view path) -> std::uint32_t {
        const auto at = std::lower_bound(files->begin(), files->end(), path,
                                         [](const SourceFile& file, std::string_view p) { return file.path < p; });
        return at != files->end() && at->path == path ? at->lines : 0;
    };
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        std::size_t begin = colon;
        while (begin > 0 && isPathChar(text[begin - 1])) --begin;
        std::uint32_t first = 0, last = 0;
        const auto* end = text.data() + text.size();
        const auto [afterFirst, error] = std::from_chars(text.data() + colon + 1, end, first);
        if (begin == colon || error != std::errc{} || first == 0) continue;
        last = first;
        if (afterFirst < end && *afterFirst == '-') {
            std::uint32_t value = 0;
            if (std::from_chars(afterFirst + 1, end, value).ec == std::errc{} && value >= first) last = value;
        }
        const std::string path(text.substr(begin, colon - begin));
        if (last > linesOf(path)) continue;
        const FoundCitation citation{path, {first, last}};
        if (std::none_of(found.begin(), found.end(),
                         [&](const auto& c) { return c.path == citation.path && c.lines == citation.lines; }))
            found.push_back(citation);
    }
    return found;
}

Json documentOf(const TaskSpec& task, const std::string& output, const MemoryIndex& index) {
    if (auto json = parseJson(output); json && json->is_object() && deliverable::documentFromJson(*json))
        return std::move(*json);
    deliverable::Document document;
    document.kind = "digest";
    document.title = deliverable::escapeMarkdown(task.title);
    document.paths = task.scope;
    std::sort(document.paths.begin(), document.paths.end());
    deliverable::Section section;
    section.title = document.title;
    std::string uncited;
    for (const auto& paragraph : paragraphsOf(output)) {
        deliverable::Statement statement;
        for (const auto& citation : citationsIn(paragraph, index))
            statement.cites.push_back({citation.path, citation.lines});
        if (statement.cites.empty()) {
            uncited += paragraph + "\n\n";
            continue;
        }
        statement.text = deliverable::escapeMarkdown(paragraph);
        section.statements.push_back(std::move(statement));
    }
    // Words without a citation are kept apart, verbatim, so that nobody takes them for a statement about the sources.
    if (section.statements.empty() && !uncited.empty())
        section.listings.push_back({task.output.type == "json" ? "json" : "text", elide(trim(uncited), 60'000), {}});
    document.sections.push_back(std::move(section));
    return deliverable::toJson(document);
}

}  // namespace skein::runtime
