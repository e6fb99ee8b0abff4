#include "ui/shell/events_log.h"

#include <QDateTime>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/common/formats.h"

namespace skein::ui {

namespace {
constexpr int maxEvents = 5000;  // what a person scrolls through; the whole journal is in `skeinctl log`
}

EventsLog::EventsLog(const Theme& theme, const TaskScope& scope, RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_scope(scope) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_filtered = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_filtered->setObjectName(QStringLiteral("eventsFiltered"));
    m_filtered->setContentsMargins(12, 4, 12, 4);
    m_filtered->setMinimumWidth(1);
    m_filtered->hide();
    column->addWidget(m_filtered);
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Column = LiveTableModel<EventRow>::Column;
    m_model = new LiveTableModel<EventRow>(
        [](const EventRow& row) { return row.sequence; },
        {Column{tr("Number"),
                tr("Its number in the record of the workspace"),
                right,
                [](const EventRow& r) { return QLocale().toString(r.sequence); },
                {}},
         Column{tr("Time"),
                {},
                left,
                [](const EventRow& r) {
                    return QDateTime::fromMSecsSinceEpoch(r.at.value / 1000).toString(QStringLiteral("HH:mm:ss"));
                },
                {}},
         Column{tr("Event"), {}, left, [](const EventRow& r) { return r.kind; }, {}},
         Column{tr("Of"), {}, left, [](const EventRow& r) { return r.object; }, {}},
         Column{tr("What"), {}, left, [](const EventRow& r) { return r.text; }, {}}},
        this);
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("eventTable"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(m_model);
    m_table->setColumnSamples({QStringLiteral("1,000,000"), QStringLiteral("00:00:00"),
                               QStringLiteral("resolution.undone"), QStringLiteral("digest/configuration-loader"),
                               QStringLiteral("what")});
    column->addWidget(m_table);
    connect(&feed, &RunFeed::delta, this, &EventsLog::take);
    connect(&scope, &TaskScope::changed, this, &EventsLog::filter);
}

void EventsLog::filter() {
    if (!m_scope.predicate()) {
        m_model->setFilter({});
        m_filtered->hide();
        return;
    }
    // Events of the run and of conflicts belong to no task; of a part of the tasks they tell nothing.
    auto tasks = std::make_shared<QSet<QString>>();
    for (const TaskRow& row : m_scope.rows())
        if (m_scope.passes(row)) tasks->insert(row.id);
    m_model->setFilter([tasks](const EventRow& row) { return tasks->contains(row.object); });
    m_filtered->setText(tr("Events of %n filtered task(s)", nullptr, static_cast<int>(tasks->size())));
    m_filtered->show();
}

void EventsLog::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    // A log is read from its end; how high it is stands only after the layout.
    QTimer::singleShot(0, m_table, &QAbstractItemView::scrollToBottom);
}

void EventsLog::take(const RunDelta& delta) {
    // Runs are numbered within their workspace: the first of another one has the same number.
    const bool otherRun =
        (delta.plan && delta.plan->run != m_run) || (delta.summary && delta.summary->workspace != m_workspace);
    if (delta.plan) m_run = delta.plan->run;
    if (delta.summary) m_workspace = delta.summary->workspace;
    if (otherRun) m_model->replace({});
    if (delta.events.isEmpty()) return;
    QScrollBar* bar = m_table->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 2;
    if (m_model->totalRows() + delta.events.size() > maxEvents) {
        // The one trim: keep the newer half, so it happens rarely and in one step.
        QVector<EventRow> kept = m_model->rows() + delta.events;
        m_model->replace(kept.mid(std::max<qsizetype>(0, kept.size() - maxEvents / 2)));
    } else {
        m_model->upsert(delta.events);
    }
    if (atEnd) m_table->scrollToBottom();
}

}  // namespace skein::ui
