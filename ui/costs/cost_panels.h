// The two panels beside the chart of Costs: what was saved against a stated baseline, and how the providers do.
// Thread: GUI. Nothing unknown is shown as 0, and no saving without what it is compared with.
#pragma once

#include <QWidget>

#include "ui/bridge/run_view.h"
#include "ui/common/labels.h"

class QVBoxLayout;

namespace skein::ui {

class StatusGlyph;

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
