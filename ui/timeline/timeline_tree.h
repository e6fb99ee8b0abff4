// TimelineTree: lanes as rows of a real tree, so that keyboard and screen readers reach them; the bars are drawn by its
// delegate on one time axis. Bars narrower than a pixel merge, failures and waits never do. Thread: GUI.
#pragma once

#include <QStyledItemDelegate>
#include <QTreeView>

#include "ui/common/tables.h"
#include "ui/common/theme.h"
#include "ui/timeline/time_scale.h"
#include "ui/timeline/timeline_rows.h"

class QStandardItemModel;

namespace skein::ui {

class TimelineTree : public ReadWhenFocused<QTreeView> {
    Q_OBJECT
public:
    TimelineTree(const Theme& theme, QWidget* parent = nullptr);

    /// The picture must outlive the tree; call it again after every change of its spans.
    void setLanes(const RunPicture& picture, QVector<Lane> lanes);
    const TimeWindow& window() const { return m_window; }
    const RunPicture* picture() const { return m_picture; }
    const Lane* laneAt(const QModelIndex& index) const;
    /// The lanes of the marked rows, wherever they stand by now; of a closed group of idle agents: those in it.
    QVector<const Lane*> markedLanes() const;
    bool isMarked(const QModelIndex& index) const;
    /// Where bars are drawn, in the viewport: the names stand to the right of it where people read to the left.
    QRect barArea() const;
    quint32 selectedTask() const { return m_task; }
    /// How an attempt stands: one that did not end is unknown where nobody is at work on the run any more.
    Status statusOf(const AttemptSpan& span) const;
    /// Bars in colours of a series instead of their state's; failures keep theirs.
    void setColours(BarColour colour);
    BarColour colours() const { return m_colour; }
    const BarSeries& series() const { return m_series; }
    /// Index of a series for this attempt; -1: its state's colour.
    int seriesOfSpan(const AttemptSpan& span) const;
    /// Name of the lane in the current row; empty: none.
    QString currentLane() const;

    /// The whole of time and what of it was idle; `now` grows while the run runs.
    void setTimes(TimeRange all, const QVector<TimeRange>& idle);
    /// Idle stretches as long as they were, instead of as breaks.
    void setTrueTime(bool on);
    bool isTrueTime() const { return m_trueTime; }
    const QVector<TimeRange>& idle() const { return m_idle; }
    /// Whether some of it is long enough to be drawn as a break.
    bool hasBreaks() const { return m_hasBreaks; }
    /// Of what is in sight.
    const TimeScale& scale() const { return m_window.scale(barArea().width()); }
    void zoom(double factor, std::optional<double> anchorX = {});
    void pan(double share);
    void fit();
    /// Shows exactly this; a person's doing.
    void showRange(TimeRange range);
    void setFollowing(bool on);
    bool isFollowing() const { return m_following; }
    void selectTask(quint32 task);
    void clearMark();
    /// Marks the chosen attempt in its row or, where there is none, the middle of what is in sight.
    void mark();
    /// What is in sight, and how far down; for showPlace().
    struct Place {
        TimeRange shown;
        bool fitted = true, following = true;
        int scrolled = 0;
        friend bool operator==(const Place&, const Place&) = default;
    };
    friend QDataStream& operator<<(QDataStream& out, const Place& place) {
        return out << qint64{place.shown.from.value} << qint64{place.shown.to.value} << place.fitted << place.following
                   << place.scrolled;
    }
    friend QDataStream& operator>>(QDataStream& in, Place& place) {
        qint64 from = 0, to = 0;
        in >> from >> to >> place.fitted >> place.following >> place.scrolled;
        place.shown = {{from}, {to}};
        return in;
    }
    Place place() const;
    void showPlace(const Place& place);

signals:
    void windowChanged();
    void markChanged();
    void taskChosen(quint32 task);
    void followingChanged();
    /// The current row is to be pinned above the others, or no longer.
    void pinWanted();
    void trueTimeChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void addLane(const Lane& lane, class QStandardItem* parent);
    void moved();
    void fitIdle();
    /// Shows what lies so many pixels around a time, at this scale.
    void showAround(const TimeScale& scale, Instant at, double before);
    bool isInBars(QPoint at) const;
    QString keyOf(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& key, const QModelIndex& parent = {}) const;
    /// Takes the rows from where the mark began to where it ends.
    void takeMarkedRows();
    int spanAt(QPoint at) const;
    void stepInRow(int direction);
    /// The keyboard's way of dragging: Shift with an arrow moves the end of the marked area.
    void extendMark(int key);
    void setMark(Instant from, Instant to);
    QString spanText(const AttemptSpan& span) const;

    const Theme& m_theme;
    const RunPicture* m_picture = nullptr;
    QVector<Lane> m_lanes;
    QStandardItemModel* m_model;
    QStringList m_shape;  ///< names of the lanes shown; rebuilt only when it changes
    TimeWindow m_window;
    BarColour m_colour = BarColour::State;
    BarSeries m_series;
    bool m_idleOpen = false;
    QVector<TimeRange> m_idle;
    double m_breakWidth = 0;
    bool m_hasBreaks = false;
    bool m_trueTime = false;
    bool m_following = true, m_fitted = true;
    quint32 m_task = 0;
    QPoint m_pressedAt;
    bool m_dragging = false;
    QString m_markFrom, m_markTo;  ///< keys of the rows: they outlive the rows themselves
    QSet<QString> m_marked;
    Instant m_markAnchor, m_markEnd;  ///< of a mark by key: the end that stays, and the one that moves
};

}  // namespace skein::ui
