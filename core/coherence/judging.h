// Asking models about a contradiction: the task that puts the question, what an answer has to hold to count, and how
// answers are counted. Two questions share all of it: which side of a contradiction holds (a vote), and whether two
// statements that no rule can compare contradict each other at all. Thread: any; pure functions over values. Must never
// take a text of a side for anything but material, and never count an answer whose quotation is not in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/model/coherence_terms.h"
#include "core/model/task.h"

namespace skein::coherence {

inline constexpr std::uint32_t mostVotes = 9;            ///< agents asked about one contradiction
inline constexpr std::uint32_t usualMostVotes = 30;      ///< agents asked by votes in one run, unless the person says
inline constexpr std::uint32_t usualMostJudged = 20;     ///< pairs put to a model in one run, unless the person says
inline constexpr std::uint32_t mostVotesOfRun = 10'000;  ///< that a person may ask for

/// One of two statements as a judge sees it.
struct JudgedSide {
    struct Place {
        std::string source;  ///< "src/a.c:12", or whose words they are
        std::string quote;
    };
    std::string statement;
    std::vector<Place> evidence;  ///< at least one
};

struct Question {
    ConflictId conflict;
    std::string label;       ///< of the conflict, "c-kwzrt"
    bool suspected = false;  ///< whether they contradict each other; else which of them holds
    JudgedSide a, b;
};

/// The task that asks one agent; `number` tells it from those that ask the others. Its text is the same whatever the
/// sides say; those are in its record and go into its window as material.
TaskSpec judgingTask(const Question& question, std::uint32_t number);
bool isJudge(const TaskSpec& task);
/// Error: InvalidInput where the task is no judge or its record was changed.
Result<Question> questionOf(const TaskSpec& task);
/// A side as it stands in a window.
std::string materialOf(const JudgedSide& side);

/// What one agent said. It counts where `problem` is empty.
struct Voice {
    std::string model;              ///< provider and model; empty: nobody could be asked
    std::string verdict;            ///< "a", "b", "both-true", "neither", "cannot-tell"; "contradiction", "compatible"
    std::string quote, otherQuote;  ///< of a suspected pair one for each side
    std::string reason;
    std::string problem;      ///< "its quotation is in neither side's evidence"
    PerMille weight = 1'000;  ///< by how often it agreed with people before
};
/// Reads an answer. Of a vote the quotation has to be in the evidence of either side, of a suspected pair one in each
/// side's; white space does not count.
Voice readVoice(const Question& question, std::string_view answer);

/// How often a model's earlier votes agreed with what people decided about the same contradictions.
struct Reputation {
    std::uint32_t agreed = 0, judged = 0;
    /// (agreed + 1) of (judged + 1): whoever was never judged counts whole.
    PerMille weight() const { return PerMille{agreed + 1} * 1'000 / (PerMille{judged} + 1); }
};

/// What the voices give, the same in whatever order they came.
struct Count {
    std::string verdict;  ///< that `quorum` voices gave, with more than half of the weight of all that count; or empty
    std::string words;    ///< "2 of 3 say a (weight 1.8 of 2.7), quorum 2"
};
Count countVoices(const std::vector<Voice>& voices, std::uint32_t quorum);

/// Whether a person's decision bears a verdict out; nothing where it says nothing about it.
std::optional<bool> agreesWith(std::string_view verdict, skein::Decision decision);

/// [{"model","verdict","quote","other_quote"?,"reason","problem"?,"weight"}], by model; weights in thousandths.
Json toJson(const std::vector<Voice>& voices);
std::vector<Voice> voicesFromJson(const Json& json);

}  // namespace skein::coherence
