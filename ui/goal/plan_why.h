// Why a task is in a plan that is being written, as far as the plan itself says: who made it (a recipe, a model or the
// person), for what, what it waits for and what waits for it. Thread: any; values only.
#pragma once

#include "ui/goal/plan_draft.h"

namespace skein::ui {

/// One paragraph of sentences; empty where there is no such task.
QString whyOf(const PlanDraft& draft, const std::string& task, const std::vector<plan::Recipe>& recipes);

}  // namespace skein::ui
