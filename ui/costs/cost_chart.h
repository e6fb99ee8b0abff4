// CostChart: what a run has spent or used over time, as one rising line against its budget, and how it
// probably goes on; times in which nothing ran are hatched. Its table twin holds the same points. Thread: GUI. It
// redraws only when given new points, at most once a second by its owner, and animates nothing.
#pragma once

#include <QtCharts/QChartView>

#include "ui/bridge/run_view.h"
#include "ui/common/chart_table.h"
#include "ui/common/theme.h"

class QAreaSeries;
class QDateTimeAxis;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QValueAxis;

namespace skein::ui {

class CostChart : public QChartView, public TabularChart {
    Q_OBJECT
public:
    explicit CostChart(const Theme& theme, QWidget* parent = nullptr);
    /// Shows money when any was spent, else tokens. The line starts at the run's start and ends at its end or `asOf`.
    /// With a forecast that rests on enough, the plot goes on to its end: the middle, and the band from P10 to P90.
    /// `waits`: of the run; those in which nothing ran are hatched.
    void setHistory(const QVector<SpendPoint>& points, const RunSummary& summary, const Forecast& forecast,
                    const QVector<WaitSpan>& waits = {});
    ChartTable chartTable() const override;
    /// What is hatched, within what is shown.
    const QVector<WaitSpan>& gaps() const { return m_gaps; }
    /// "$1.20 spent in 12 steps of time, budget $5.00": what a screen reader gets.
    QString sentence() const { return accessibleDescription(); }
    bool showsMoney() const { return m_money; }
    const QLineSeries& line() const { return *m_line; }
    /// The middle of the forecast; empty: there is none.
    const QLineSeries& middle() const { return *m_middle; }
    const QLineSeries& upper() const { return *m_upper; }
    const QLineSeries& lower() const { return *m_lower; }

signals:
    /// Enter or Space on it.
    void tableWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void follow();
    void place();
    void showTimes(const QDateTime& from, const QDateTime& until);
    struct Scale {
        double top;
        int parts;
    };
    /// The next larger round number in round parts, so that the axis changes rarely.
    static Scale scaleFor(double value);

    const Theme& m_theme;
    QLineSeries* m_line;
    QLineSeries* m_budget;
    QLineSeries *m_middle, *m_upper, *m_lower;
    QAreaSeries* m_band;
    QDateTimeAxis* m_time;
    QValueAxis* m_amount;
    QGraphicsSimpleTextItem *m_lineLabel, *m_budgetLabel, *m_forecastLabel, *m_simulatedLabel;
    bool m_money = true;
    QVector<WaitSpan> m_gaps;
    QVector<SpendPoint> m_points;
    RunSummary m_summary;
    Forecast m_forecast;
    Instant m_shownUntil;  ///< end of the forecast; 0: there is none
};

}  // namespace skein::ui
