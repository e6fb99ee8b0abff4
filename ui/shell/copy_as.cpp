#include "ui/shell/copy_as.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include "ui/common/chart_table.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

QVector<QStringList> cellsOf(const QString& tabbed) {
    QVector<QStringList> lines;
    for (const QString& line : tabbed.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        lines.append(line.split(QLatin1Char('\t')));
    return lines;
}

/// The table that has the keyboard, else the first one in sight.
const Table* tableIn(const QWidget& view) {
    if (const auto* focused = qobject_cast<const Table*>(QApplication::focusWidget())) return focused;
    for (const auto* table : view.findChildren<const Table*>())
        if (table->isVisible()) return table;
    return nullptr;
}

}  // namespace

QString rowsAsCsv(const QString& tabbed) {
    QVector<QStringList> lines = cellsOf(tabbed);
    if (lines.isEmpty()) return {};
    const QStringList titles = lines.takeFirst();
    return commaText(titles, lines);
}

QString rowsAsMarkdown(const QString& tabbed) {
    QString text;
    const QVector<QStringList> lines = cellsOf(tabbed);
    for (int i = 0; i < lines.size(); ++i) {
        QString line = QStringLiteral("|");
        for (QString cell : lines[i]) {
            cell.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('|'), QLatin1String("\\|"));
            line += QLatin1Char(' ') + cell + QLatin1String(" |");
        }
        text += line + QLatin1Char('\n');
        if (i == 0) text += QLatin1Char('|') + QStringLiteral(" --- |").repeated(lines[0].size()) + QLatin1Char('\n');
    }
    return text;
}

QMenu* openCopyAs(QWidget& window, QWidget& view, const QString& link,
                  const std::function<void(const QString&)>& copied) {
    const Table* table = tableIn(view);
    const QString rows = table ? table->selectedText() : QString();
    const QString noRows = table ? tr("no row is chosen") : tr("this view has no table");
    QWidget* focus = QApplication::focusWidget();
    QWidget& at = focus && window.isAncestorOf(focus) ? *focus : view;
    auto* menu = new QMenu(&window);
    menu->setObjectName(QStringLiteral("copyAsMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto add = [&](const char* name, const QString& words, const QString& text, const QString& missing,
                         const QString& done) {
        QAction* action = menu->addAction(text.isEmpty() ? tr("%1 (%2)").arg(words, missing) : words);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(!text.isEmpty());
        QObject::connect(action, &QAction::triggered, &window, [text, done, copied] {
            QApplication::clipboard()->setText(text);
            copied(done);
        });
    };
    add("copyAsLink", tr("&Link to what is shown"), link, tr("there is no run"), tr("The link is on the clipboard"));
    const QString told = tr("The chosen rows are on the clipboard");
    add("copyAsTabs", tr("Rows with &tabs between (Ctrl+C)"), rows, noRows, told);
    add("copyAsCsv", tr("Rows as &CSV"), rowsAsCsv(rows), noRows, told);
    add("copyAsMarkdown", tr("Rows as a table of &Markdown"), rowsAsMarkdown(rows), noRows, told);
    menu->popup(at.mapToGlobal(QPoint(at.width() / 3, at.height() / 3)));
    return menu;
}

}  // namespace skein::ui
