// What a person is told of a provider: whether it answers, whose keys are set aside and why, what goes through it.
// Thread: any.
#pragma once

#include "ui/bridge/run_view.h"

namespace skein::ui {

struct ProviderWords {
    Status status = Status::Done;  ///< its glyph
    QString state;                 ///< "does not answer since 03:12"
    QString detail;                ///< what it said, and what the run does about it
    QString traffic;               ///< what goes through it now
};
ProviderWords providerWords(const ProviderRow& row, const RunSummary& summary);

/// "beta does not answer since 03:12, 37 calls failed"; several joined by "; "; empty: all answer.
QString outageText(const RunSummary& summary);
/// Every key that is set aside has used up its quota: nothing is wrong with them, and time mends it.
bool isOutOfQuota(const RunSummary& summary);

}  // namespace skein::ui
