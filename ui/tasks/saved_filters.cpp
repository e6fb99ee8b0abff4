#include "ui/tasks/saved_filters.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFontMetrics>
#include <QMenu>
#include <QSettings>

#include "ui/tasks/task_filter.h"

namespace skein::ui {

namespace {

const QString settingsKey = QStringLiteral("filters/saved");
constexpr int widestEntry = 360;  // pixels of a filter in a menu; the whole of it is its tool tip

bool isFilter(const QString& text) {
    const ParsedFilter parsed = taskFilterSchema().parse(text);
    return parsed.tree && !parsed.error;
}

}  // namespace

SavedFilters::SavedFilters(CommandRegistry& commands, SelectionContext& selection, bool lasting, QWidget& window)
    : QObject(&window), m_selection(selection), m_window(window), m_lasting(lasting) {
    if (lasting)
        for (const QString& filter : QSettings().value(settingsKey).toStringList())
            if (m_filters.size() < most && filter.size() <= longest && isFilter(filter) && !m_filters.contains(filter))
                m_filters.append(filter);
    commands.add({QStringLiteral("skein.edit.savedFilters"),
                  CommandMenu::Edit,
                  tr("Sa&ved filters\u2026"),
                  tr("Use, keep or forget a filter"),
                  {},
                  {},
                  false,
                  false,
                  {tr("keep"), tr("bookmark"), tr("favourite")}},
                 [this] { openMenu(); });
}

QString SavedFilters::whyNot(const QString& filter) const {
    const QString text = filter.trimmed();
    if (text.isEmpty()) return tr("no filter is set");
    if (m_filters.contains(text)) return tr("it is kept already");
    if (text.size() > longest) return tr("it is longer than %n character(s)", nullptr, longest);
    if (m_filters.size() >= most)
        return tr("%n filter(s) are kept, which is the most; forget one first", nullptr, most);
    return isFilter(text) ? QString() : tr("it is not a filter");
}

void SavedFilters::keep(const QString& filter) {
    if (!whyNot(filter).isEmpty()) return;
    m_filters.prepend(filter.trimmed());
    write();
}

void SavedFilters::forget(const QString& filter) {
    if (m_filters.removeAll(filter) > 0) write();
}

void SavedFilters::write() const {
    if (m_lasting) QSettings().setValue(settingsKey, m_filters);
}

void SavedFilters::openMenu() {
    auto* menu = new QMenu(&m_window);
    menu->setObjectName(QStringLiteral("savedFiltersMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const QFontMetrics metrics(menu->font());
    const auto shown = [&metrics](const QString& filter) {
        return metrics.elidedText(filter, Qt::ElideRight, widestEntry).replace(QLatin1Char('&'), QStringLiteral("&&"));
    };
    const QString now = m_selection.filter().trimmed();
    for (const QString& filter : std::as_const(m_filters)) {
        QAction* use = menu->addAction(shown(filter));
        use->setToolTip(filter);
        use->setCheckable(true);
        use->setChecked(filter == now);
        connect(use, &QAction::triggered, this, [this, filter] { m_selection.setFilter(filter); });
    }
    if (!m_filters.isEmpty()) menu->addSeparator();
    const QString why = whyNot(now);
    QAction* keepIt = menu->addAction(now.isEmpty() ? tr("&Keep this filter") : tr("&Keep %1").arg(shown(now)));
    keepIt->setObjectName(QStringLiteral("keepFilter"));
    keepIt->setEnabled(why.isEmpty());
    keepIt->setToolTip(why.isEmpty() ? now : why);
    connect(keepIt, &QAction::triggered, this, [this, now] { keep(now); });
    QMenu* gone = menu->addMenu(tr("&Forget"));
    gone->setObjectName(QStringLiteral("forgetFilters"));
    gone->setEnabled(!m_filters.isEmpty());
    for (const QString& filter : std::as_const(m_filters))
        connect(gone->addAction(shown(filter)), &QAction::triggered, this, [this, filter] { forget(filter); });
    // Below its button where that is in sight; from the palette or a menu in the middle.
    const auto* button = m_window.findChild<QAbstractButton*>(QStringLiteral("skein.edit.savedFilters.button"));
    menu->popup(button && button->isVisible() ? button->mapToGlobal(QPoint(0, button->height()))
                                              : m_window.mapToGlobal(m_window.rect().center()));
}

}  // namespace skein::ui
