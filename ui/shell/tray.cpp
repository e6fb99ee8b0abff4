#include "ui/shell/tray.h"

#include <QMenu>
#include <QPainter>

#include "ui/common/status_glyph.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

constexpr int redrawMs = 1000;  // ui.md 4.7

QIcon glyphIcon(const Theme& theme, Status status) {
    QIcon icon;
    for (const int side : {16, 22, 24, 32, 48}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        // The tray's background is the desktop's: a disc of our own keeps the shape readable on any.
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Token::BgBase));
        painter.drawEllipse(QRectF(0, 0, side, side));
        const double margin = side * 0.16;
        paintStatusGlyph(painter, QRectF(margin, margin, side - 2 * margin, side - 2 * margin), status, theme);
        icon.addPixmap(pixmap);
    }
    return icon;
}

Status statusOf(const RunSummary& summary) {
    if (summary.phase == RunPhase::None) return Status::Unknown;
    if (summary.conflictsOpen > 0 || summary.paused > 0 || isHeld(summary.phase)) return Status::NeedsYou;
    return runGlyph(summary.phase);
}

}  // namespace

Tray::Tray(const Theme& theme, CommandRegistry& commands, RunFeed& feed, QObject* parent)
    : QObject(parent), m_theme(theme), m_menu(std::make_unique<QMenu>()) {
    isAvailable = [] { return QSystemTrayIcon::isSystemTrayAvailable(); };
    QAction* open = m_menu->addAction(tr("Open Skein"));
    connect(open, &QAction::triggered, this, &Tray::opened);
    // Who asks for what needs them from here wants to see it.
    QAction* next = commands.action(QStringLiteral("skein.go.nextNeedsMe"));
    m_menu->addAction(next);
    connect(m_menu.get(), &QMenu::triggered, this, [this, next](QAction* action) {
        if (action == next) emit opened();
    });
    m_menu->addAction(commands.action(QStringLiteral("skein.run.hold")));
    m_menu->addSeparator();
    m_menu->addAction(commands.action(QStringLiteral("skein.file.quit")));
    m_icon.setContextMenu(m_menu.get());
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick) emit opened();
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(redrawMs);
    connect(&m_soon, &QTimer::timeout, this, &Tray::draw);
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (!delta.summary) return;
        m_summary = *delta.summary;
        if (!m_soon.isActive()) m_soon.start();
    });
    connect(&theme, &Theme::changed, this, [this] {
        if (!m_soon.isActive()) m_soon.start();
    });
    draw();
    m_icon.show();  // where a tray comes later, Qt shows it there
}

Tray::~Tray() { m_icon.hide(); }

void Tray::draw() {
    m_shown = statusOf(m_summary);
    m_icon.setIcon(glyphIcon(m_theme, m_shown));
    m_icon.setToolTip(m_summary.phase == RunPhase::None ? tr("Skein: no run")
                                                        : tr("%1: %2").arg(m_summary.name, runWord(m_summary)) +
                                                              QLatin1Char('\n') + runSentence(m_summary));
}

}  // namespace skein::ui
