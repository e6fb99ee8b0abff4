// How a run's state reads: word, glyph and, where it helps, what to do next. One place, so that run bar, window title
// and Goal view say the same. Thread: any.
#pragma once

#include "ui/bridge/run_view.h"

namespace skein::ui {

/// " for today": behind an amount; empty for the budget of the run.
QString budgetOf(const BudgetRow& budget);

QString runWord(RunPhase phase);
/// The same with what is known beyond: a used-up quota is no missing key, and a run whose provider is out says so.
QString runWord(const RunSummary& summary);
Status runGlyph(RunPhase phase);
/// Seconds until a decision can no longer be taken back, where everything waits for that; 0: nothing does.
int undoSecondsLeft(const RunSummary& summary);
/// One sentence about where the run stands ("3 tasks wait for your decisions; the document is a draft.").
QString runSentence(const RunSummary& summary);
/// The same in short, and what a provider said where that is known; empty: nothing.
QString runAnswer(const RunSummary& summary);
QString heldReason(const RunSummary& summary);
bool isActive(RunPhase phase);

/// Time left as a range of clock times and what it rests on; both are short. Never a number where none is known.
struct EtaWords {
    QString value, caption, detail;
};
/// "until 06:00", with the day where it is another one; empty for a run without an end or one that has ended.
QString endText(const RunSummary& summary);
EtaWords etaWords(const RunSummary& summary, const Forecast& forecast);

/// Whether it is being run and how long ago something changed, for the status bar. `age` of the newest entry.
QString heartbeatText(const RunSummary& summary, Duration age);
/// The process and the journal entry behind that, for whoever looks closer.
QString heartbeatDetail(const RunSummary& summary);

}  // namespace skein::ui
