// SelectionContext: the only channel between views: which run, which task, which conflict, and the narrowing that all
// views share: one filter and a stack of named subsets (crumbs). Also the way back and forward through places a person
// has been. Thread: GUI. It must never carry data of the objects, only their numbers, and never moves keyboard focus.
#pragma once

#include <QObject>
#include <QString>
#include <QVariant>
#include <QVector>
#include <functional>
#include <optional>

#include "core/base/units.h"

namespace skein::ui {

/// One step of narrowing: only these tasks.
struct Crumb {
    QString name;
    QVector<quint32> tasks;
    QString kind{};    ///< not empty: there is at most one of a kind, whatever its name
    QString detail{};  ///< for whoever made it: how it can be made again
    friend bool operator==(const Crumb&, const Crumb&) = default;
};

/// A stretch of the run's time.
struct TimeStretch {
    Instant from, to;  ///< `from` is not after `to`
    friend bool operator==(const TimeStretch&, const TimeStretch&) = default;
};

class SelectionContext : public QObject {
    Q_OBJECT
public:
    explicit SelectionContext(QObject* parent = nullptr);

    quint32 run() const { return m_run; }
    quint32 task() const { return m_here.task; }     ///< 0: none
    quint32 conflict() const { return m_conflict; }  ///< 0: none
    /// Several tasks that are selected at once; empty: there is at most task().
    const QVector<quint32>& marked() const { return m_marked; }
    /// What is to be acted on: the marked tasks, else the one that is selected.
    QVector<quint32> chosen() const;
    QString filter() const { return m_here.filter; }
    const QVector<Crumb>& crumbs() const { return m_here.crumbs; }
    int view() const { return m_here.view; }
    /// Whether anything is hidden by a filter or a crumb.
    bool isNarrowed() const { return !m_here.filter.isEmpty() || !m_here.crumbs.isEmpty(); }

    /// The stretch of time that the person marked, for every view that sums something up over time; nothing: all of it.
    const std::optional<TimeStretch>& time() const { return m_time; }
    void setTime(const std::optional<TimeStretch>& time);

    /// Another run clears everything else.
    void setRun(quint32 run);
    void setTask(quint32 task);
    /// Fewer than two: none. Selecting a task that is not among them ends it.
    void setMarked(const QVector<quint32>& tasks);
    void setConflict(quint32 conflict);

    /// Another filter; the place before it can be walked back to.
    void setFilter(const QString& filter);
    /// The same while it is being typed: all of it until settleFilter() is one step.
    void typeFilter(const QString& filter);
    void settleFilter() { m_typing = false; }
    /// Narrows further; replaces a crumb of the same name, or of the same kind where it has one.
    void narrow(const Crumb& crumb);
    /// Puts another crumb in the place of the one of its kind, as one step with it: the place before is not kept.
    void shift(const Crumb& crumb);
    /// The crumb of this kind; null: there is none.
    const Crumb* crumbOf(const QString& kind) const;
    void removeKind(const QString& kind);
    void removeCrumb(int index);
    /// No filter, no crumbs.
    void widen();
    /// Takes over run, task, conflict, time and narrowing of another one; the way back is not touched.
    void follow(const SelectionContext& other);
    /// Says which view is shown now.
    void setView(int view);

    /// What a view shows of itself (scroll, zoom) belongs to a place: `take` is asked when it is left, `put` gets the
    /// answer back when the person returns. Both must live as long as this.
    void keepSight(std::function<QVariant()> take, std::function<void(const QVariant&)> put);

    /// What keepSight() takes now, in the order of its calls; and shows such again. Others than these are passed over.
    QVector<QVariant> sights() const;
    void showSights(const QVector<QVariant>& sights);

    bool canGoBack() const { return !m_back.isEmpty(); }
    bool canGoForward() const { return !m_forward.isEmpty(); }
    void goBack();
    void goForward();

signals:
    void runChanged(quint32 run);
    void taskChanged(quint32 task);
    void markedChanged();
    void conflictChanged(quint32 conflict);
    void timeChanged();
    void filterChanged(const QString& filter);
    void crumbsChanged();
    /// A place of the history is to be shown; the other signals have told the rest.
    void viewRequested(int view);
    void historyChanged();

private:
    struct Place {
        int view = 0;
        QString filter;
        QVector<Crumb> crumbs;
        quint32 task = 0;
        QVector<QVariant> sights{};  ///< in the order of m_sights
    };
    struct Sight {
        std::function<QVariant()> take;
        std::function<void(const QVariant&)> put;
    };
    void leave();
    void takeSights();
    void restore(const Place& place);
    void takeCrumbs(const QVector<Crumb>& crumbs);

    quint32 m_run = 0;
    quint32 m_conflict = 0;
    std::optional<TimeStretch> m_time;
    Place m_here;
    QVector<quint32> m_marked;
    bool m_typing = false;
    QVector<Place> m_back, m_forward;
    QVector<Sight> m_sights;
};

}  // namespace skein::ui
