#include "ui/common/token_bar.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/common/formats.h"

namespace skein::ui {

namespace {

constexpr qint64 scaleEnd = 8000;        // ui.md 3.6: the fixed scale
constexpr double smallestShare = 0.015;  // below this a part merges into "other" in the bar

struct ReasonLook {
    int series;  // -1: muted text colour
    Qt::BrushStyle pattern;
};

ReasonLook lookOf(TokenReason reason) {
    switch (reason) {
        case TokenReason::Rules: return {4, Qt::SolidPattern};
        case TokenReason::Task: return {0, Qt::SolidPattern};
        case TokenReason::Dependency: return {2, Qt::BDiagPattern};
        case TokenReason::Memory: return {3, Qt::Dense5Pattern};
        case TokenReason::Pinned: return {1, Qt::VerPattern};
        case TokenReason::Conflict: return {5, Qt::CrossPattern};
        case TokenReason::Other: return {-1, Qt::HorPattern};
    }
    return {-1, Qt::HorPattern};
}

}  // namespace

QChar tokenReasonLetter(TokenReason reason) {
    constexpr char letters[] = {'R', 'T', 'D', 'M', 'P', 'K', '+'};
    return QLatin1Char(letters[static_cast<int>(reason)]);
}

QString tokenReasonName(TokenReason reason) {
    switch (reason) {
        case TokenReason::Rules: return TokenBar::tr("Rules");
        case TokenReason::Task: return TokenBar::tr("Task");
        case TokenReason::Dependency: return TokenBar::tr("Dependency result");
        case TokenReason::Memory: return TokenBar::tr("Memory");
        case TokenReason::Pinned: return TokenBar::tr("Pinned decision");
        case TokenReason::Conflict: return TokenBar::tr("Conflict note");
        case TokenReason::Other: return TokenBar::tr("Other");
    }
    return {};
}

QString bandWord(TokenCount total, TokenCount bandMin, TokenCount bandMax) {
    if (total < bandMin) return TokenBar::tr("thin");
    if (total <= bandMax) return TokenBar::tr("in band");
    return total.value <= scaleEnd ? TokenBar::tr("heavy") : TokenBar::tr("over cap");
}

void paintReasonSwatch(QPainter& painter, const QRectF& box, TokenReason reason, const Theme& theme) {
    const ReasonLook look = lookOf(reason);
    const QColor colour = look.series < 0 ? theme.color(Token::TextMuted) : theme.series(look.series);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (look.pattern != Qt::SolidPattern) painter.fillRect(box, mixed(theme.color(Token::BgBase), colour, 0.22));
    painter.fillRect(box, QBrush(colour, look.pattern));
    painter.setPen(QPen(colour, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

TokenBar::TokenBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void TokenBar::setWindow(const QVector<TokenSegment>& segments, TokenCount bandMin, TokenCount bandMax) {
    m_bandMin = bandMin;
    m_bandMax = bandMax;
    m_total = {};
    QVector<TokenSegment> merged;
    for (const TokenSegment& segment : segments) {
        m_total += segment.tokens;
        if (!merged.isEmpty() && merged.back().reason == segment.reason) merged.back().tokens += segment.tokens;
        else merged.append(segment);
    }
    const double threshold = smallestShare * static_cast<double>(std::max<qint64>(scaleEnd, m_total.value));
    m_drawn.clear();
    TokenCount small;
    for (const TokenSegment& segment : merged) {
        if (static_cast<double>(segment.tokens.value) < threshold) small += segment.tokens;
        else m_drawn.append(segment);
    }
    if (small.value > 0) m_drawn.append({TokenReason::Other, small});
    QStringList parts;
    for (const TokenSegment& segment : m_drawn)
        parts.append(tr("%1 %2").arg(tokenReasonName(segment.reason), tokenText(segment.tokens)));
    setAccessibleName(tr("Context window, %1 tokens, %2").arg(tokenText(m_total), bandWord(m_total, bandMin, bandMax)));
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
    update();
}

QSize TokenBar::sizeHint() const {
    const int caption = QFontMetrics(m_theme.font(TextRole::Caption)).height();
    return {m_theme.px(320), caption + 10 + m_theme.px(28)};
}

QSize TokenBar::minimumSizeHint() const { return {m_theme.px(160), sizeHint().height()}; }

QRectF TokenBar::barRect() const {
    const double top = height() - m_theme.px(28);
    return {1, top, width() - 2.0, static_cast<double>(m_theme.px(28)) - 1};
}

double TokenBar::scaleX(qint64 tokens) const {
    const QRectF bar = barRect();
    return bar.left() + bar.width() * static_cast<double>(std::min(tokens, scaleEnd)) / scaleEnd;
}

void TokenBar::paintSegment(QPainter& painter, const QRectF& box, TokenReason reason) const {
    paintReasonSwatch(painter, box, reason, m_theme);
    const QFont font = m_theme.font(TextRole::Caption);
    const QFontMetrics metrics(font);
    const QString letter(tokenReasonLetter(reason));
    const double pill = metrics.horizontalAdvance(letter) + 8;
    if (box.width() < pill + 4) return;
    const QRectF plate(box.center().x() - pill / 2, box.center().y() - metrics.height() / 2.0, pill, metrics.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::BgBase));
    painter.drawRoundedRect(plate, 3, 3);
    painter.setPen(m_theme.color(Token::TextPrimary));
    painter.setFont(font);
    painter.drawText(plate, Qt::AlignCenter, letter);
}

void TokenBar::paintScale(QPainter& painter) const {
    const QFont font = m_theme.font(TextRole::Caption);
    painter.setFont(font);
    const QFontMetrics metrics(font);
    const QRectF bar = barRect();
    const auto words = [](qint64 mark) {
        return mark == 0 ? QStringLiteral("0")
                         : tr("%1K").arg(QLocale().toString(static_cast<double>(mark) / 1000, 'g', 3));
    };
    // The band comes first; what has no room beside it is left out, never drawn over it.
    QVector<QPair<double, double>> taken;
    const auto put = [&](const QString& text, double centre, Token token) {
        const double half = metrics.horizontalAdvance(text) / 2.0;
        const double x = std::clamp(centre - half, 0.0, std::max(0.0, width() - 2 * half));
        for (const auto& [from, to] : taken)
            if (x < to + 6 && x + 2 * half > from - 6) return false;
        taken.append({x, x + 2 * half});
        painter.setPen(m_theme.color(token));
        painter.drawText(QPointF(x, metrics.ascent()), text);
        return true;
    };
    const double low = scaleX(m_bandMin.value), high = scaleX(m_bandMax.value);
    const double both =
        (metrics.horizontalAdvance(words(m_bandMin.value)) + metrics.horizontalAdvance(words(m_bandMax.value))) / 2.0;
    if (high - low < both + 6) {
        put(tr("%1\u2013%2").arg(words(m_bandMin.value), words(m_bandMax.value)), (low + high) / 2, Token::TextPrimary);
    } else {
        put(words(m_bandMin.value), low, Token::TextPrimary);
        put(words(m_bandMax.value), high, Token::TextPrimary);
    }
    for (const qint64 mark : {qint64{0}, scaleEnd}) put(words(mark), scaleX(mark), Token::TextMuted);
    const double y = bar.top() - 4;
    painter.setPen(QPen(m_theme.color(Token::TextPrimary), 1.5));
    painter.drawPolyline(QPolygonF{{low, y + 4}, {low, y}, {high, y}, {high, y + 4}});
}

void TokenBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar = barRect();
    painter.setPen(QPen(m_theme.color(Token::BorderControl), 1, Qt::SolidLine));
    painter.setBrush(m_theme.color(Token::BgBase));
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
    qint64 from = 0;
    for (const TokenSegment& segment : m_drawn) {
        const double left = scaleX(from) + (from > 0 ? 1 : 2);
        const double right = scaleX(from + segment.tokens.value) - 1;
        from += segment.tokens.value;
        if (right - left < 1) continue;
        paintSegment(painter, QRectF(left, bar.top() + 2, right - left, bar.height() - 4), segment.reason);
    }
    if (m_total.value > scaleEnd) {
        painter.setPen(QPen(m_theme.color(Token::BgBase), 3));
        const double x = bar.right() - 12;
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + 5, bar.top()));
        painter.drawLine(QPointF(x + 5, bar.bottom()), QPointF(x + 10, bar.top()));
    }
    paintScale(painter);
}

bool TokenBar::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const double x = static_cast<QHelpEvent*>(event)->pos().x();
        qint64 from = 0;
        for (const TokenSegment& segment : m_drawn) {
            if (x >= scaleX(from) && x < scaleX(from + segment.tokens.value)) {
                QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(),
                                   tr("%1: %2 tokens").arg(tokenReasonName(segment.reason), tokenText(segment.tokens)),
                                   this);
                return true;
            }
            from += segment.tokens.value;
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace skein::ui
