// What a plan will take, in the language of the window: ranges of time and money, and what they rest on. Thread: any.
#pragma once

#include <QString>

#include "core/plan/outlook.h"

namespace skein::ui {

/// "~20 s (10 s–35 s)", of microseconds.
QString timeRangeText(const plan::Range& range);
/// "~$0.017 ($0.010–$0.031)", of micro-USD, to three digits; "$0.00" where nothing is paid.
QString moneyRangeText(const plan::Range& range);
/// plan::Outlook::basis in the language of the window; a part of it that is not known stays as it is.
QString basisText(const std::string& basis);

}  // namespace skein::ui
