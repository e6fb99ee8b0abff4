#include "ui/bridge/cost_story.h"

#include <cmath>

#include "core/runtime/costs.h"

namespace skein::ui {

namespace {

std::optional<MicroUsd> money(const Json& of, const char* key) {
    const auto found = of.find(key);
    if (found == of.end() || !found->is_number()) return std::nullopt;
    return MicroUsd{std::llround(found->get<double>() * 1e6)};
}

QString words(const Json& of, const char* key) { return QString::fromStdString(of.value(key, std::string())); }

}  // namespace

CostStory readCosts(const runtime::WorkspaceReader& reader, const State& state, RunId run, const QString& by,
                    bool live) {
    CostStory story;
    story.by = by;
    const auto told = runtime::costsJson(reader, state, run, by.toStdString(), live);
    if (!told) {
        story.error = QString::fromStdString(told.error().describe());
        return story;
    }
    const Json& json = *told;
    for (const Json& each : json["groups"])
        story.groups.append({words(each, "name"), money(each, "usd"), TokenCount{each.value("tokens_in", 0LL)},
                             TokenCount{each.value("tokens_out", 0LL)}, TokenCount{each.value("tokens_cached", 0LL)},
                             each.value("calls", 0), each.value("failed_calls", 0), each.value("tasks", 0)});
    if (const Json& baseline = json["baseline"]; baseline.is_object()) {
        story.baseline = money(baseline, "usd");
        story.reused = money(baseline, "reused_usd");
        story.saved = money(json, "saved_usd");
        story.baselineModel = words(baseline, "model");
        story.baselineText = words(baseline, "text");
    }
    story.failedCalls = money(json, "failed_calls_usd");
    story.repeated = money(json, "repeated_usd");
    story.wasted = money(json, "wasted_usd");
    story.estimated = money(json, "estimated_usd");
    story.unconfirmed = money(json, "unconfirmed_usd").value_or(MicroUsd{});
    story.unconfirmedCalls = static_cast<int>(json["unconfirmed"].size());
    if (const Json& batch = json["batch"]; batch.is_object()) {
        story.batchCalls = batch.value("calls", 0);
        story.batchSaved = money(batch, "saved_usd");
    }
    return story;
}

}  // namespace skein::ui
