// Drawer: the log of events, open failures by their cause, and what this program itself has said. Thread: GUI.
// It must never be the only place of something that needs the person.
#pragma once

#include <QTabWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/tables.h"
#include "ui/overview/digest.h"
#include "ui/tasks/task_scope.h"

class QStandardItemModel;

namespace skein::ui {

class Drawer : public QTabWidget {
    Q_OBJECT
public:
    enum Tab { Events, Problems, Messages };
    /// `picture` is kept up to date by its owner before this hears of a change, and must outlive the drawer.
    Drawer(const Theme& theme, const TaskScope& scope, RunFeed& feed, const RunPicture& picture,
           QWidget* parent = nullptr);
    /// What a banner said; it stays readable here.
    void addMessage(const QString& message, const QString& detail);

signals:
    /// The tasks of one cause of failure.
    void tasksWanted(const QString& name, const QVector<quint32>& tasks);

private:
    Table* addTable(const Theme& theme, QStandardItemModel* model, const QString& objectName, const QString& title,
                    const QStringList& samples);
    void showProblems();

    const RunPicture& m_picture;
    QStandardItemModel *m_problems, *m_messages;
    QStringList m_shown;  ///< what the rows say
    QVector<FailureCause> m_causes;
};

}  // namespace skein::ui
