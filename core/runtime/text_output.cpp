#include "core/runtime/text_output.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/coherence/sentence.h"
#include "core/coherence/values.h"
#include "core/deliverable/document.h"
#include "core/deliverable/markdown_tree.h"
#include "core/providers/offline/support.h"

namespace skein::runtime {
namespace {

std::string placeOf(const Claim& claim) {
    if (claim.evidence.empty()) return claim.basis;
    const auto& evidence = claim.evidence.front();
    if (evidence.path.empty()) return claim.basis;
    return claim.basis + ", " + evidence.path + ":" + std::to_string(evidence.lines.first);
}

bool isPathChar(char c) { return isIdentifierChar(c) || c == '.' || c == '/' || c == '-' || c == '+'; }

/// Citations and where they stand: [begin, end), the first one's lines from `colon` on. In brackets several can stand
/// together, and the place is that of the brackets.
struct PlacedCitation {
    std::vector<deliverable::Cite> cites;
    std::size_t begin = 0, colon = 0, end = 0;
    bool known = false;  ///< a file of the memory with so many lines
    bool bracketed = false;
};

std::string_view rest(std::string_view text, std::size_t at) { return text.substr(std::min(at, text.size())); }

bool holdsChar(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

/// "12", "12-15", "12–15" at `at`, which is set behind it.
std::optional<LineRange> linesAt(std::string_view text, std::size_t& at) {
    const auto number = [&](std::size_t from, std::uint32_t& value) {
        const auto digits = rest(text, from);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} ? from + static_cast<std::size_t>(end - digits.data()) : std::string_view::npos;
    };
    LineRange lines{0, 0};
    auto end = number(at, lines.first);
    if (end == std::string_view::npos || lines.first == 0) return std::nullopt;
    lines.last = lines.first;
    for (const std::string_view dash : {"-", "–"}) {
        std::uint32_t value = 0;
        if (!rest(text, end).starts_with(dash)) continue;
        const auto afterLast = number(end + dash.size(), value);
        if (afterLast == std::string_view::npos || value < lines.first) continue;
        lines.last = value;
        end = afterLast;
    }
    at = end;
    return lines;
}

/// Takes the brackets around [begin, end) into it, and the address of a link in Markdown: "[x.h:4](x.h#L4)".
void takeBrackets(std::string_view text, std::size_t from, PlacedCitation& placed) {
    constexpr std::string_view open = "([`", close = ")]`";
    const auto take = [&] {
        while (placed.begin > from && placed.end < text.size()) {
            const auto kind = open.find(text[placed.begin - 1]);
            if (kind == std::string_view::npos || close[kind] != text[placed.end]) break;
            --placed.begin, ++placed.end;
            placed.bracketed = true;
        }
    };
    take();
    if (!placed.bracketed || !rest(text, placed.end).starts_with('(')) return;
    const auto address = text.find_first_of(" )", placed.end);
    if (address == std::string_view::npos || text[address] != ')') return;
    placed.end = address + 1;
    take();
}

/// Every "path:12" and "path:12-15" in order; in brackets also "path:12, 15" and several of them. `known` ones name a
/// file that the memory holds with so many lines; of others those that look like a file, `withUnknown` only.
std::vector<PlacedCitation> placedCitations(std::string_view text, const MemoryIndex& index, bool withUnknown = false) {
    std::vector<PlacedCitation> found;
    std::optional<std::vector<SourceFile>> files;  // asked for by the first that looks like a citation: memory is large
    const auto linesOf = [&](std::string_view path) -> std::uint32_t {
        const auto at = std::lower_bound(files->begin(), files->end(), path,
                                         [](const SourceFile& file, std::string_view p) { return file.path < p; });
        return at != files->end() && at->path == path ? at->lines : 0;
    };
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        PlacedCitation placed;
        placed.begin = placed.colon = colon;
        while (placed.begin > 0 && isPathChar(text[placed.begin - 1])) --placed.begin;
        placed.end = colon + 1;
        const std::string path(text.substr(placed.begin, colon - placed.begin));
        const auto lines = linesAt(text, placed.end);
        if (path.empty() || !lines) continue;
        if (!files) {
            auto all = index.files();
            if (!all) return found;
            files = std::move(*all);
        }
        const auto count = linesOf(path);
        placed.known = lines->last <= count;
        if (!placed.known && (!withUnknown || path.find_first_of("./") == std::string::npos)) continue;
        placed.cites.push_back({path, *lines});
        const std::size_t from = found.empty() ? 0 : found.back().end;
        const bool inBrackets = placed.begin > from && holdsChar("([", text[placed.begin - 1]);
        auto end = placed.end;
        while (inBrackets && end < text.size() && text[end] == ',') {
            end = std::min(text.find_first_not_of(' ', end + 1), text.size());
            const auto more = linesAt(text, end);
            if (!more || more->last > count || end == text.size() || !holdsChar(",;)]", text[end])) break;
            placed.cites.push_back({path, *more});
            placed.end = end;
        }
        found.push_back(std::move(placed));
    }
    // Those that share a pair of brackets are one.
    std::vector<PlacedCitation> joined;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::size_t from = joined.empty() ? 0 : joined.back().end;
        PlacedCitation whole = found[i];
        std::size_t last = i;
        while (last + 1 < found.size() && found[last + 1].known == whole.known &&
               text.substr(found[last].end, found[last + 1].begin - found[last].end).find_first_not_of(" ,;`") ==
                   std::string_view::npos) {
            ++last;
            whole.cites.insert(whole.cites.end(), found[last].cites.begin(), found[last].cites.end());
            whole.end = found[last].end;
        }
        if (last > i && rest(text, whole.end).starts_with('`') && whole.begin > from && text[whole.begin - 1] == '`')
            --whole.begin, ++whole.end;  // "(`x.h:4`, `y.h:5`)"
        takeBrackets(text, from, whole);
        if (last > i && whole.bracketed) {
            joined.push_back(std::move(whole));
            i = last;
            continue;
        }
        takeBrackets(text, from, found[i]);
        joined.push_back(std::move(found[i]));
    }
    return joined;
}

