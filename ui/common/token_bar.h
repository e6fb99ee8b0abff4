// TokenBar: a context window on a fixed 0-8K scale with the band as a bracket, so that bars compare across agents
// (ui.md 3.6). Segments say their reason by letter, pattern and colour. Thread: GUI. It must never round a sum away:
// the segments' total is what the header shows.
#pragma once

#include <QVector>
#include <QWidget>

#include "core/base/units.h"
#include "ui/common/theme.h"

namespace skein::ui {

/// Why a part is in a window; order is the order in the legend.
enum class TokenReason { Rules, Task, Dependency, Memory, Pinned, Conflict, Other };
QChar tokenReasonLetter(TokenReason reason);
QString tokenReasonName(TokenReason reason);

struct TokenSegment {
    TokenReason reason = TokenReason::Memory;
    TokenCount tokens;
};

/// A total against its band, in words: "thin", "in band", "heavy", "over cap".
QString bandWord(TokenCount total, TokenCount bandMin, TokenCount bandMax);

class TokenBar : public QWidget {
    Q_OBJECT
public:
    explicit TokenBar(const Theme& theme, QWidget* parent = nullptr);

    /// Segments in prompt order; equal neighbours are drawn as one, parts under 1.5 % of the scale as "other".
    void setWindow(const QVector<TokenSegment>& segments, TokenCount bandMin, TokenCount bandMax);
    TokenCount total() const { return m_total; }
    /// What the bar draws: merged, small parts folded; their sum equals total().
    const QVector<TokenSegment>& drawnSegments() const { return m_drawn; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF barRect() const;
    double scaleX(qint64 tokens) const;
    void paintSegment(QPainter& painter, const QRectF& box, TokenReason reason) const;
    void paintScale(QPainter& painter) const;

    const Theme& m_theme;
    QVector<TokenSegment> m_drawn;
    TokenCount m_total;
    TokenCount m_bandMin{2000};
    TokenCount m_bandMax{5000};
};

/// The fill of a reason: its series colour in its pattern; the same in bar, legend and tables.
void paintReasonSwatch(QPainter& painter, const QRectF& box, TokenReason reason, const Theme& theme);

}  // namespace skein::ui
