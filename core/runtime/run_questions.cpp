#include "core/runtime/run_questions.h"

#include <fmt/format.h>

#include "core/plan/questions.h"
#include "core/runtime/run_plan.h"

namespace skein::runtime {

Json questionsJson(const WorkspaceReader& reader, const RunState& run) {
    Json list = Json::array();
    const auto bytes = reader.blob(run.plan);
    if (!bytes || bytes->find("\"questions\"") == std::string::npos) return list;
    // Ten thousand tasks are not judged again to read one member beside them.
    const auto json = parseJson(*bytes);
    if (!json || !json->is_object() || !json->contains("questions")) return list;
    Plan plan;
    plan.extra["questions"] = (*json)["questions"];
    for (const auto& question : plan::questionsOf(plan)) {
        const auto by = plan::answeredBy(question);
        list.push_back({{"number", list.size() + 1},
                        {"question", question.text},
                        {"answer", plan::answerOf(question)},
                        {"by", nameIn(plan::answerByNames, by)},
                        {"suggestions", question.suggestions},
                        {"assumption", question.assumption},
                        {"open", by == plan::AnswerBy::Planner && heldForPlan(run)}});
    }
    return list;
}

std::string questionsText(const Json& questions) {
    std::string lines;
    for (const Json& each : questions) {
        const auto number = each["number"].get<std::size_t>();
        const auto question = each["question"].get<std::string>(), answer = each["answer"].get<std::string>();
        const auto by = each["by"].get<std::string>();
        if (each["open"].get<bool>()) {
            lines += fmt::format("question {}: {}\n  assumed unless answered: {}\n", number, question, answer);
            std::string choices;
            for (const Json& choice : each["suggestions"])
                choices += (choices.empty() ? "" : " | ") + choice.get<std::string>();
            if (!choices.empty()) lines += "  suggested: " + choices + "\n";
        } else if (by == "person") lines += fmt::format("answered {}: {} {}\n", number, question, answer);
        else lines += fmt::format("assumed {}: {} {} (by the {})\n", number, question, answer, by);
    }
    return lines;
}

}  // namespace skein::runtime
