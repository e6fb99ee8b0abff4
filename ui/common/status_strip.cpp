#include "ui/common/status_strip.h"

#include <QLocale>
#include <QPainter>
#include <numeric>

namespace skein::ui {

namespace {

constexpr double smallestSegment = 6;  // ui.md 3.3
constexpr double gap = 1;

/// What needs a person, then what is done, so that a bar fills from the left; what has not begun stays the groove.
constexpr Status barOrder[] = {Status::NeedsYou, Status::Failed,  Status::Done,     Status::Reused, Status::Running,
                               Status::Retrying, Status::Backoff, Status::Unknown,  Status::Ready,  Status::Waiting,
                               Status::Held,     Status::Skipped, Status::Cancelled};
static_assert(std::size(barOrder) == statusCount);

}  // namespace

void paintStatusStrip(QPainter& painter, const QRectF& box, const StatusCounts& counts, const Theme& theme) {
    const qint64 total = std::accumulate(counts.begin(), counts.end(), qint64{0});
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(theme.color(Token::BgWindow), theme.color(Token::TextPrimary), 0.12));
    const double radius = std::min(box.height() / 2, 4.0);
    painter.drawRoundedRect(box, radius, radius);
    if (total > 0) {
        int present = 0;
        for (const int count : counts) present += count > 0;
        const double flexible = std::max(0.0, box.width() - present * (smallestSegment + gap));
        double x = box.left();
        for (const Status status : barOrder) {
            const int count = counts[static_cast<std::size_t>(status)];
            if (count == 0) continue;
            const double width = smallestSegment + flexible * count / static_cast<double>(total);
            if (toneOf(status) != Tone::Idle) {
                const QColor tone = theme.tone(status);
                const QRectF part(x, box.top(), std::min(width, box.right() - x), box.height());
                painter.setBrush(tone);
                painter.drawRoundedRect(part, radius, radius);
                if (status == Status::Running || status == Status::NeedsYou || status == Status::Reused) {
                    const Qt::BrushStyle pattern = status == Status::Running  ? Qt::FDiagPattern
                                                   : status == Status::Reused ? Qt::Dense6Pattern
                                                                              : Qt::DiagCrossPattern;
                    painter.setBrush(QBrush(theme.color(Token::BgBase), pattern));
                    painter.setOpacity(0.35);
                    painter.drawRoundedRect(part, radius, radius);
                    painter.setOpacity(1);
                }
            }
            x += width + gap;
        }
    }
    painter.restore();
}

QString statusCountsText(const StatusCounts& counts) {
    QStringList parts;
    for (const Status status : allStatuses()) {
        const int count = counts[static_cast<std::size_t>(status)];
        if (count > 0 && status == Status::NeedsYou) parts.append(StatusStrip::tr("%n need{s} you", nullptr, count));
        else if (count > 0)
            parts.append(StatusStrip::tr("%1 %2").arg(QLocale().toString(count), statusWord(status).toLower()));
    }
    return parts.isEmpty() ? StatusStrip::tr("no tasks") : QLocale().createSeparatedList(parts);
}

StatusStrip::StatusStrip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void StatusStrip::setCounts(const StatusCounts& counts) {
    if (counts == m_counts) return;
    m_counts = counts;
    const QString words = statusCountsText(counts);
    setAccessibleName(tr("Progress: %1").arg(words));
    setToolTip(words);
    update();
}

QSize StatusStrip::sizeHint() const { return {m_theme.px(140), m_theme.px(8)}; }
QSize StatusStrip::minimumSizeHint() const { return {m_theme.px(60), m_theme.px(8)}; }

void StatusStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintStatusStrip(painter, rect(), m_counts, m_theme);
}

}  // namespace skein::ui
