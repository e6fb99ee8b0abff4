// The columns of the task table over LiveTableModel. Thread: GUI.
#pragma once

#include "ui/bridge/run_view.h"
#include "ui/common/live_table_model.h"

namespace skein::ui {

using TaskModel = LiveTableModel<TaskRow>;

enum class TaskColumn { Status, Id, Title, Phase, Agent, Elapsed, Tokens, Cost, Try, Why };

/// A model without rows; keys are task numbers.
TaskModel* makeTaskModel(QObject* parent);

}  // namespace skein::ui