/// A claim in words.
std::string said(const Claim& claim) {
    return claim.sentence.empty() ? claim.subject + " is " + claim.value.text : claim.sentence;
}

std::string withoutStop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// Whether there are words in Markdown inline text: signs, dashes and arrows are none.
bool hasWords(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (isIdentifierChar(c) && c != '_') || (byte >= 0xc3 && byte != 0xe2);
    });
}

void addCites(std::vector<deliverable::Cite>& cites, const std::vector<deliverable::Cite>& more) {
    for (const auto& cite : more)
        if (std::find(cites.begin(), cites.end(), cite) == cites.end()) cites.push_back(cite);
}

}  // namespace

std::string conflictLabel(const Claim& a, const Claim& b) {
    // Letters only, and no vowels: a label is neither a number of the document nor a word.
    constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz";
    const auto digest = sha256(contestedPair(a, b));
    std::string label = "c-";
    for (std::size_t i = 0; i < 5; ++i) label += letters[digest.bytes[i] % letters.size()];
    return label;
}

std::string conflictSummary(const ConflictFacts& conflict, const std::string& makerA, const std::string& makerB) {
    const auto side = [](const Claim& claim, const std::string& maker) {
        const bool answered = claim.evidence.empty() || claim.evidence.front().path.empty();
        return "\"" + coherence::describeValue(claim) + "\" (" +
               (answered && !maker.empty() ? "the answer of " + elide(maker, 80) : placeOf(claim)) + ")";
    };
    return conflict.a.subject + " (" + conflict.a.predicate + "): " + side(conflict.a, makerA) + " against " +
           side(conflict.b, makerB);
}

