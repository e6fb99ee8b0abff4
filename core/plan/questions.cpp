#include "core/plan/questions.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/plan/plain_text.h"
#include "core/plan/proposal.h"

namespace skein::plan {
namespace {

Result<std::string> stated(FieldReader& reader, std::string_view key, std::size_t maxBytes, const char* expectation) {
    SKEIN_TRY(std::string words, reader.line(key, "", maxBytes));
    if (isBlank(words)) return reader.expected(key, expectation);
    return words;
}

Result<PlanQuestion> readQuestion(const Json& json, const FieldPath& path, const FieldOrigin& origin, bool fromModel) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    PlanQuestion question;
    SKEIN_TRY(question.text, stated(reader, "question", maxQuestionBytes, "what the person is asked"));
    SKEIN_TRY(question.suggestions, reader.texts("suggestions", maxSuggestions, maxQuestionBytes));
    SKEIN_TRY(question.assumption, stated(reader, "assumption", maxAnswerBytes, "what holds where nobody answers"));
    if (!fromModel) {
        SKEIN_TRY(question.answer, reader.line("answer", "", maxAnswerBytes));
        SKEIN_TRY(question.ofRecipe, reader.boolean("of_recipe", false));
    }
    const Json rest = reader.rest();
    if (!rest.empty())
        return fieldFailure(origin, path,
                            fmt::format("'{}' is no part of a question; expected question, suggestions{}",
                                        elide(std::string(rest.begin().key()), 60),
                                        fromModel ? " and assumption" : ", assumption, answer and of_recipe"));
    if (question.ofRecipe && !question.answer.empty())
        return reader.expected(
            "answer", "none: the value of a recipe is in the tasks already; state it in the goal's parameters");
    return question;
}

std::string shown(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

}  // namespace

Result<std::vector<PlanQuestion>> readQuestions(FieldReader& reader, bool fromModel) {
    SKEIN_TRY(const Json* list, reader.array("questions", maxPlanQuestions));
    std::vector<PlanQuestion> questions;
    std::set<std::string> texts;
    const FieldPath listPath = reader.at("questions");
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_TRY(auto question, readQuestion((*list)[i], path, reader.origin(), fromModel));
        if (!texts.insert(question.text).second)
            return fieldFailure(reader.origin(), FieldPath(path, "question"), "this question is there before");
        questions.push_back(std::move(question));
    }
    return questions;
}

static Json listOf(const std::vector<PlanQuestion>& questions) {
    Json list = Json::array();
    for (const PlanQuestion& question : questions) {
        Json json{{"question", question.text}, {"assumption", question.assumption}};
        if (!question.suggestions.empty()) json["suggestions"] = question.suggestions;
        if (!question.answer.empty()) json["answer"] = question.answer;
        if (question.ofRecipe) json["of_recipe"] = true;
        list.push_back(std::move(json));
    }
    return list;
}

std::vector<PlanQuestion> questionsOf(const Plan& plan) {
    const FieldOrigin origin;
    const FieldPath root;
    auto reader = FieldReader::create(plan.extra, root, origin);
    if (!reader) return {};
    return readQuestions(*reader, false).value_or(std::vector<PlanQuestion>());
}

void setQuestions(Plan& plan, const std::vector<PlanQuestion>& questions) {
    if (questions.empty()) plan.extra.erase("questions");
    else plan.extra["questions"] = listOf(questions);
}

std::vector<PlanQuestion> assumptionsOf(const Recipe& recipe, const Goal& goal) {
    std::vector<PlanQuestion> questions;
    for (const RecipeParameter& parameter : recipe.parameters) {
        const bool given = goal.parameters.is_object() && goal.parameters.contains(parameter.name);
        if (given || parameter.fallback.is_null() || questions.size() == maxPlanQuestions) continue;
        PlanQuestion question;
        question.text =
            elide(parameter.description.empty() ? parameter.name : parameter.name + ": " + parameter.description,
                  maxQuestionBytes);
        question.suggestions = parameter.choices;
        if (question.suggestions.size() > maxSuggestions) question.suggestions.clear();
        question.assumption = elide(shown(parameter.fallback), maxAnswerBytes);
        if (isBlank(question.assumption)) question.assumption = "none";
        question.ofRecipe = true;
        questions.push_back(std::move(question));
    }
    return questions;
}

Result<Answers> answersFromText(const std::vector<std::string>& texts) {
    Answers answers;
    for (const std::string& text : texts) {
        const auto equals = text.find('=');
        std::uint32_t number = 0;
        const char* end = text.data() + std::min(equals, text.size());
        const auto read = std::from_chars(text.data(), end, number);
        if (equals == std::string::npos || read.ec != std::errc() || read.ptr != end || number == 0)
            return fail(ErrorCode::InvalidInput,
                        "an answer: expected the number of its question and the text, as 2=TEXT, found '" +
                            elide(text, 80) + "'");
        if (!answers.emplace(number, text.substr(equals + 1)).second)
            return fail(ErrorCode::InvalidInput, fmt::format("question {} is answered twice", number));
    }
    return answers;
}

Result<void> answerQuestions(Plan& plan, const Answers& answers) {
    auto questions = questionsOf(plan);
    for (const auto& [number, text] : answers) {
        if (number < 1 || number > questions.size())
            return fail(ErrorCode::NotFound,
                        questions.empty()
                            ? fmt::format("there is no question {}: the plan asks nothing", number)
                            : fmt::format("there is no question {}; the plan asks 1 to {}", number, questions.size()));
        PlanQuestion& question = questions[number - 1];
        const std::string answer(trim(text));
        if (question.ofRecipe)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("question {} is a value of the recipe, which is in the tasks already: state it in "
                                    "the goal's parameters",
                                    number));
        if (isBlank(answer) || unplain(answer, TextUse::Prose) || answer.find('\n') != std::string::npos)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the answer to question {}: expected one line of text", number));
        if (answer.size() > maxAnswerBytes)
            return fail(ErrorCode::TooLarge, fmt::format("the answer to question {}: expected at most {} bytes, found "
                                                         "{}",
                                                         number, maxAnswerBytes, answer.size()));
        question.answer = answer;
    }
    setQuestions(plan, questions);
    tellTasks(plan);
    return {};
}

void tellTasks(Plan& plan) {
    Json decided = Json::array();
    for (const PlanQuestion& question : questionsOf(plan))
        if (!question.ofRecipe)
            decided.push_back(
                {{"question", question.text}, {question.answer.empty() ? "assumed" : "answer", answerOf(question)}});
    for (TaskSpec& task : plan.tasks) {
        const bool works = !isPlanner(task) && task.kind != assemblerKind;
        if (works && !decided.empty()) task.parameters[decidedParameter] = decided;
        else if (task.parameters.is_object()) task.parameters.erase(decidedParameter);
    }
}

const std::string& answerOf(const PlanQuestion& question) {
    return question.answer.empty() ? question.assumption : question.answer;
}

AnswerBy answeredBy(const PlanQuestion& question) {
    if (question.ofRecipe) return AnswerBy::Recipe;
    return question.answer.empty() ? AnswerBy::Planner : AnswerBy::Person;
}

std::vector<std::string> pausePhases(const Goal& goal) {
    std::vector<std::string> phases;
    if (const auto list = goal.extra.find("pause_before"); list != goal.extra.end() && list->is_array())
        for (const Json& phase : *list)
            if (phase.is_string()) phases.push_back(phase.get<std::string>());
    return phases;
}

}  // namespace skein::plan
