#include "core/runtime/goal_terms.h"

#include <cstdio>
#include <ctime>
#include <filesystem>

#include "core/base/text.h"
#include "core/model/run_terms.h"
#include "core/runtime/ingest/git_source.h"

namespace skein::runtime {

Result<Instant> endOf(const std::string& until, Instant now) {
    if (const auto instant = parseInstant(until)) {
        if (*instant > now) return *instant;
        return fail(ErrorCode::InvalidInput, "until: " + formatInstant(*instant) + " is over; expected a later time");
    }
    int hour = 0, minute = 0, end = 0;
    if (std::sscanf(until.c_str(), "%2d:%2d%n", &hour, &minute, &end) != 2 || end != 5 || until.size() != 5 ||
        hour > 23 || minute > 59)
        return fail(
            ErrorCode::InvalidInput,
            "until: expected a time of day such as \"07:00\" or RFC 3339 such as 2026-11-21T07:00:00Z, found '" +
                elide(until, 40) + "'");
    const std::time_t seconds = now.value / 1'000'000;
    std::tm local{};
    ::localtime_r(&seconds, &local);
    local.tm_hour = hour;
    local.tm_min = minute;
    local.tm_sec = 0;
    for (int day = 0;; ++day) {  // mktime takes days beyond the month's end, and finds out about daylight saving
        std::tm then = local;
        then.tm_mday += day;
        then.tm_isdst = -1;
        const Instant instant{std::int64_t{std::mktime(&then)} * 1'000'000};
        if (instant > now) return instant;
    }
}

Json goalTerms(const Goal& goal, const std::string& planFile) {
    namespace fs = std::filesystem;
    const auto folder = fs::absolute(planFile).lexically_normal().parent_path();
    const auto moved = [&](const std::string& source) {
        if (isSourceUrl(source) || fs::path(source).is_absolute()) return source;
        const auto place = (fs::path(goal.baseFolder) / source).lexically_normal();
        const auto relative = place.lexically_relative(folder);
        return relative.empty() ? place.string() : relative.string();
    };
    Json json{{"sources", Json::array()}};
    for (const auto& source : goal.sources) json["sources"].push_back(moved(source));
    if (!goal.exclude.empty()) json["exclude"] = goal.exclude;
    if (!goal.constraints.empty()) json["constraints"] = goal.constraints;
    if (!goal.doneWhen.empty()) json["done_when"] = goal.doneWhen;
    if (goal.budget) json["limits"]["budget_usd"] = formatUsd(*goal.budget);
    if (goal.agents) json["limits"]["agents"] = *goal.agents;
    if (!goal.until.empty()) json["limits"]["until"] = goal.until;
    if (goal.taskBudget) json["limits"]["task_budget_usd"] = formatUsd(*goal.taskBudget);
    for (const auto& [swarm, budget] : goal.swarmBudgets)
        json["limits"]["swarm_budgets_usd"][swarm] = formatUsd(budget);
    if (goal.batch) json["limits"]["batch"] = true;
    if (goal.questions > 0) json["limits"]["questions"] = goal.questions;
    if (goal.onConflict != ConflictPolicy::Ask)
        json["on_conflict"] = nameIn(EnumNames<ConflictPolicy>::table, goal.onConflict);
    if (!goal.providers.empty()) json["providers"] = goal.providers;
    return json;
}

}  // namespace skein::runtime
