// How a run's state reads: word, glyph and, where it helps, what to do next. One place, so that run bar, window title
// and Goal view say the same. Thread: any.
#pragma once

#include "ui/bridge/run_view.h"

namespace skein::ui {

QString runWord(RunPhase phase);
Status runGlyph(RunPhase phase);
/// One sentence about where the run stands ("3 tasks wait for your decisions; the document is a draft.").
QString runSentence(const RunSummary& summary);
bool isActive(RunPhase phase);

}  // namespace skein::ui
