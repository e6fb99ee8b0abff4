// TimelineRates: how much went on, above the rows of the timeline and on its time axis: running agents against those
// there are, and calls begun per minute. Both are sentences too. Thread: GUI.
#pragma once

#include "ui/timeline/timeline_tree.h"

namespace skein::ui {

class TimelineRates : public QWidget {
    Q_OBJECT
public:
    TimelineRates(const Theme& theme, const TimelineTree& tree, QWidget* parent = nullptr);
    /// The spans must outlive it; call it again after every change of them.
    void setRun(const QVector<AttemptSpan>& spans, const RunSummary& summary);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();
    QRectF bars() const;
    void paintLine(QPainter& painter, const QRectF& row, const QString& name, const QVector<double>& values,
                   double most, int series, bool fill) const;

    const Theme& m_theme;
    const TimelineTree& m_tree;
    const QVector<AttemptSpan>* m_spans = nullptr;
    int m_agents = 0, m_running = 0;
    bool m_live = false;
    bool m_noModel = false;  ///< agents that call none
    double m_rate = 0;       ///< calls a minute of what is in sight
};

}  // namespace skein::ui
