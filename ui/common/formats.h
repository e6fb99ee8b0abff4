// How numbers read on screen: money, tokens, durations, times. Locale aware; "~" marks what is estimated. Thread: any.
#pragma once

#include <QString>

#include "core/base/units.h"

namespace skein::ui {

enum class Certainty { Measured, Estimated };

/// "$41.20", under one dollar "$0.012", nothing spent "$0.00"; estimated amounts start with "~".
QString moneyText(MicroUsd amount, Certainty certainty = Certainty::Measured);
/// The least amount that is not less and that moneyText() shows in full: for what a person has to give at least.
MicroUsd roundedUp(MicroUsd amount);
/// "3,412", estimated "~3,412".
QString tokenText(TokenCount tokens, Certainty certainty = Certainty::Measured);
/// "12.3K" or "1.2M" for tight places; below 10,000 the same as tokenText.
QString shortCountText(qint64 count);
/// "0:41", "12:05", "2 h 10 min"; nothing measurable reads "--".
QString durationText(Duration duration);
/// The same with units where the colon could mean hours: "12 min 5 s", "2 h 10 min".
QString spokenDurationText(Duration duration);
/// As it deserves where it is an estimate: "4 s", "15 s", "1 min", "2 h 15 min"; nothing measurable reads "--".
QString roughDurationText(Duration duration);
/// Local time of day "03:12:40"; with the date when it is not today's (`now`).
QString timeText(Instant instant, Instant now);
/// "36%"; a started share below one reads "<1%", an unfinished one never 100%.
QString percentText(qint64 part, qint64 whole);

}  // namespace skein::ui
