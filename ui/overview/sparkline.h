// Sparkline: one quantity over the run as a small filled step line on the time axis that all of them share; times in
// which nothing ran are hatched. Thread: GUI. It must never be the only place of a number: its caption says it.
#pragma once

#include <QWidget>

#include "ui/common/chart_table.h"
#include "ui/common/theme.h"
#include "ui/overview/digest.h"

namespace skein::ui {

/// Steps: from each time on, this value.
using Steps = QVector<QPair<qint64, double>>;

/// At most `columns` steps that keep the highest and lowest of each column (ui.md section 6.7).
Steps thinned(const Steps& steps, TimeRange range, int columns);

class Sparkline : public QWidget, public TabularChart {
    Q_OBJECT
public:
    Sparkline(const Theme& theme, int series, QWidget* parent = nullptr);
    /// `limit` above 0 is drawn as a dashed line. `name` and `value` are the caption, also for assistive technology.
    void setData(const QString& name, const QString& value, const Steps& steps, TimeRange range,
                 const QVector<WaitSpan>& gaps, double limit = 0);
    ChartTable chartTable() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// A click, Enter or Space on it.
    void tableWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    const Theme& m_theme;
    int m_series;
    QString m_name, m_value;
    Steps m_steps;
    TimeRange m_range;
    QVector<WaitSpan> m_gaps;
    double m_limit = 0;
};

/// Hatches a stretch of time in which nothing was recorded or the run was held.
void paintGap(QPainter& painter, const QRectF& box, const Theme& theme);

}  // namespace skein::ui
