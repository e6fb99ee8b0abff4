#include "core/runtime/text_output.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/providers/offline/support.h"

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

/// A citation and where it stands: [begin, end), its lines from `colon` on.
struct PlacedCitation {
    deliverable::Cite citation;
    std::size_t begin = 0, colon = 0, end = 0;
};

/// Every "path:12" and "path:12-15" whose file the memory holds with so many lines, in order.
std::vector<PlacedCitation> placedCitations(std::string_view text, const MemoryIndex& index) {
    std::vector<PlacedCitation> found;
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
        const auto* stop = text.data() + text.size();
        auto [end, error] = std::from_chars(text.data() + colon + 1, stop, first);
        if (begin == colon || error != std::errc{} || first == 0) continue;
        last = first;
        if (end < stop && *end == '-') {
            std::uint32_t value = 0;
            const auto [afterLast, wrong] = std::from_chars(end + 1, stop, value);
            if (wrong == std::errc{} && value >= first) {
                last = value;
                end = afterLast;
            }
        }
        std::string path(text.substr(begin, colon - begin));
        if (last > linesOf(path)) continue;
        found.push_back({{std::move(path), {first, last}}, begin, colon, static_cast<std::size_t>(end - text.data())});
    }
    return found;
}

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
    if (conflict.decision == Decision::OwnText) settlement.own = conflict.text;
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

std::vector<deliverable::Cite> citationsIn(std::string_view text, const MemoryIndex& index) {
    std::vector<deliverable::Cite> found;
    for (auto& placed : placedCitations(text, index))
        if (std::none_of(found.begin(), found.end(), [&](const auto& c) { return c == placed.citation; }))
            found.push_back(std::move(placed.citation));
    return found;
}

// A citation speaks for its sentence and for those before it that have none; behind a full stop, for what it follows.
std::vector<CitedText> citedTexts(std::string_view paragraph, const MemoryIndex& index) {
    constexpr std::string_view open = "([`", close = ")]`", stops = ".!?";
    const auto placed = placedCitations(paragraph, index);
    std::vector<CitedText> pieces;
    CitedText piece;
    std::size_t at = 0;  // what is not in a piece yet
    const auto finish = [&](std::size_t end) {
        piece.text += paragraph.substr(at, end - at);
        at = end;
        piece.text = std::string(trim(piece.text));
        if (piece.text.find_first_not_of(" .,;") != std::string::npos || !piece.cites.empty())
            pieces.push_back(std::move(piece));
        piece = {};
    };
    for (std::size_t i = 0; i < placed.size(); ++i) {
        std::size_t begin = placed[i].begin, end = placed[i].end;
        bool bracketed = false;
        const auto takeBrackets = [&] {
            while (begin > at && end < paragraph.size() && open.find(paragraph[begin - 1]) != std::string_view::npos &&
                   close.find(paragraph[end]) != std::string_view::npos) {
                --begin, ++end;
                bracketed = true;
            }
        };
        takeBrackets();
        // The address of a link in Markdown: "[x.h:4](x.h#L4)".
        if (bracketed && end < paragraph.size() && paragraph[end] == '(') {
            const auto address = paragraph.find_first_of(" )", end);
            if (address != std::string_view::npos && paragraph[address] == ')') end = address + 1;
            takeBrackets();
        }
        // In the words of a sentence the file stays and its line goes; a note in brackets goes whole.
        const auto said = paragraph.substr(at, bracketed ? begin - at : placed[i].colon - at);
        piece.text += said;
        const bool stopFollows =
            end == paragraph.size() || std::string_view(".,;:!?").find(paragraph[end]) != std::string_view::npos;
        if (bracketed && stopFollows) piece.text.erase(piece.text.find_last_not_of(' ') + 1);
        at = end;
        if (std::none_of(piece.cites.begin(), piece.cites.end(),
                         [&](const auto& c) { return c == placed[i].citation; }))
            piece.cites.push_back(placed[i].citation);
        const auto before = trim(piece.text);
        const bool behindStop = bracketed && !before.empty() && stops.find(before.back()) != std::string_view::npos;
        std::size_t sentenceEnd = end;
        if (!behindStop)
            while (sentenceEnd < paragraph.size() &&
                   !(stops.find(paragraph[sentenceEnd]) != std::string_view::npos &&
                     (sentenceEnd + 1 == paragraph.size() || paragraph[sentenceEnd + 1] == ' ')))
                ++sentenceEnd;
        if (sentenceEnd < paragraph.size() && stops.find(paragraph[sentenceEnd]) != std::string_view::npos)
            ++sentenceEnd;
        // Further citations of the same words, side by side or in the rest of the sentence, belong to it.
        const bool more =
            i + 1 < placed.size() &&
            (placed[i + 1].begin < sentenceEnd ||
             paragraph.substr(end, placed[i + 1].begin - end).find_first_not_of(" ,;()[]`") == std::string_view::npos);
        if (!more) finish(sentenceEnd);
    }
    if (!trim(paragraph.substr(at)).empty() || !piece.cites.empty()) finish(paragraph.size());
    return pieces;
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
    // Words without a citation are kept apart, verbatim, and so is what the cited lines do not bear out: nobody is to
    // take them for statements about the sources, nor to miss them.
    std::string uncited, unsupported;
    providers::Support support(index);
    for (const auto& paragraph : paragraphsOf(output)) {
        const bool item = paragraph.starts_with("- ") || paragraph.starts_with("* ");
        for (auto& said : citedTexts(item ? std::string_view(paragraph).substr(2) : paragraph, index)) {
            if (said.cites.empty()) {
                uncited += said.text + "\n\n";
                continue;
            }
            if (const auto missing = support.missing(deliverable::escapeMarkdown(said.text), said.cites);
                !missing.empty()) {
                const auto& cite = said.cites.front();
                unsupported += fmt::format("{} ({}:{}; there is no {})\n\n", said.text, cite.path, cite.lines.first,
                                           elide(missing, 80));
                continue;
            }
            section.statements.push_back({deliverable::escapeMarkdown(said.text), std::move(said.cites), {}, {}});
        }
    }
    if (section.statements.empty() && !uncited.empty())
        section.listings.push_back({task.output.type == "json" ? "json" : "text", elide(trim(uncited), 60'000), {}});
    if (!unsupported.empty())
        section.listings.push_back(
            {"text", elide(trim(unsupported), 60'000), {}, "Said by an agent, not borne out by the lines it cites"});
    document.sections.push_back(std::move(section));
    return deliverable::toJson(document);
}

}  // namespace skein::runtime
