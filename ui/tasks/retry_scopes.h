// RetryScopes: what can be run again from where a person stands: the selected tasks, they with everything after, or all
// that failed; each with how many tasks really run again and what they may cost. Pure values. Thread: any.
#pragma once

#include <QVector>

#include "ui/bridge/run_view.h"

namespace skein::ui {

struct RetryScope {
    QVector<quint32> tasks;  ///< what is asked for
    bool after = false;      ///< also everything that consumes their results
    int count = 0;           ///< tasks that run again: those that had an attempt; 0: there is nothing to run again
    MicroUsd cost;           ///< of one attempt of each, by what their attempts cost so far; an estimate
    QString reason;          ///< why it cannot be asked for; empty: it can
};

struct RetryScopes {
    RetryScope selected, after, failed;
};

/// Why this task (a number, 0 for none) cannot run again now; empty: it can.
QString whyNotAgain(const PlanView& plan, quint32 task);

/// Of these tasks the ones that can run again now; a reason where none of them can.
RetryScope retryScopeOf(const QVector<const TaskRow*>& rows);

/// The scopes of a plan with its newest states. `selected`: numbers of tasks; empty: none.
RetryScopes retryScopes(const PlanView& plan, const QVector<quint32>& selected);

/// "12 tasks, ~$0.60"; without money spent so far only the number.
QString retryWords(const RetryScope& scope);

}  // namespace skein::ui
