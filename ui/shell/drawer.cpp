#include "ui/shell/drawer.h"

#include <QHeaderView>
#include <QLocale>
#include <QStandardItemModel>
#include <QTime>

#include "ui/shell/events_log.h"

namespace skein::ui {

namespace {
constexpr int mostMessages = 500;  // of one session
}

Drawer::Drawer(const Theme& theme, const TaskScope& scope, RunFeed& feed, const RunPicture& picture, QWidget* parent)
    : QTabWidget(parent), m_picture(picture) {
    setObjectName(QStringLiteral("drawer"));
    setAccessibleName(tr("Drawer"));
    setDocumentMode(true);
    addTab(new EventsLog(theme, scope, feed, this), tr("Events"));
    m_problems = new QStandardItemModel(0, 4, this);
    m_problems->setHorizontalHeaderLabels({tr("Tasks"), tr("From"), tr("To"), tr("Why they failed")});
    auto* problems = addTable(theme, m_problems, QStringLiteral("problemTable"), tr("Problems"),
                              {QStringLiteral("Tasks 10"), QStringLiteral("30 Nov 00:00"),
                               QStringLiteral("30 Nov 00:00"), QStringLiteral("why")});
    connect(problems, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (index.row() < m_causes.size()) emit tasksWanted(m_causes[index.row()].cause, m_causes[index.row()].tasks);
    });
    m_messages = new QStandardItemModel(0, 3, this);
    m_messages->setHorizontalHeaderLabels({tr("Time"), tr("Message"), tr("More")});
    addTable(
        theme, m_messages, QStringLiteral("messageTable"), tr("Messages"),
        {QStringLiteral("00:00:00"), QStringLiteral("The process that ran this has ended"), QStringLiteral("more")});
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.plan || !delta.tasks.isEmpty()) showProblems();
    });
    showProblems();
}

Table* Drawer::addTable(const Theme& theme, QStandardItemModel* model, const QString& objectName, const QString& title,
                        const QStringList& samples) {
    auto* table = new Table(theme, this);
    table->setObjectName(objectName);
    table->setAccessibleName(title);
    table->setModel(model);
    table->setColumnSamples(samples);
    addTab(table, title);
    return table;
}

void Drawer::showProblems() {
    m_causes = failureCauses(m_picture.tasks);
    QStringList shown;
    for (const FailureCause& cause : m_causes)
        shown.append(QStringLiteral("%1/%2").arg(cause.tasks.size()).arg(cause.cause));
    if (shown == m_shown) return;
    m_shown = shown;
    m_problems->removeRows(0, m_problems->rowCount());
    const Instant now = m_picture.summary.asOf;
    const auto when = [now](Instant at) { return at.value > 0 ? clockText(at, now) : QStringLiteral("--"); };
    for (const FailureCause& cause : m_causes) {
        auto* count = new QStandardItem(QLocale().toString(cause.tasks.size()));
        count->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        auto* why = new QStandardItem(cause.cause);
        why->setToolTip(cause.cause);
        m_problems->appendRow({count, new QStandardItem(when(cause.first)), new QStandardItem(when(cause.last)), why});
    }
    setTabText(Problems,
               m_causes.isEmpty() ? tr("Problems") : tr("Problems (%1)").arg(QLocale().toString(m_causes.size())));
}

void Drawer::addMessage(const QString& message, const QString& detail) {
    if (m_messages->rowCount() >= mostMessages) m_messages->removeRow(0);
    auto* more = new QStandardItem(detail);
    more->setToolTip(detail);
    m_messages->appendRow({new QStandardItem(QTime::currentTime().toString(QStringLiteral("HH:mm:ss"))),
                           new QStandardItem(message), more});
    setTabText(Messages, tr("Messages (%1)").arg(QLocale().toString(m_messages->rowCount())));
}

}  // namespace skein::ui
