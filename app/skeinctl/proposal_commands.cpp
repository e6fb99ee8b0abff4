// plan WS: the plan of a run in plan-file form, to be looked at, edited and accepted.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/plan/diff.h"
#include "core/plan/plan_file.h"
#include "core/runtime/queries.h"
#include "core/runtime/run_plan.h"
#include "core/runtime/run_questions.h"

namespace skein::cli {
namespace {

void printTasks(const Plan& plan) {
    std::string phase;
    for (const auto& task : plan.tasks) {
        if (task.phase != phase) std::cout << (task.phase.empty() ? "-" : task.phase) << '\n';
        phase = task.phase;
        std::cout << "  " << task.id << "  " << task.title;
        if (!task.needs.empty() && task.kind != "assemble")
            std::cout << fmt::format(
                "  (needs {}{})",
                fmt::join(
                    task.needs.begin(),
                    task.needs.begin() + std::min<std::ptrdiff_t>(5, static_cast<std::ptrdiff_t>(task.needs.size())),
                    ", "),
                task.needs.size() > 5 ? ", ..." : "");
        std::cout << '\n';
    }
}

void printDiff(const plan::PlanDiff& diff, const std::string& file) {
    std::cout << "against " << file << ": " << diff.added.size() << " added, " << diff.removed.size() << " removed, "
              << diff.changed.size() << " changed\n";
    for (const auto& id : diff.added) std::cout << "+ " << id << '\n';
    for (const auto& id : diff.removed) std::cout << "- " << id << '\n';
    for (const auto& change : diff.changed)
        for (const auto& field : change.fields) std::cout << "~ " << change.id << ' ' << field.field << '\n';
}

/// A plan for a file: of an estimate what is known. A zero would say that a task takes no time.
Json knownOnly(Json plan) {
    for (const char* list : {"tasks", "idle"}) {
        if (!plan.contains(list)) continue;
        for (auto& task : plan[list]) {
            auto& estimate = task["estimate"];
            for (const char* member : {"seconds", "tokens_in", "tokens_out", "usd"})
                if (estimate.contains(member) && estimate[member] == 0) estimate.erase(member);
            if (estimate.empty()) task.erase("estimate");
        }
    }
    return plan;
}

/// Whether the file may be written: it is new, says the same, or the person agrees to what would change.
Result<void> mayWrite(const Context& context, const std::string& out, const std::optional<plan::PlanDiff>& diff) {
    if (!diff || diff->empty() || context.yes || confirm("Write over " + out + "?")) return {};
    return fail(
        ErrorCode::InvalidInput,
        fmt::format("{} differs from the plan of the run ({} added, {} removed, {} changed tasks); --yes writes "
                    "over it, `skeinctl amend WS {}` takes it into the run",
                    out, diff->added.size(), diff->removed.size(), diff->changed.size(), out));
}

}  // namespace

void printPlanning(const Json& planning, const std::string& workspace, bool reasons) {
    std::size_t shown = 0;
    for (const auto& each : planning) {
        if (++shown > 10) {
            std::cout << "... and " << planning.size() - 10 << " more parts to plan\n";
            break;
        }
        const auto id = each["task"].get<std::string>();
        const auto state = each["state"].get<std::string>();
        std::cout << "planning: " << id;
        if (state == "failed") {
            const auto why = each["why"].get<std::string>();
            std::cout << ": failed, nothing was added" << (reasons && !why.empty() ? ": " + why : "")
                      << "; try again with `skeinctl retry " << workspace << ' ' << id << "`, then `skeinctl resume "
                      << workspace << "`\n";
        } else if (state == "planned") std::cout << ": " << each["added"] << " tasks added\n";
        else if (state == "taking in") std::cout << ": its proposal is being worked into the plan\n";
        else if (state == "unknown") std::cout << ": unknown, the process that planned it has ended\n";
        else std::cout << (state == "planning" ? ": is being planned\n" : ": waits to be planned\n");
    }
}

bool isWorkspace(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return path.ends_with(".skein");
    constexpr std::string_view magic = "SQLite format 3";
    std::string head(magic.size(), '\0');
    return std::ifstream(path, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size())) &&
           head == magic;
}

Result<int> showRunPlan(const Context& context, const RunPlanRequest& request) {
    SKEIN_TRY(const auto number, parseRun(request.run));
    SKEIN_TRY(const auto opened, openForReading(request.workspace, number));
    const auto& run = *opened.state.run(opened.run);
    SKEIN_TRY(const auto plan, runtime::planOfRun(*opened.reader, run));
    SKEIN_TRY(const auto estimate, runtime::estimateOfRun(*opened.reader, run, plan));
    std::optional<plan::PlanDiff> diff;
    std::error_code error;
    if (!request.out.empty() && std::filesystem::exists(request.out, error)) {
        SKEIN_TRY(const auto mine, plan::readPlanFile(request.out));
        diff = plan::diffPlans(mine, plan);
    }
    const bool waits = runtime::heldForPlan(run);
    SKEIN_TRY(const auto planning, runtime::planningJson(*opened.reader, run, isHosted(request.workspace)));
    const auto questions = runtime::questionsJson(*opened.reader, run);
    if (context.json) {
        printJson({{"run", "r-" + std::to_string(run.run.value)},
                   {"waits_for_you", waits},
                   {"planning", planning},
                   {"questions", questions},
                   {"tasks", plan.tasks.size()},
                   {"dependencies", estimate.dependencies},
                   {"estimate", plan::toJson(estimate)},
                   {"diff", diff ? plan::toJson(*diff) : Json(nullptr)},
                   {"plan", plan::toJson(plan)}});
    } else {
        if (diff) printDiff(*diff, request.out);
        else printTasks(plan);
        std::cout << fmt::format("{} tasks, {} dependencies; with {} agents {}\n", plan.tasks.size(),
                                 estimate.dependencies, run.agents, plan::describe(estimate.outlook));
        printPlanning(planning, request.workspace, true);
        std::cout << runtime::questionsText(questions);
        if (waits)
            std::cout << "it waits for you: edit it with `skeinctl plan " << request.workspace
                      << " --out PLAN.json` and `skeinctl amend " << request.workspace
                      << " PLAN.json`, accept it with `skeinctl resume " << request.workspace
                      << (questions.empty() ? "" : " --answer N=TEXT") << "`\n";
    }
    if (request.out.empty()) return 0;
    SKEIN_CHECK(mayWrite(context, request.out, diff));
    if (auto written = writeFileAtomically(request.out, prettyJson(knownOnly(plan::toJson(plan))) + "\n"); !written)
        return unreadable(std::move(written).error());
    return 0;
}

}  // namespace skein::cli
