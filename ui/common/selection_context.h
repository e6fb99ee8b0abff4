// SelectionContext: the only channel between views: which run, which task, which conflict, and the narrowing that all
// views share: one filter and a stack of named subsets (crumbs). Also the way back and forward through places a person
// has been. Thread: GUI. It must never carry data of the objects, only their numbers, and never moves keyboard focus.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QVector>
#include <functional>

namespace skein::ui {

/// One step of narrowing: only these tasks.
struct Crumb {
    QString name;
    QVector<quint32> tasks;
    friend bool operator==(const Crumb&, const Crumb&) = default;
};

class SelectionContext : public QObject {
    Q_OBJECT
public:
    explicit SelectionContext(QObject* parent = nullptr);

    quint32 run() const { return m_run; }
    quint32 task() const { return m_here.task; }     ///< 0: none
    quint32 conflict() const { return m_conflict; }  ///< 0: none
    QString filter() const { return m_here.filter; }
    const QVector<Crumb>& crumbs() const { return m_here.crumbs; }
    int view() const { return m_here.view; }
    /// Whether anything is hidden by a filter or a crumb.
    bool isNarrowed() const { return !m_here.filter.isEmpty() || !m_here.crumbs.isEmpty(); }

    /// Another run clears everything else.
    void setRun(quint32 run);
    void setTask(quint32 task);
    void setConflict(quint32 conflict);

    /// Another filter; the place before it can be walked back to.
    void setFilter(const QString& filter);
    /// The same while it is being typed: all of it until settleFilter() is one step.
    void typeFilter(const QString& filter);
    void settleFilter() { m_typing = false; }
    /// Narrows further; replaces a crumb of the same name.
    void narrow(const Crumb& crumb);
    void removeCrumb(int index);
    /// No filter, no crumbs.
    void widen();
    /// Says which view is shown now.
    void setView(int view);

    /// How far the parts of a view are scrolled, by their name; asked when a place is left.
    using Scroll = QHash<QString, int>;
    void setScrollSource(std::function<Scroll(int view)> source) { m_scroll = std::move(source); }

    bool canGoBack() const { return !m_back.isEmpty(); }
    bool canGoForward() const { return !m_forward.isEmpty(); }
    void goBack();
    void goForward();

signals:
    void runChanged(quint32 run);
    void taskChanged(quint32 task);
    void conflictChanged(quint32 conflict);
    void filterChanged(const QString& filter);
    void crumbsChanged();
    /// A place of the history is to be shown; the other signals have told the rest.
    void viewRequested(int view);
    /// ... and scrolled like this, after everything else.
    void scrollRequested(const QHash<QString, int>& scroll);
    void historyChanged();

private:
    struct Place {
        int view = 0;
        QString filter;
        QVector<Crumb> crumbs;
        quint32 task = 0;
        Scroll scroll{};
    };
    void leave();
    void restore(const Place& place);
    void takeCrumbs(const QVector<Crumb>& crumbs);

    quint32 m_run = 0;
    quint32 m_conflict = 0;
    Place m_here;
    std::function<Scroll(int)> m_scroll;
    bool m_typing = false;
    QVector<Place> m_back, m_forward;
};

}  // namespace skein::ui
