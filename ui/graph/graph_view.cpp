#include "ui/graph/graph_view.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/icons.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"

namespace skein::ui {

GraphView::GraphView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                     QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    column->addWidget(m_header);
    m_canvas = new GraphCanvas(theme, selection, this);
    const QString expand = QStringLiteral("skein.graph.expand");
    commands.add({QStringLiteral("skein.graph.zoomOut"),
                  CommandMenu::View,
                  tr("Zoom &out"),
                  tr("Show more of the graph"),
                  QKeySequence::ZoomOut,
                  themedIcon(theme, "zoom-out"),
                  false,
                  true,
                  {}},
                 [this] { m_canvas->zoomOut(); });
    commands.add({QStringLiteral("skein.graph.zoomIn"),
                  CommandMenu::View,
                  tr("Zoom &in"),
                  tr("Show the graph larger"),
                  QKeySequence::ZoomIn,
                  themedIcon(theme, "zoom-in"),
                  false,
                  false,
                  {}},
                 [this] { m_canvas->zoomIn(); });
    commands.add({QStringLiteral("skein.graph.fit"),
                  CommandMenu::View,
                  tr("&Fit the graph"),
                  tr("Show the whole graph"),
                  QKeySequence(QStringLiteral("Ctrl+0")),
                  themedIcon(theme, "zoom-fit-best"),
                  false,
                  false,
                  {}},
                 [this] { m_canvas->fitAll(); });
    commands.add({expand,
                  CommandMenu::View,
                  tr("Open or close the &group"),
                  tr("Show the tasks of the selected group, or close the phase of the selected task"),
                  {},
                  {},
                  false,
                  false,
                  {tr("collapse"), tr("expand")}},
                 [this] { m_canvas->toggleGroup(); });
    commands.add({QStringLiteral("skein.graph.expandAll"),
                  CommandMenu::View,
                  tr("Open all phases"),
                  tr("Draw every task"),
                  {},
                  {},
                  false,
                  false,
                  {}},
                 [this] { m_canvas->expandAll(); });
    commands.add({QStringLiteral("skein.graph.collapseAll"),
                  CommandMenu::View,
                  tr("Close all phases"),
                  tr("Draw one box per phase"),
                  {},
                  {},
                  false,
                  false,
                  {}},
                 [this] { m_canvas->collapseAll(); });
    m_zoom = new ThemedLabel(theme, TextRole::Caption, Token::TextMuted, ThemedLabel::Wrap::SingleLine, this);
    m_zoom->setAlignment(Qt::AlignVCenter | Qt::AlignRight);
    m_zoom->setMinimumSize(QFontMetrics(theme.font(TextRole::Caption)).horizontalAdvance(tr("zoom 100%")) + 8,
                           theme.px(28));
    m_header->addAction(m_zoom);
    addButton(QStringLiteral("skein.graph.zoomOut"), QStringLiteral("zoom-out"));
    addButton(QStringLiteral("skein.graph.zoomIn"), QStringLiteral("zoom-in"));
    addButton(QStringLiteral("skein.graph.fit"), QStringLiteral("zoom-fit-best"));
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(theme, this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_canvas);
    column->addWidget(m_stack, 1);
    m_legend = new QWidget(this);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_legend->setSizePolicy(policy);
    auto* flow = new FlowLayout(m_legend, 16, 4);
    flow->setContentsMargins(16, 8, 16, 8);
    for (const Status status : allStatuses()) {
        auto* entry = new QWidget(m_legend);
        auto* row = new QHBoxLayout(entry);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        auto* glyph = new StatusGlyph(theme, entry);
        glyph->setStatus(status);
        row->addWidget(glyph);
        auto* text =
            new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, entry);
        row->addWidget(text);
        m_legendEntries.append(entry);
        m_legendTexts.append(text);
        flow->addWidget(entry);
        entry->hide();
    }
    column->addWidget(m_legend);
    connect(m_canvas, &Canvas::zoomChanged, this,
            [this](double zoom) { m_zoom->setText(tr("zoom %1%").arg(std::max(1, qRound(zoom * 100)))); });
    connect(m_canvas, &GraphCanvas::laidOut, this, &GraphView::summarise);
    connect(&feed, &RunFeed::delta, this, &GraphView::take);
    summarise();
}

QToolButton* GraphView::addButton(const QString& command, const QString& icon) {
    auto* button = new QToolButton(this);
    button->setObjectName(command + QStringLiteral(".button"));
    m_commands.bind(*button, command);
    button->setIcon(themedIcon(m_theme, icon));
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    m_header->addAction(button);
    return button;
}

bool GraphView::isLow() const { return height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 16; }

void GraphView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    summarise();
}

void GraphView::take(const RunDelta& delta) {
    if (delta.summary) m_summary = *delta.summary;
    if (delta.plan) {
        m_tasks = static_cast<int>(delta.plan->tasks.size());
        m_canvas->setPlan(*delta.plan);
    }
    if (!delta.tasks.isEmpty()) m_canvas->updateTasks(delta.tasks);
    summarise();
}

void GraphView::summarise() {
    updateLegend();
    for (const char* id : {"skein.graph.zoomOut", "skein.graph.zoomIn", "skein.graph.fit", "skein.graph.expand",
                           "skein.graph.expandAll", "skein.graph.collapseAll"})
        m_commands.setEnabled(QString::fromLatin1(id), m_tasks > 0, tr("there is no graph yet"));
    if (m_tasks == 0) {
        m_header->setAnswer(tr("No graph yet"));
        m_empty->setContent(QStringLiteral("view-graph"), tr("The task graph appears here"),
                            tr("There is no run in this window yet. Start one from the Goal view."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (!m_canvas->scene().problem.isEmpty()) {
        m_empty->setContent(QStringLiteral("dialog-warning"), tr("The graph cannot be drawn"),
                            tr("%1 The Tasks view shows the same tasks as a table.").arg(m_canvas->scene().problem));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_canvas);
    const auto& counts = m_summary.counts;
    const auto at = [&counts](Status status) { return counts[static_cast<std::size_t>(status)]; };
    const int done = at(Status::Done) + at(Status::Reused);
    const QLocale locale;
    m_header->setAnswer(
        tr("%1 of %2 tasks done").arg(locale.toString(done), locale.toString(m_summary.total)) +
        (at(Status::Running) > 0 ? tr(", %n running", nullptr, at(Status::Running)) : QString()) +
        (at(Status::Failed) > 0 ? tr(", %n failed", nullptr, at(Status::Failed)) : QString()) +
        (at(Status::NeedsYou) > 0 ? tr(", %n wait{s} for you", nullptr, at(Status::NeedsYou)) : QString()));
    m_header->setNote(isLow() ? QString()
                      : m_canvas->scene().grouped
                          ? tr("Boxes stand for several tasks; Enter opens one. Arrow keys follow the dependencies.")
                          : tr("Arrow keys follow the dependencies, Enter opens a task."));
}

void GraphView::updateLegend() {
    bool any = false;
    for (const Status status : allStatuses()) {
        const auto index = static_cast<int>(status);
        const int count = m_summary.counts[static_cast<std::size_t>(status)];
        m_legendEntries[index]->setVisible(count > 0);
        any |= count > 0;
        m_legendTexts[index]->setText(tr("%1 %2").arg(statusWord(status), QLocale().toString(count)));
    }
    m_legend->setVisible(any && !isLow());
    m_legend->updateGeometry();
}

}  // namespace skein::ui
