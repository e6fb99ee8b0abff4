// Between outputs and people: conflicts in words, labels that do not depend on arrival order, and the document form of
// answers that models wrote as text. Thread: any; pure apart from the index it is given.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/deliverable/document.h"
#include "core/model/task.h"
#include "core/ports/index.h"
#include "core/providers/offline/agent.h"
#include "core/runtime/facts.h"

namespace skein::runtime {

/// A conflict's name for people: "c-" and five letters over the two meanings. The same contradiction has the
/// same label in every run, whatever was found first.
std::string conflictLabel(const Claim& a, const Claim& b);

/// "retry.max_attempts: \"3\" (code, src/retry.c:12) against \"5\" (table, docs/config.md:40)". `makerA`, `makerB`:
/// titles of the tasks whose answers alone state a side; empty: "output".
std::string conflictSummary(const ConflictFacts& conflict, const std::string& makerA = {},
                            const std::string& makerB = {});

/// What was decided, in one sentence for windows and documents.
std::string decisionSentence(const ConflictFacts& conflict);
/// What an agent is told that answers again because of a conflict: the other side, with its evidence.
std::string correctionFor(const ConflictFacts& conflict, TaskNo task);
/// What an agent is told whose result states what a decision had dropped.
std::string correctionFor(const ConflictFacts& decided, const Claim& stated);
/// "in v2", "until 2026-03-01T00:00:00Z", ... : where side 'a' or 'b' of a decision that both are true holds.
std::string placeOfSide(const Json& terms, char side);
providers::Settlement settlementOf(const ConflictFacts& conflict, const std::string& label);

/// Whether a conflict's claims were made by this task or lie in the sources it is about.
bool concerns(const ConflictFacts& conflict, TaskNo task, const TaskSpec& spec);

/// An answer without the one Markdown fence around all of it: three backticks with nothing or "json" behind them, the
/// lines, and a closing fence alone on its line; blank space may stand around it. Anything else comes back as it is:
/// words around the fence, a second fence, another language, a fence that is not closed.
std::string_view withoutFence(std::string_view answer);

/// What is read of an output: asked for as JSON, without the fence that models put around it. The output itself stays
/// recorded as it came.
std::string_view readOutput(const TaskSpec& task, std::string_view output);

/// An output as a deliverable document: offline agents write one already; JSON and text answers of models become a
/// section whose statements keep the citations that resolve to lines of known files. What those lines do not bear out
/// is no statement: it is kept verbatim in a listing of its own.
Json documentOf(const TaskSpec& task, const std::string& output, const MemoryIndex& index);

/// What a paragraph says, cut where its citations end, without their line numbers; what stands behind the last one has
/// none. "A is 1. (x.h:4) B is 2 [x.h:5]. C." -> {"A is 1.", x.h:4}, {"B is 2.", x.h:5}, {"C.", nothing}.
struct CitedText {
    std::string text;
    std::vector<deliverable::Cite> cites;
};
std::vector<CitedText> citedTexts(std::string_view paragraph, const MemoryIndex& index);

/// What an answer in words says, piece by piece; each has words. A citation that stands alone belongs to what stands
/// before it.
struct Answer {
    struct Said {
        std::string written;  ///< as the model wrote it, for messages
        std::string text;     ///< Statement::text
        std::vector<deliverable::Cite> cites;
    };
    std::vector<Said> said;
    std::vector<deliverable::Listing> code;  ///< its code blocks
};
Result<Answer> readAnswer(std::string_view output, const MemoryIndex& index);

/// The text with its lines kept and its citations taken out: the number of a line is no value of anything.
std::string withoutCitations(std::string_view text, const MemoryIndex& index);

}  // namespace skein::runtime
