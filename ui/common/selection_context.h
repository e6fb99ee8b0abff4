// SelectionContext: the only channel between views: which run, which task, which conflict, which filter. Thread: GUI.
// It must never carry data of the objects, only their numbers, and never moves keyboard focus.
#pragma once

#include <QObject>
#include <QString>
#include <QVector>

namespace skein::ui {

class SelectionContext : public QObject {
    Q_OBJECT
public:
    explicit SelectionContext(QObject* parent = nullptr);

    quint32 run() const { return m_run; }
    quint32 task() const { return m_task; }          ///< 0: none
    quint32 conflict() const { return m_conflict; }  ///< 0: none
    QString filter() const { return m_filter; }

    /// Another run clears task, conflict and filter.
    void setRun(quint32 run);
    void setTask(quint32 task);
    void setConflict(quint32 conflict);
    /// Narrows or widens; the previous filter can be walked back to.
    void setFilter(const QString& filter);
    bool canGoBack() const { return !m_back.isEmpty(); }
    bool canGoForward() const { return !m_forward.isEmpty(); }
    void goBack();
    void goForward();

signals:
    void runChanged(quint32 run);
    void taskChanged(quint32 task);
    void conflictChanged(quint32 conflict);
    void filterChanged(const QString& filter);

private:
    quint32 m_run = 0;
    quint32 m_task = 0;
    quint32 m_conflict = 0;
    QString m_filter;
    QStringList m_back;
    QStringList m_forward;
};

}  // namespace skein::ui
