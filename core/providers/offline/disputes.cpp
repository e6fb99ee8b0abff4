#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
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

std::vector<Cite> citesOf(const Claim& claim) {
    std::vector<Cite> cites;
    for (const Evidence& evidence : claim.evidence)
        if (!evidence.path.empty()) cites.push_back({evidence.path, evidence.lines});
    return cites;
}

/// What a claim says, in the words of its evidence, which are on the cited lines.
std::string wordsOfClaim(const Claim& claim) {
    for (const Evidence& evidence : claim.evidence)
        if (!evidence.path.empty() && !evidence.quote.empty()) {
            std::string quote;  // several lines of a table or a type, in one
            for (const auto line : splitLines(evidence.quote))
                quote.append(quote.empty() ? "" : " ").append(trim(line));
            return deliverable::codeSpan(elide(quote, 300));
        }
    return deliverable::escapeMarkdown(claim.sentence);
}

bool touches(const Statement& statement, const Claim& claim) {
    for (const Cite& cite : statement.cites) {
        if (cite.lines.last - cite.lines.first > maxTouchedLines) continue;
        for (const Evidence& evidence : claim.evidence)
            if (evidence.path == cite.path && evidence.lines.first <= cite.lines.last &&
                cite.lines.first <= evidence.lines.last)
                return true;
    }
    return false;
}

void addCites(Statement& statement, const Claim& claim) {
    for (const Cite& cite : citesOf(claim))
        if (std::find(statement.cites.begin(), statement.cites.end(), cite) == statement.cites.end())
            statement.cites.push_back(cite);
}

Statement side(const Claim& claim) { return {wordsOfClaim(claim), citesOf(claim), Standing::Plain, {}}; }

/// Whether every side can be pointed at; a claim that only an output made has no line in the sources.
bool citable(const std::vector<Statement>& sides) {
    return !sides.empty() &&
           std::all_of(sides.begin(), sides.end(), [](const Statement& item) { return !item.cites.empty(); });
}

template <class Visit>
void eachStatement(Section& section, Visit visit) {
    for (Statement& statement : section.statements) visit(statement);
    for (Section& inner : section.sections) eachStatement(inner, visit);
}

}  // namespace

void markDisputes(const OfflineRequest& request, deliverable::Document& document) {
    std::map<std::string, std::size_t> touched;
    const auto mark = [&](Statement& statement) {
        // Marks that an earlier task made are made again from what is known now.
        statement.standing = Standing::Plain;
        statement.notes.clear();
        for (const OpenConflict& conflict : request.openConflicts) {
            if (!touches(statement, conflict.a) && !touches(statement, conflict.b)) continue;
            statement.standing = Standing::Disputed;
            if (++touched[conflict.id] <= maxSpelledOut)
                statement.notes.push_back(fmt::format("{}: one side says {}, the other says {}",
                                                      deliverable::escapeMarkdown(conflict.id),
                                                      wordsOfClaim(conflict.a), wordsOfClaim(conflict.b)));
            addCites(statement, conflict.a);
            addCites(statement, conflict.b);
        }
        for (const Settlement& settlement : request.settlements) {
            const bool kept = settlement.kept && touches(statement, *settlement.kept),
                       dropped = settlement.dropped && touches(statement, *settlement.dropped);
            const bool other = std::any_of(settlement.sides.begin(), settlement.sides.end(),
                                           [&](const Claim& claim) { return touches(statement, claim); });
            if (!kept && !dropped && !other) continue;
            if (statement.standing == Standing::Plain) statement.standing = Standing::Settled;
            // What was decided stands with the contradiction, in the words of who decided; here, what follows from it.
            if (settlement.kept && ++touched[settlement.conflict] <= maxSpelledOut)
                statement.notes.push_back(fmt::format("{}: {} holds", deliverable::escapeMarkdown(settlement.conflict),
                                                      wordsOfClaim(*settlement.kept)));
            else if (!settlement.kept && !settlement.sides.empty() && ++touched[settlement.conflict] <= maxSpelledOut)
                statement.notes.push_back(fmt::format("{}: a decision was made about {}",
                                                      deliverable::escapeMarkdown(settlement.conflict),
                                                      wordsOfClaim(settlement.sides.front())));
            else ++touched[settlement.conflict];
            if (settlement.kept) addCites(statement, *settlement.kept);
            for (const Claim& claim : settlement.sides) addCites(statement, claim);
        }
    };
    for (Section& section : document.sections) eachStatement(section, mark);

    const bool everything = document.kind == "assemble";
    std::map<std::string, Dispute> disputes;
    for (const OpenConflict& conflict : request.openConflicts) {
        if (!everything && !touched.contains(conflict.id)) continue;
        Dispute dispute{conflict.id,
                        deliverable::escapeMarkdown(elide(conflict.reason, 600)),
                        {side(conflict.a), side(conflict.b)},
                        ""};
        if (citable(dispute.sides)) disputes.emplace(conflict.id, std::move(dispute));
    }
    for (const Settlement& settlement : request.settlements) {
        if (!everything && !touched.contains(settlement.conflict)) continue;
        Dispute dispute{settlement.conflict, "", {}, deliverable::escapeMarkdown(elide(settlement.text, 2000))};
        for (const Claim& claim : settlement.sides) dispute.sides.push_back(side(claim));
        if (settlement.sides.empty() && settlement.kept) dispute.sides.push_back(side(*settlement.kept));
        if (settlement.sides.empty() && settlement.dropped) dispute.sides.push_back(side(*settlement.dropped));
        if (citable(dispute.sides) && !dispute.decision.empty())
            disputes.emplace(settlement.conflict, std::move(dispute));
    }
    for (auto& [id, dispute] : disputes) document.disputes.push_back(std::move(dispute));
}

}  // namespace skein::providers
