// TimeAxis: the times above the bars of the timeline; where an idle stretch is left out, it says how long that was.
// Thread: GUI.
#pragma once

#include "ui/timeline/timeline_tree.h"

namespace skein::ui {

class TimeAxis : public QWidget {
    Q_OBJECT
public:
    TimeAxis(const Theme& theme, const TimelineTree& tree, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    /// What is said where an idle stretch is left out: "3 h 12 min idle".
    static QString breakText(Duration idle);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    void describe();
    QString sentence(const TimeRange& idle) const;
    void paintTicks(QPainter& painter, TimeRange part, qint64 step);
    bool isFree(const QRectF& words) const;
    QRectF bars() const;

    const Theme& m_theme;
    const TimelineTree& m_tree;
    QVector<QRectF> m_taken;  ///< by words, while it paints
    QDate m_day;              ///< the last one that a tick was on
};

/// Distance of the ticks, in microseconds: the smallest round one that leaves `least` pixels between two.
qint64 tickStep(qint64 range, double width, double least);

}  // namespace skein::ui
