// GraphView: what can be switched on: following, the critical path, and what is near a task.
#include <QAbstractItemView>
#include <QDockWidget>
#include <QLocale>
#include <QMenu>
#include <QTabWidget>
#include <QToolTip>
#include <algorithm>

#include "ui/common/formats.h"
#include "ui/graph/graph_view.h"
#include "ui/graph/slack_list.h"

namespace skein::ui {

namespace {

constexpr int mostHops = 9;  // one digit chooses
const QString nearKind = QStringLiteral("near");

struct SideEntry {
    const char* id;
    NearSide side;
    int key;
};
constexpr SideEntry sides[] = {{"skein.graph.nearBoth", NearSide::Both, Qt::Key_B},
                               {"skein.graph.nearNeeds", NearSide::Needs, Qt::Key_U},
                               {"skein.graph.nearFeeds", NearSide::Feeds, Qt::Key_D}};

}  // namespace

void GraphView::addMode(const char* id, const QString& text, const QString& description, bool first,
                        std::function<void()> run, const QStringList& keywords) {
    m_commands.add({QLatin1String(id), CommandMenu::View, text, description, {}, {}, true, first, keywords},
                   std::move(run));
}

void GraphView::makeGrouping() {
    struct Choice {
        const char* id;
        Grouping grouping;
        QString text, about;
    };
    const Choice choices[] = {
        {"skein.graph.groupPhase", Grouping::Phase, tr("Group by phase"), tr("A box of the graph is a phase")},
        {"skein.graph.groupKind", Grouping::Kind, tr("Group by kind"), tr("A box of the graph is a kind of task")},
        {"skein.graph.groupState", Grouping::State, tr("Group by state"),
         tr("A box of the graph holds the tasks that are in one state now; it keeps them until it is chosen again")}};
    m_grouping = new QPushButton(this);
    m_grouping->setObjectName(QStringLiteral("graphGrouping"));
    auto* menu = new QMenu(m_grouping);
    menu->setObjectName(QStringLiteral("graphGroupingMenu"));
    menu->setToolTipsVisible(true);
    for (const Choice& choice : choices) {
        addMode(choice.id, choice.text, choice.about, choice.grouping == Grouping::Phase,
                [this, grouping = choice.grouping] {
                    m_canvas->setGrouping(grouping);
                    summarise();
                },
                {tr("group"), tr("cluster")});
        menu->addAction(m_commands.action(QLatin1String(choice.id)));
    }
    m_grouping->setMenu(menu);
    m_grouping->setToolTip(tr("What a box of the graph stands for"));
    m_header->addAction(m_grouping);
    m_buttons.append(m_grouping);
}

void GraphView::showSlack() {
    auto* list = window()->findChild<SlackList*>();
    if (!list) return;
    // It is a page of a panel: each of what it lies in shows it.
    for (QWidget* around = list->parentWidget(); around; around = around->parentWidget()) {
        if (auto* tabs = qobject_cast<QTabWidget*>(around)) tabs->setCurrentWidget(list);
        if (auto* dock = qobject_cast<QDockWidget*>(around)) dock->show();
    }
    if (auto* table = list->findChild<QAbstractItemView*>()) table->setFocus();
}

void GraphView::makeModes() {
    addMode("skein.graph.follow", tr("Follo&w running tasks"), tr("Keep running tasks in sight (G in the graph)"), true,
            [this] { m_canvas->setFollowing(!m_canvas->followsNow()); });
    addMode("skein.graph.critical", tr("Show the critical pat&h"),
            tr("Mark the longest chain of what is left (C in the graph)"), false,
            [this] { showCritical(m_critical == Critical::Remaining ? Critical::None : Critical::Remaining); },
            {tr("longest chain"), tr("bottleneck"), tr("slack")});
    m_commands.add({QStringLiteral("skein.graph.slack"),
                    CommandMenu::View,
                    tr("Show the slack of tasks"),
                    tr("How much later each task may end without moving the end of the run"),
                    {},
                    {},
                    false,
                    false,
                    {tr("critical path"), tr("float")}},
                   [this] { showSlack(); });
    addMode("skein.graph.criticalActual", tr("Show the critical path so far"),
            tr("Mark the chain that the run has waited for so far (Shift+C in the graph)"), false,
            [this] { showCritical(m_critical == Critical::Actual ? Critical::None : Critical::Actual); });
    addMode("skein.graph.near", tr("Onl&y what is near"),
            tr("Show what is a few dependencies away from the selected task (N, or 1 to 9 in the graph)"), false,
            [this] {
                if (m_near.task != 0) narrowTo({});
                else narrowTo({m_selection.task(), m_lastHops, m_lastSide});
            },
            {tr("neighbourhood"), tr("hops"), tr("upstream"), tr("downstream")});
    const QString texts[] = {tr("Near: both ways"), tr("Near: what it needs"), tr("Near: what needs it")};
    const QString about[] = {tr("Near the selected task, whatever way the dependencies go (B in the graph)"),
                             tr("Near the selected task, only what it rests on (U in the graph)"),
                             tr("Near the selected task, only what rests on it (D in the graph)")};
    for (std::size_t i = 0; i < std::size(sides); ++i)
        addMode(sides[i].id, texts[i], about[i], false, [this, side = sides[i].side] {
            m_lastSide = side;
            narrowTo({m_near.task != 0 ? m_near.task : m_selection.task(), m_lastHops, side});
        });
    const auto addStep = [this](const char* id, const QString& text, const QString& description, int by) {
        m_commands.add({QLatin1String(id), CommandMenu::View, text, description, {}, {}, false, false, {}}, [this, by] {
            m_lastHops = std::clamp(m_near.hops + by, 1, mostHops);
            narrowTo({m_near.task, m_lastHops, m_near.side});
        });
    };
    addStep("skein.graph.nearFurther", tr("Near: one dependency further"), tr("1 to 9 in the graph choose how far"), 1);
    addStep("skein.graph.nearCloser", tr("Near: one dependency less"), tr("1 to 9 in the graph choose how far"), -1);
    connect(m_canvas, &GraphCanvas::letterPressed, this, &GraphView::letter);
    connect(m_canvas, &GraphCanvas::nearLeft, this, [this] { narrowTo({}); });
    connect(m_canvas, &GraphCanvas::followChanged, this, &GraphView::summarise);
}

void GraphView::press(const QString& command) {
    const QString reason = m_commands.reason(command);
    if (reason.isEmpty()) {
        m_commands.trigger(command);
        return;
    }
    // The key did nothing: why, on the graph, where the person looks.
    const QPoint place = m_canvas->viewport()->mapToGlobal(QPoint(m_theme.px(12), m_theme.px(12)));
    QToolTip::showText(place, tr("Not available: %1").arg(reason), m_canvas->viewport());
}

void GraphView::letter(int key, bool shift) {
    if (key >= Qt::Key_1 && key <= Qt::Key_9) {
        if (!m_commands.reason(QStringLiteral("skein.graph.near")).isEmpty())
            return press(QStringLiteral("skein.graph.near"));
        m_lastHops = key - Qt::Key_0;
        return narrowTo({m_selection.task() != 0 ? m_selection.task() : m_near.task, m_lastHops,
                         m_near.task != 0 ? m_near.side : m_lastSide});
    }
    for (const SideEntry& entry : sides)
        if (entry.key == key && !shift) press(QLatin1String(entry.id));
    if (key == Qt::Key_C)
        press(shift ? QStringLiteral("skein.graph.criticalActual") : QStringLiteral("skein.graph.critical"));
    else if (key == Qt::Key_G && !shift) press(QStringLiteral("skein.graph.follow"));
    else if (key == Qt::Key_O && !shift) press(QStringLiteral("skein.view.outline"));
    else if (key == Qt::Key_N && !shift) press(QStringLiteral("skein.graph.near"));
}

void GraphView::makeNear() {
    m_nearMenu = new QMenu(this);
    m_nearMenu->setObjectName(QStringLiteral("graphNearMenu"));
    m_nearMenu->setToolTipsVisible(true);
    for (const SideEntry& entry : sides) m_nearMenu->addAction(m_commands.action(QLatin1String(entry.id)));
    m_nearMenu->addSeparator();
    m_nearMenu->addAction(m_commands.action(QStringLiteral("skein.graph.nearFurther")));
    m_nearMenu->addAction(m_commands.action(QStringLiteral("skein.graph.nearCloser")));
    m_nearButton->setMenu(m_nearMenu);
    m_nearButton->setPopupMode(QToolButton::MenuButtonPopup);
}

void GraphView::narrowTo(const Near& near) {
    if (near.task == 0 || static_cast<int>(near.task) > m_tasks) return m_selection.removeKind(nearKind);
    const PlanView& plan = m_canvas->plan();
    const QSet<int> found = tasksNear(plan, static_cast<int>(near.task) - 1, near.hops, near.side);
    QVector<quint32> numbers;
    for (const int task : found) numbers.append(static_cast<quint32>(task) + 1);
    std::sort(numbers.begin(), numbers.end());
    const QString id = plan.tasks[static_cast<int>(near.task) - 1].id;
    const QString name = near.side == NearSide::Needs   ? tr("What %1 needs, %n hop(s)", nullptr, near.hops).arg(id)
                         : near.side == NearSide::Feeds ? tr("What needs %1, %n hop(s)", nullptr, near.hops).arg(id)
                                                        : tr("Near %1, %n hop(s)", nullptr, near.hops).arg(id);
    const Crumb crumb{name, numbers, nearKind,
                      QStringLiteral("%1 %2 %3").arg(near.task).arg(near.hops).arg(static_cast<int>(near.side))};
    if (m_near.task != 0) m_selection.shift(crumb);
    else m_selection.narrow(crumb);
}

void GraphView::readNear() {
    const Crumb* crumb = m_selection.crumbOf(nearKind);
    const QStringList parts = crumb ? crumb->detail.split(QLatin1Char(' ')) : QStringList();
    m_near =
        parts.size() == 3 ? Near{parts[0].toUInt(), parts[1].toInt(), static_cast<NearSide>(parts[2].toInt())} : Near();
    QSet<int> tasks;
    if (crumb)
        for (const quint32 task : crumb->tasks) tasks.insert(static_cast<int>(task) - 1);
    m_canvas->setNear(m_near.task, tasks);
    summarise();
}

QString GraphView::nearNote() const {
    const QLocale locale;
    return tr("%1: %2 of %3 tasks. 1 to 9 choose how far, Esc shows all.")
        .arg(m_selection.crumbOf(nearKind) ? m_selection.crumbOf(nearKind)->name : QString(),
             locale.toString(std::max(0, m_passing)), locale.toString(m_tasks));
}

void GraphView::showCritical(Critical which) {
    m_critical = which;
    m_canvas->setShowsCritical(which != Critical::None);
    markCritical();
    summarise();
}

void GraphView::markCritical() {
    if (m_critical == Critical::Actual)
        m_soFar = m_actual.path(m_canvas->plan(), std::max(m_summary.asOf, m_summary.lastEntryAt));
    m_canvas->setCriticalPath(m_critical == Critical::Actual ? m_soFar.tasks : m_forecast.criticalPath);
}

QString GraphView::criticalNote() const {
    if (m_critical == Critical::Actual)
        return m_soFar.tasks.isEmpty()
                   ? tr("No chain yet: nothing has begun.")
                   : tr("Double line: what the run has waited for so far, %n task(s), %1, of it %2 between them.",
                        nullptr, static_cast<int>(m_soFar.tasks.size()))
                         .arg(durationText(m_soFar.length), durationText(m_soFar.waited));
    if (m_forecast.criticalPath.isEmpty()) return tr("No chain is left: nothing is still to run.");
    return tr("Double line: the longest chain of what is left, %n task(s), %1. Slack is in the drawer.", nullptr,
              static_cast<int>(m_forecast.criticalPath.size()))
        .arg(m_forecast.pathByTime ? tr("by measured times (estimate)") : tr("by number of tasks"));
}

void GraphView::showGroups(const QVariantMap& groups) {
    m_canvas->showGroups(groups);
    summarise();
}

void GraphView::updateModes() {
    m_commands.action(QStringLiteral("skein.graph.critical"))->setChecked(m_critical == Critical::Remaining);
    m_commands.action(QStringLiteral("skein.graph.criticalActual"))->setChecked(m_critical == Critical::Actual);
    const std::pair<const char*, Grouping> groupings[] = {{"skein.graph.groupPhase", Grouping::Phase},
                                                          {"skein.graph.groupKind", Grouping::Kind},
                                                          {"skein.graph.groupState", Grouping::State}};
    for (const auto& [id, grouping] : groupings) {
        m_commands.setEnabled(QLatin1String(id), m_tasks > 0, tr("there is no graph yet"));
        m_commands.action(QLatin1String(id))->setChecked(m_canvas->grouping() == grouping);
    }
    const QString words[] = {tr("Group: phase"), tr("Group: kind"), tr("Group: state")};
    m_grouping->setText(words[static_cast<std::size_t>(m_canvas->grouping())]);
    m_commands.setEnabled(QStringLiteral("skein.graph.slack"), m_tasks > 0 && window()->findChild<SlackList*>(),
                          m_tasks > 0 ? tr("it is in the drawer of the main window") : tr("there is no graph yet"));
    const bool near = m_near.task != 0;
    const QString noTask = m_tasks == 0 ? tr("there is no graph yet") : tr("no task is selected");
    const bool can = near || (m_tasks > 0 && m_selection.task() != 0);
    m_commands.setEnabled(QStringLiteral("skein.graph.near"), can, noTask);
    m_commands.action(QStringLiteral("skein.graph.near"))->setChecked(near);
    for (const SideEntry& entry : sides) {
        m_commands.setEnabled(QLatin1String(entry.id), can, noTask);
        m_commands.action(QLatin1String(entry.id))->setChecked(near && entry.side == m_near.side);
    }
    const QString all = tr("everything is shown");
    m_commands.setEnabled(QStringLiteral("skein.graph.nearFurther"), near && m_near.hops < mostHops,
                          near ? tr("that is as far as it goes") : all);
    m_commands.setEnabled(QStringLiteral("skein.graph.nearCloser"), near && m_near.hops > 1,
                          near ? tr("nothing is nearer") : all);
    m_nearButton->setText(near ? tr("Near: %n hop(s)", nullptr, m_near.hops) : tr("Near"));
}

}  // namespace skein::ui