std::string decisionSentence(const ConflictFacts& conflict) {
    const std::string note = conflict.text.empty() ? "" : "; note: " + conflict.text;
    const std::string by = conflict.by == Decider::Person && conflict.policy.empty() ? "a person"
                           : conflict.by == Decider::Person ? "the policy " + conflict.policy + ", applied by a person"
                           : conflict.policy.empty()        ? "a policy the person allowed"
                                                     : "the policy " + conflict.policy + " that a person allowed";
    if (conflict.refined) {
        const bool drops = dropsA(conflict.decision) != dropsB(conflict.decision);
        return "The goal says now: " + withoutStop(conflict.text) + " (refined by " + by + ", " +
               (drops ? "against: " + said(dropsA(conflict.decision) ? conflict.a : conflict.b)
                      : "because of: " + said(conflict.a) + "; " + said(conflict.b)) +
               ")";
    }
    switch (conflict.decision) {
        case Decision::TakeA:
            return said(conflict.a) + " (decided by " + by + ", against: " + said(conflict.b) + note + ")";
        case Decision::TakeB:
            return said(conflict.b) + " (decided by " + by + ", against: " + said(conflict.a) + note + ")";
        case Decision::Neither:
            return "Neither holds, to be checked: " + said(conflict.a) + "; " + said(conflict.b) + " (decided by " +
                   by + note + ")";
        case Decision::NotAConflict: {
            // Where both are called alike, their types tell them apart.
            const auto full = [&](const Claim& claim) {
                const bool alike = said(conflict.a) == said(conflict.b) && claim.value.unit != "";
                return said(claim) + (alike ? " [" + claim.value.unit + "]" : "");
            };
            return "Both hold: " + full(conflict.a) + "; " + full(conflict.b) + " (decided by " + by + note + ")";
        }
        case Decision::OwnText:
            return conflict.text + " (written by " + by + ", instead of: " + said(conflict.a) + "; " +
                   said(conflict.b) + ")";
        case Decision::Combine:
            return conflict.text + " (combined by " + by + " from: " + said(conflict.a) + "; " + said(conflict.b) + ")";
        case Decision::BothTrue:
            return withoutStop(said(conflict.a)) + " " + placeOfSide(conflict.terms, 'a') + "; " +
                   withoutStop(said(conflict.b)) + " " + placeOfSide(conflict.terms, 'b') + " (decided by " + by +
                   note + ")";
        case Decision::Refine: break;  // told above
        case Decision::Regenerate:
            return "Answered again by the later agent, as " + by + " wished: " + said(conflict.a) + "; " +
                   said(conflict.b);
    }
    return {};
}

std::string placeOfSide(const Json& terms, char side) {
    const auto word = [&](const char* key) {
        const auto found = terms.is_object() ? terms.find(key) : terms.end();
        return terms.is_object() && found != terms.end() && found->is_string() ? found->get<std::string>()
                                                                               : std::string();
    };
    if (const auto scope = word(side == 'a' ? "a_scope" : "b_scope"); !scope.empty()) return "in " + scope;
    if (const auto until = word("a_until"); side == 'a' && !until.empty()) return "until " + until;
    if (const auto from = word("b_from"); side == 'b' && !from.empty()) return "from " + from;
    return "elsewhere";
}

std::string correctionFor(const ConflictFacts& conflict, TaskNo task) {
    const bool isB = conflict.taskB == task;
    const auto &own = isB ? conflict.b : conflict.a, &other = isB ? conflict.a : conflict.b;
    return "your last result says: " + said(own) + ". That contradicts what another task found: " + said(other) + " (" +
           placeOf(other) + "). " + conflict.reason + ". Look again at what both rest on, and answer anew.";
}

std::string correctionFor(const ConflictFacts& decided, const Claim& stated) {
    return "your last result says: " + said(stated) + ". That was decided otherwise: " + decisionSentence(decided) +
           ". Answer again in line with this decision.";
}

