// The parts around the chart of Costs: the bar of the budget, what was saved against a stated baseline, and how the
// providers do.
// Thread: GUI. Nothing unknown is shown as 0, and no saving without what it is compared with.
#pragma once

#include <QWidget>

#include "ui/bridge/run_view.h"
#include "ui/common/labels.h"

class QVBoxLayout;

namespace skein::ui {

class StatusGlyph;

/// Spent, reserved and what is left of a budget as one bar; without a budget only the amount.
class MeterBar : public QWidget {
    Q_OBJECT
public:
    explicit MeterBar(const Theme& theme, QWidget* parent = nullptr);
    void setAmounts(MicroUsd spent, MicroUsd reserved, std::optional<MicroUsd> budget);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    MicroUsd m_spent, m_reserved;
    std::optional<MicroUsd> m_budget;
};

class SavingsPanel : public QWidget {
    Q_OBJECT
public:
    explicit SavingsPanel(const Theme& theme, QWidget* parent = nullptr);
    /// Without a story it is still being read. `spent` as the run tells.
    void tell(const RunSummary& summary, const std::optional<CostStory>& story);

private:
    ThemedLabel *m_amount, *m_baseline, *m_waste;
};

class ProvidersPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProvidersPanel(const Theme& theme, QWidget* parent = nullptr);
    void tell(const RunSummary& summary);

private:
    struct Line {
        QWidget* box;
        StatusGlyph* glyph;
        ThemedLabel *state, *detail;
    };
    const Theme& m_theme;
    QVBoxLayout* m_column;
    ThemedLabel* m_none;
    QVector<Line> m_lines;
};

}  // namespace skein::ui
