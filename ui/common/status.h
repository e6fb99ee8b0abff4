// The states a task, attempt or run can show, and the tone each is drawn in (ui.md section 5). Qt Core only, values
// only; never holds colours, those belong to Theme. Thread: any.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <array>

namespace skein::ui {

/// One word per state everywhere; the order is the one in which aggregates list them: what needs a person first.
enum class Status {
    NeedsYou,
    Failed,
    Running,
    Retrying,
    Backoff,
    Ready,
    Waiting,
    Held,
    Done,
    Reused,
    Cancelled,
    Skipped,
    Unknown
};
inline constexpr int statusCount = 13;

/// The families of status colours.
enum class Tone { Run, Ok, Attention, You, Fail, Idle };
inline constexpr int toneCount = 6;

using StatusCounts = std::array<int, statusCount>;

/// All states in display order.
std::array<Status, statusCount> allStatuses();

Tone toneOf(Status status);

/// The word shown beside every glyph, sentence case, translated ("Needs you", "Running").
QString statusWord(Status status);

/// Whether nothing more will happen to a task in this state.
bool isFinal(Status status);

}  // namespace skein::ui
