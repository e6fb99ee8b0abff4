#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::Dispute;
using deliverable::Section;
using deliverable::Standing;
using deliverable::Statement;

namespace {

// A citation of a whole file or long comment touches a claim somewhere in it only by accident.
constexpr std::uint32_t maxTouchedLines = 40;
// Both sides are spelled out beside the first statements that touch a conflict; more would say the same again.
constexpr std::size_t maxSpelledOut = 2;
constexpr std::size_t maxClauseBytes = 300;  // of a decision, beside each statement that it rejects

std::vector<Cite> citesOf(const Claim& claim) {
    std::vector<Cite> cites;
    for (const Evidence& evidence : claim.evidence)
        if (!evidence.path.empty()) cites.push_back({evidence.path, evidence.lines});
    return cites;
}

std::string wordsOf(const Evidence& evidence) {
    std::string quote;  // several lines of a table or a type, in one
    for (const auto line : splitLines(evidence.quote)) quote.append(quote.empty() ? "" : " ").append(trim(line));
    return deliverable::codeSpan(elide(quote, 300));
}

/// What a claim says, in the words of its evidence, which are on the cited lines.
std::string wordsOfClaim(const Claim& claim) {
    for (const Evidence& evidence : claim.evidence)
        if (!evidence.path.empty() && !evidence.quote.empty()) return wordsOf(evidence);
    return deliverable::escapeMarkdown(claim.sentence);
}

bool pointsAt(const std::vector<Cite>& cites, const Evidence& evidence) {
    return std::any_of(cites.begin(), cites.end(), [&](const Cite& cite) {
        return cite.lines.last - cite.lines.first <= maxTouchedLines && evidence.path == cite.path &&
               evidence.lines.first <= cite.lines.last && cite.lines.first <= evidence.lines.last;
    });
}

bool standsIn(const std::string& path, const Claim& claim) {
    return std::any_of(claim.evidence.begin(), claim.evidence.end(),
                       [&](const Evidence& evidence) { return evidence.path == path; });
}

/// Words and numbers with a space before and behind each, so that one key can be looked for in another.
std::string keyOf(std::string_view text) {
    // A quote that was cut ends within a word.
    if (text.ends_with("…")) text = text.substr(0, text.find_last_of(' '));
    return ' ' + deliverable::sentenceKey(text) + ' ';
}

bool isNumeral(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The names in humps, as kMaxRetries, that stand in a quote, as keyOf writes them.
std::set<std::string, std::less<>> humpedNames(std::string_view text) {
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        bool humped = false;
        for (; end < text.size() && isIdentifierChar(text[end]); ++end)
            humped = humped ||
                     (end > i && text[end] >= 'A' && text[end] <= 'Z' && text[end - 1] >= 'a' && text[end - 1] <= 'z');
        if (humped) names.insert(std::string(trim(keyOf(text.substr(i, end - i)))));
        i = std::max(end, i + 1);
    }
    return names;
}

/// In other words: a name of code that the quote has, or the claim's own, and its value.
bool paraphrases(const std::string& said, const Claim& claim, const std::string& quote, std::string_view written) {
    using Type = ClaimValue::Type;
    if (claim.value.type == Type::Signature || claim.value.type == Type::Set) return false;
    const auto holds = [&](std::string_view word) { return said.find(' ' + std::string(word) + ' ') != said.npos; };
    const std::string subject = keyOf(claim.subject.substr(claim.subject.rfind('.') + 1));
    const auto own = trim(subject);
    const auto humped = humpedNames(written);
    bool named = false, numeral = false;
    for (const auto word : split(trim(quote), ' ')) {
        named = named || ((word.find('_') != word.npos || word == own || humped.contains(word)) && holds(word));
        if (!isNumeral(word)) continue;
        if (!holds(word)) return false;
        numeral = true;
    }
    return named && (numeral || said.find(keyOf(claim.value.text)) != said.npos);
}

/// The place of a claim whose words a text says; nothing where it merely rests on the same lines.
const Evidence* says(const std::string& text, const std::vector<Cite>& cites, const Claim& claim) {
    std::string said;
    for (const Evidence& evidence : claim.evidence) {
        if (!pointsAt(cites, evidence)) continue;
        if (said.empty()) said = keyOf(deliverable::plainText(text));
        const std::string quote = keyOf(evidence.quote);
        if (trim(quote).empty()) continue;
        if (said.find(quote) != said.npos || paraphrases(said, claim, quote, evidence.quote)) return &evidence;
    }
    return nullptr;
}

const Evidence* says(const Statement& statement, const Claim& claim) {
    return says(statement.text, statement.cites, claim);
}

void addCite(Statement& statement, const Evidence& evidence) {
    const Cite cite{evidence.path, evidence.lines};
    if (std::find(statement.cites.begin(), statement.cites.end(), cite) == statement.cites.end())
        statement.cites.push_back(cite);
}

void addCites(Statement& statement, const Claim& claim) {
    for (const Evidence& evidence : claim.evidence)
        if (!evidence.path.empty()) addCite(statement, evidence);
}

Statement side(const Claim& claim) { return {wordsOfClaim(claim), citesOf(claim), Standing::Plain, {}}; }

/// Both sides of a dispute. What only an answer said has no line in the sources: it is told in words of its own.
void tellSides(const std::vector<const Claim*>& claims, Dispute& dispute) {
    std::string said;
    for (const Claim* claim : claims) {
        if (auto told = side(*claim); !told.cites.empty()) dispute.sides.push_back(std::move(told));
        else if (!claim->sentence.empty()) said += (said.empty() ? "" : "; ") + elide(claim->sentence, 300);
    }
    if (said.empty()) return;
    if (!dispute.reason.empty()) dispute.reason += ". ";
    dispute.reason +=
        deliverable::escapeMarkdown((dispute.sides.empty() ? "Answers say: " : "An answer says: ") + said);
}

template <class Visit>
void eachStatement(Section& section, Visit visit) {
    for (Statement& statement : section.statements) visit(statement);
    for (Section& inner : section.sections) eachStatement(inner, visit);
}

std::vector<const Claim*> rejectedBy(const Settlement& settlement) {
    std::vector<const Claim*> rejected;
    if (settlement.dropped) rejected.push_back(&*settlement.dropped);
    if (settlement.rejectsBoth)
        for (const Claim& claim : settlement.sides) rejected.push_back(&claim);
    return rejected;
}

/// What a person wrote, as one clause: its first sentence in whole words. All of it stands with the contradiction.
std::string clauseOf(const std::string& own) {
    const auto sentences = deliverable::splitSentences(own);
    if (sentences.empty()) return {};
    std::string_view first = sentences.front();
    bool cut = sentences.size() > 1;
    if (first.size() > maxClauseBytes) {
        first = first.substr(0, first.find_last_of(" \t\n", maxClauseBytes));
        cut = true;
    }
    if (first.ends_with('.')) first.remove_suffix(1);
    return deliverable::escapeMarkdown(first) + (cut ? " …" : "");
}

std::string holdsInstead(const Settlement& settlement) {
    if (settlement.kept) return "what holds: " + wordsOfClaim(*settlement.kept);
    if (const auto own = clauseOf(settlement.own); !own.empty()) return "what holds: " + own;
    return "neither side holds, the decision stands under " + deliverable::escapeMarkdown(settlement.conflict);
}

/// What was decided stands with the contradiction, in the words of who decided; here, what follows from it: a rejected
/// statement always says so and what holds instead, one that holds is spelled out where it is first met.
void settle(Statement& statement, const Settlement& settlement, std::map<std::string, std::size_t>& touched) {
    const std::vector<const Claim*> rejected = rejectedBy(settlement);
    std::vector<const Claim*> upheld;
    if (settlement.kept) upheld.push_back(&*settlement.kept);
    else if (rejected.empty())
        for (const Claim& claim : settlement.sides) upheld.push_back(&claim);
    const auto saidOf = [&](const std::vector<const Claim*>& claims) -> const Evidence* {
        for (const Claim* claim : claims)
            if (const Evidence* said = says(statement, *claim)) return said;
        return nullptr;
    };
    const Evidence *wrong = saidOf(rejected), *right = saidOf(upheld);
    if (wrong == nullptr && right == nullptr) return;
    const std::string label = deliverable::escapeMarkdown(settlement.conflict);
    const std::size_t met = ++touched[settlement.conflict];
    addCite(statement, wrong != nullptr ? *wrong : *right);
    if (wrong != nullptr) {
        if (statement.standing != Standing::Disputed) statement.standing = Standing::Rejected;
        if (settlement.kept) addCites(statement, *settlement.kept);
        statement.notes.push_back(
            fmt::format("Rejected by decision {}: {}; {}", label, wordsOf(*wrong), holdsInstead(settlement)));
        return;
    }
    if (statement.standing == Standing::Plain) statement.standing = Standing::Settled;
    if (met > maxSpelledOut) return;
    if (settlement.asksAgain) {
        statement.notes.push_back(fmt::format("{}: {}. {}", label, wordsOf(*right),
                                              deliverable::escapeMarkdown(elide(settlement.text, 400))));
        return;
    }
    statement.notes.push_back(fmt::format("{}: {} {}", label, wordsOf(*right),
                                          settlement.kept ? "holds" : "holds, and so does the other side"));
}

/// What a row of a table is told when it states this claim.
struct RowMark {
    const Claim* claim;
    std::string words;       ///< "Rejected by decision c-kwzrt"
    std::string rest;        ///< what follows in a table: what holds
    std::string restOfCode;  ///< what follows beside a symbol
    std::vector<Cite> more;  ///< where the rest stands
};

std::vector<RowMark> rowMarks(const OfflineRequest& request) {
    std::vector<RowMark> marks;
    for (const Settlement& settlement : request.settlements)
        for (const Claim* claim : rejectedBy(settlement)) {
            const std::string holds = "; " + holdsInstead(settlement) + ".";
            marks.push_back({claim, "Rejected by decision " + deliverable::escapeMarkdown(settlement.conflict), holds,
                             settlement.kept ? ", which says what holds." : holds,
                             settlement.kept ? citesOf(*settlement.kept) : std::vector<Cite>()});
        }
    for (const OpenConflict& conflict : request.openConflicts)
        for (const Claim* claim : {&conflict.a, &conflict.b})
            marks.push_back({claim, "Disputed, see " + deliverable::escapeMarkdown(conflict.id), ".", ".", {}});
    return marks;
}

/// Rows of tables that state what a decision rejected, with what holds, or what is disputed. Only in the document
/// itself: a row has no place for marks that are made again.
void markRows(Section& section, const std::vector<RowMark>& marks, std::map<std::string, std::size_t>& marked) {
    // The same words in every row would say nothing of any of them: from the second on, a row names its file as well.
    const auto named = [&marked](const std::string& words, const std::string& name, const std::string& path) {
        const std::string full = words + " for " + name;
        return marked[full]++ == 0 ? full : full + " in " + deliverable::codeSpan(path);
    };
    const auto add = [](std::string& cell, const std::string& words) { cell += (cell.empty() ? "" : " ") + words; };
    for (const RowMark& mark : marks) {
        for (deliverable::Table& table : section.tables)
            for (deliverable::TableRow& row : table.rows) {
                if (!standsIn(row.cite.path, *mark.claim)) continue;
                std::string text;
                for (const std::string& cell : row.cells) text += cell + ' ';
                const Evidence* said = row.cells.empty() ? nullptr : says(text, {row.cite}, *mark.claim);
                if (said == nullptr) continue;
                // Behind the sentence that says it, with its words; code stays alone in its cell.
                const auto sentence =
                    std::find_if(row.cells.begin() + 1, row.cells.end(), [&](const std::string& cell) {
                        const bool code = cell.starts_with('`') && cell.ends_with('`');
                        return !code && says(cell, {row.cite}, *mark.claim) != nullptr;
                    });
                if (sentence == row.cells.end())
                    add(row.cells.back(), named(mark.words, row.cells.front(), row.cite.path) + mark.rest);
                else add(*sentence, mark.words + ": " + wordsOf(*said) + mark.rest);
                row.more.push_back({said->path, said->lines});
                row.more.insert(row.more.end(), mark.more.begin(), mark.more.end());
                std::erase(row.more, row.cite);
            }
        for (deliverable::SymbolTable& table : section.symbols) {
            if (!standsIn(table.path, *mark.claim)) continue;
            for (deliverable::SymbolRow& row : table.rows)
                if (says(row.name + ' ' + row.signature, {{table.path, row.lines}}, *mark.claim) != nullptr)
                    add(row.doc, named(mark.words, deliverable::codeSpan(row.name), table.path) + mark.restOfCode);
        }
    }
    for (Section& inner : section.sections) markRows(inner, marks, marked);
}

}  // namespace

