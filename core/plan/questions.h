// Questions that a plan leaves open: read from plan files and proposals, answered by the person, or assumed. They are
// kept in the plan, which the journal has as it is begun and after every change; what holds for them stands in the
// parameters of its tasks, so that whoever does one is told, and another answer is another task. Thread: any; pure.
// Texts of questions are data: they are shown and told to agents, and nothing is done because of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/field_reader.h"
#include "core/model/names.h"
#include "core/model/task.h"
#include "core/plan/recipe.h"

namespace skein::plan {

inline constexpr std::size_t maxPlanQuestions = 20;
inline constexpr std::size_t maxQuestionBytes = 500;  ///< of one, and of each suggested answer
inline constexpr std::size_t maxAnswerBytes = 1'000;  ///< of an answer and of an assumption
inline constexpr std::size_t maxSuggestions = 8;
inline constexpr const char* decidedParameter = "decided";  ///< of a task: what holds for the questions of its plan

/// Something that a plan leaves open. Work can begin without an answer: then what is assumed holds.
struct PlanQuestion {
    std::string text;
    std::vector<std::string> suggestions;  ///< answers to choose from; another one may be given
    std::string assumption;                ///< what holds where nobody answers; never blank
    std::string answer;                    ///< the person's; empty: none
    bool ofRecipe = false;                 ///< a value that a recipe takes: it is in the tasks already
    friend bool operator==(const PlanQuestion&, const PlanQuestion&) = default;
};

/// Whose answer holds: the person's, or what whoever made the plan assumes.
enum class AnswerBy { Person, Planner, Recipe };
inline constexpr NameTable<AnswerBy, 3> answerByNames{
    {{AnswerBy::Person, "person"}, {AnswerBy::Planner, "planner"}, {AnswerBy::Recipe, "recipe"}}};

/// The member "questions" of a plan or proposal, taken from the reader: [{"question", "suggestions"?, "assumption",
/// "answer"?, "of_recipe"?}]. `fromModel`: a model may state neither answers nor what is a recipe's. Errors:
/// InvalidInput with the place, for a blank question or assumption, a line with control characters, a question that is
/// there twice, an unknown member; TooLarge for the bounds above.
Result<std::vector<PlanQuestion>> readQuestions(FieldReader& reader, bool fromModel);

/// Those of a plan, numbered from 1 in this order; none where the plan's are not well formed (parsePlan refuses such).
std::vector<PlanQuestion> questionsOf(const Plan& plan);
void setQuestions(Plan& plan, const std::vector<PlanQuestion>& questions);

/// The parameters that the goal gives no value for, as questions that the recipe answers by its defaults.
std::vector<PlanQuestion> assumptionsOf(const Recipe& recipe, const Goal& goal);

/// Answers by the number of their question, from 1.
using Answers = std::map<std::uint32_t, std::string>;
/// "2=Linux only": answers as a command line has them. Errors: InvalidInput saying what was expected.
Result<Answers> answersFromText(const std::vector<std::string>& texts);
/// Puts the person's answers into the plan and its tasks (tellTasks). Errors: NotFound for a number that no question
/// has; InvalidInput for a blank answer and for a question of a recipe, whose values are in the tasks already;
/// TooLarge.
Result<void> answerQuestions(Plan& plan, const Answers& answers);
/// Puts what holds for each question (but a recipe's) into the parameters of every task that does work.
void tellTasks(Plan& plan);

/// The answer that holds, and whose it is.
const std::string& answerOf(const PlanQuestion& question);
AnswerBy answeredBy(const PlanQuestion& question);

/// The phases before which a goal wants a look (`pause_before` of its file).
std::vector<std::string> pausePhases(const Goal& goal);

}  // namespace skein::plan
