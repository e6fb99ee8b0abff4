// CostBars: what a run cost as one stacked bar each by provider, model and kind of task, largest part first and the
// tail as "other" (ui.md 3.8). A part is a filter: click or Enter asks for its tasks. Its table twin holds every part,
// also those of the tail. Thread: GUI. It redraws only when told, and animates nothing.
#pragma once

#include <QtCharts/QChartView>

#include "ui/common/chart_table.h"
#include "ui/common/theme.h"
#include "ui/costs/cost_rows.h"

class QBarCategoryAxis;
class QHorizontalPercentBarSeries;
class QGraphicsSimpleTextItem;

namespace skein::ui {

/// One bar: the sums of a run by one grouping.
struct CostBar {
    CostGrouping grouping = CostGrouping::Kind;
    QVector<CostRow> rows;
};

/// A part of a bar: a row, or the tail.
struct CostPart {
    CostRow sum;
    QVector<CostRow> rows;  ///< what it is made of; more than one: the tail
    double share = 0;       ///< of its bar, 0 to 1
};

/// Rows as parts, largest first: by cost, or, where none is known, by tokens. At most six: the sixth is the rest.
/// Rows of nothing are left out.
QVector<CostPart> partsOf(const QVector<CostRow>& rows);

class CostBars : public QChartView, public TabularChart {
    Q_OBJECT
public:
    explicit CostBars(const Theme& theme, QWidget* parent = nullptr);
    /// From top to bottom; a bar of nothing stays empty. `certainty`: of the amounts.
    void setBars(const QVector<CostBar>& bars);
    /// Whether there is any part to draw.
    bool hasParts() const;
    const QVector<QVector<CostPart>>& parts() const { return m_parts; }
    ChartTable chartTable() const override;
    /// Where a part stands, in coordinates of the viewport; empty for none.
    QRect partRect(int bar, int part) const;
    /// "anthropic: $12.40, 43 % by provider, 210 tasks, 1,200 tokens in (300 cached) and 400 out".
    QString partText(int bar, int part) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void partWanted(CostGrouping grouping, const CostPart& part);
    /// The part under the pointer, or with the keyboard; empty for none.
    void described(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Place {
        int bar = -1, part = -1;
        bool operator==(const Place&) const = default;
    };
    void follow();
    /// Makes room for the names of the bars.
    void fit();
    void label();
    void moveTo(Place place);
    Place partAt(QPoint at) const;
    bool has(Place place) const;
    void want(Place place);

    const Theme& m_theme;
    QHorizontalPercentBarSeries* m_series;
    QBarCategoryAxis* m_names;
    QVector<CostBar> m_bars;
    QVector<QVector<CostPart>> m_parts;  ///< by bar
    QVector<QGraphicsSimpleTextItem*> m_labels;
    Place m_at;     ///< with the keyboard
    Place m_hover;  ///< under the pointer
};

}  // namespace skein::ui