void markDisputes(const OfflineRequest& request, deliverable::Document& document) {
    std::map<std::string, std::size_t> touched;
    const auto mark = [&](Statement& statement) {
        // Marks that an earlier task made are made again from what is known now.
        statement.standing = Standing::Plain;
        statement.notes.clear();
        for (const OpenConflict& conflict : request.openConflicts) {
            if (!says(statement, conflict.a) && !says(statement, conflict.b)) continue;
            statement.standing = Standing::Disputed;
            if (++touched[conflict.id] <= maxSpelledOut)
                statement.notes.push_back(fmt::format("{}: one side says {}, the other says {}",
                                                      deliverable::escapeMarkdown(conflict.id),
                                                      wordsOfClaim(conflict.a), wordsOfClaim(conflict.b)));
            addCites(statement, conflict.a);
            addCites(statement, conflict.b);
        }
        for (const Settlement& settlement : request.settlements) settle(statement, settlement, touched);
    };
    for (Section& section : document.sections) eachStatement(section, mark);

    const bool everything = document.kind == "assemble";
    std::map<std::string, std::size_t> marked;
    if (everything) {
        const auto marks = rowMarks(request);
        for (Section& section : document.sections) markRows(section, marks, marked);
    }
    std::map<std::string, Dispute> disputes;
    for (const OpenConflict& conflict : request.openConflicts) {
        if (!everything && !touched.contains(conflict.id)) continue;
        Dispute dispute{conflict.id, deliverable::escapeMarkdown(elide(conflict.reason, 600)), {}, ""};
        tellSides({&conflict.a, &conflict.b}, dispute);
        disputes.emplace(conflict.id, std::move(dispute));
    }
    for (const Settlement& settlement : request.settlements) {
        if (!everything && !touched.contains(settlement.conflict)) continue;
        Dispute dispute{settlement.conflict, "", {}, deliverable::escapeMarkdown(elide(settlement.text, 2000))};
        std::vector<const Claim*> sides;
        for (const Claim& claim : settlement.sides) sides.push_back(&claim);
        if (settlement.sides.empty() && settlement.kept) sides.push_back(&*settlement.kept);
        if (settlement.sides.empty() && settlement.dropped) sides.push_back(&*settlement.dropped);
        tellSides(sides, dispute);
        if (!dispute.decision.empty()) disputes.emplace(settlement.conflict, std::move(dispute));
    }
    for (auto& [id, dispute] : disputes) document.disputes.push_back(std::move(dispute));
}

}  // namespace skein::providers