providers::Settlement settlementOf(const ConflictFacts& conflict, const std::string& label) {
    providers::Settlement settlement;
    settlement.conflict = label;
    settlement.text = decisionSentence(conflict);
    settlement.sides = {conflict.a, conflict.b};
    settlement.rejectsBoth = dropsA(conflict.decision) && dropsB(conflict.decision);
    settlement.asksAgain = asksAgain(conflict.decision);
    if (conflict.decision == Decision::OwnText || conflict.decision == Decision::Combine)
        settlement.own = conflict.text;
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

// A citation speaks for its sentence and for those before it that have none; behind a full stop, for what it follows.
std::vector<CitedText> citedTexts(std::string_view paragraph, const MemoryIndex& index) {
    constexpr std::string_view stops = ".!?";
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
        const auto& [cites, begin, colon, end, known, bracketed] = placed[i];
        // In the words of a sentence the file stays and its line goes; a note in brackets goes whole.
        piece.text += paragraph.substr(at, bracketed ? begin - at : colon - at);
        const bool stopFollows = end == paragraph.size() || holdsChar(".,;:!?", paragraph[end]);
        if (bracketed && stopFollows) piece.text.erase(piece.text.find_last_not_of(' ') + 1);
        at = end;
        addCites(piece.cites, cites);
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

std::string withoutCitations(std::string_view text, const MemoryIndex& index) {
    std::string out;
    std::size_t at = 0;
    for (const auto& placed : placedCitations(text, index, true)) {
        if (!placed.known && !placed.bracketed) continue;
        out += text.substr(at, placed.begin - at);
        const auto before = out.find_last_not_of(" \t"), after = text.find_first_not_of(" \t", placed.end);
        // Between two words the file is one of them: "As x.h:4 says".
        const bool inWords = !placed.bracketed && before != std::string::npos && after != std::string_view::npos &&
                             isIdentifierChar(out[before]) && isIdentifierChar(text[after]);
        if (inWords) out += text.substr(placed.begin, placed.colon - placed.begin);
        else if (after == std::string_view::npos || holdsChar(".,;:!?\n", text[after])) out.resize(before + 1);
        at = placed.end;
    }
    out += text.substr(at);
    return out;
}

Result<Answer> readAnswer(std::string_view output, const MemoryIndex& index) {
    using Kind = deliverable::MarkdownPiece::Kind;
    SKEIN_TRY(const auto pieces, deliverable::piecesOf(toValidUtf8(output)));
    Answer answer;
    bool nothingBefore = true;
    for (const auto& piece : pieces) {
        if (piece.kind == Kind::Code) {
            nothingBefore = true;
            if (hasWords(piece.text)) answer.code.push_back({piece.language, elide(piece.text, 60'000), {}});
            continue;
        }
        std::vector<CitedText> parts;
        if (piece.kind == Kind::Row) {
            CitedText row;
            for (const auto& placed : placedCitations(piece.text, index)) addCites(row.cites, placed.cites);
            std::size_t cells = 0;
            for (const auto& cell : coherence::tableCells(withoutCitations(piece.text, index)))
                if (hasWords(cell)) row.text += (cells == 0 ? "" : cells == 1 ? ": " : "; ") + cell, ++cells;
            parts.push_back(std::move(row));
        } else {
            parts = citedTexts(piece.text, index);
        }
        for (auto& part : parts) {
            auto text = deliverable::inlineProse(part.text);
            const bool onlyPath = std::any_of(part.cites.begin(), part.cites.end(), [&](const auto& cite) {
                return trim(part.text) == cite.path || text == deliverable::escapeMarkdown(cite.path);
            });
            if (onlyPath || !hasWords(text)) {
                if (!nothingBefore) addCites(answer.said.back().cites, part.cites);
                continue;
            }
            if (piece.kind == Kind::LeadIn && part.cites.empty()) continue;
            answer.said.push_back({std::move(part.text), std::move(text), std::move(part.cites)});
            nothingBefore = false;
        }
    }
    return answer;
}

std::string_view withoutFence(std::string_view answer) {
    constexpr std::string_view fence = "```";
    const auto text = trim(answer);
    const auto firstEnd = text.find('\n');
    const auto lastBegin = text.rfind('\n');
    if (!text.starts_with(fence) || firstEnd == std::string_view::npos) return answer;
    const auto language = trim(text.substr(fence.size(), firstEnd - fence.size()));
    if ((!language.empty() && toLowerAscii(language) != "json") || firstEnd == lastBegin ||
        trim(text.substr(lastBegin)) != fence)
        return answer;
    // No line of JSON begins with a backtick: one that does opens or closes a second fence.
    for (auto at = firstEnd; at < lastBegin; at = text.find('\n', at + 1)) {
        const auto line = trim(text.substr(at, text.find('\n', at + 1) - at));
        if (line.starts_with('`')) return answer;
    }
    return text.substr(firstEnd + 1, lastBegin - firstEnd - 1);
}

std::string_view readOutput(const TaskSpec& task, std::string_view output) {
    return task.output.type == "json" ? withoutFence(output) : output;
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
    std::string unsupported;
    providers::Support support(index);
    auto answer = readAnswer(output, index).value_or(Answer{});
    bool uncited = answer.said.empty();
    for (auto& said : answer.said) {
        uncited = uncited || said.cites.empty();
        if (said.cites.empty()) continue;
        if (const auto missing = support.missingOfStatement(said.text, said.cites); !missing.empty()) {
            const auto& cite = said.cites.front();
            unsupported += fmt::format("{} ({}:{}; there is no {})\n\n", said.written, cite.path, cite.lines.first,
                                       elide(missing, 80));
            continue;
        }
        section.statements.push_back({std::move(said.text), std::move(said.cites), {}, {}});
    }
    if (section.statements.empty() && uncited) {
        section.listings.push_back(
            {task.output.type == "json" ? "json" : "text", elide(trim(toValidUtf8(output)), 60'000), {}});
    } else {
        section.listings = std::move(answer.code);
        for (auto& listing : section.listings) listing.caption = "Code that an agent wrote";
    }
    if (!unsupported.empty())
        section.listings.push_back(
            {"text", elide(trim(unsupported), 60'000), {}, "Said by an agent, not borne out by the lines it cites"});
    document.sections.push_back(std::move(section));
    return deliverable::toJson(document);
}

}  // namespace skein::runtime
