// BulkBar: what stands below a list while several tasks are selected: how many in which states, what they cost, and
// what can be done with all of them. Thread: GUI. It must never act by itself: it tells what the person wants.
#pragma once

#include <QWidget>

#include "ui/common/command_registry.h"
#include "ui/common/labels.h"
#include "ui/common/selection_context.h"
#include "ui/tasks/retry_scopes.h"

class QPushButton;

namespace skein::ui {

class BulkBar : public QWidget {
    Q_OBJECT
public:
    BulkBar(const Theme& theme, SelectionContext& selection, QWidget* parent);
    /// The selected tasks as they stand; fewer than two hide it. `unwritable`: why nothing can run again; empty: it
    /// can.
    void tell(const QVector<const TaskRow*>& rows, const QString& unwritable);

signals:
    void retryWanted(const skein::ui::RetryScope& scope);
    void cleared();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    SelectionContext& m_selection;
    ThemedLabel* m_words;
    QPushButton *m_retry, *m_narrow, *m_clear;
    RetryScope m_scope;
};

}  // namespace skein::ui
