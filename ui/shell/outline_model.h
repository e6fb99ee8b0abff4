// OutlineModel: the plan as a tree of phases and tasks, as plain rows that change in place. Thread: GUI.
// It must never reset because a status changed: only another plan or another filter makes it anew.
#pragma once

#include <QAbstractItemModel>
#include <QHash>

#include "ui/tasks/task_scope.h"

namespace skein::ui {

enum OutlineRole { OutlineTaskRole = Qt::UserRole + 20, OutlinePhaseRole };

class OutlineModel : public QAbstractItemModel {
    Q_OBJECT
public:
    OutlineModel(TaskScope& scope, RunFeed& feed, QObject* parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 1; }
    QVariant data(const QModelIndex& index, int role) const override;

    /// Where this task stands; invalid where it is filtered out.
    QModelIndex indexOf(quint32 task) const;
    int tasksShown() const { return static_cast<int>(m_places.size()); }
    int tasksInAll() const { return static_cast<int>(m_rows.size()); }

signals:
    /// Rows were made anew or changed.
    void counted();

private:
    struct Phase {
        QString name;
        QVector<quint32> tasks;  ///< those shown
        StatusCounts counts{};   ///< of those shown
    };
    struct Place {
        int phase = 0, row = 0;
    };
    void take(const RunDelta& delta);
    void build();
    void count(Phase& phase) const;
    QString phaseText(const Phase& phase) const;
    Status phaseStatus(const Phase& phase) const;

    TaskScope& m_scope;
    QVector<TaskRow> m_rows;  ///< plan order
    QStringList m_names;
    QVector<Phase> m_phases;
    QHash<quint32, Place> m_places;
};

}  // namespace skein::ui
