#include "ui/goal/plan_forms.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/plan/pauses.h"
#include "ui/common/theme.h"
#include "ui/goal/plan_source.h"
#include "ui/goal/plan_tree.h"
#include "ui/graph/graph_canvas.h"

namespace skein::ui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

/// The plan with everything that is proposed, as the graph draws plans; nothing of it has run.
PlanView viewOf(const PlanDraft& draft) {
    const Plan& plan = draft.candidate();
    const auto pauses = plan::pausePoints(plan);
    const std::set<std::string> added(draft.diff().added.begin(), draft.diff().added.end());
    std::set<std::string> changed;
    for (const auto& change : draft.diff().changed) changed.insert(change.id);
    PlanView view;
    view.run = 1;  // one draft: what stands stays where it is
    std::map<std::string, quint32> numbers;
    for (const TaskSpec& task : plan.tasks) {
        TaskRow row;
        row.no = static_cast<quint32>(view.tasks.size()) + 1;
        row.id = text(task.id);
        row.title = (added.contains(task.id)     ? QStringLiteral("+ ")
                     : changed.contains(task.id) ? QStringLiteral("~ ")
                                                 : QString()) +
                    text(task.title);
        row.phase = text(task.phase);
        row.kind = text(task.kind);
        row.why = text(task.instruction).left(200);
        row.pausePoint = pauses.contains(task.id);
        if (!view.phases.contains(row.phase)) view.phases.append(row.phase);
        numbers[task.id] = row.no;
        view.tasks.append(row);
    }
    for (const TaskSpec& task : plan.tasks)
        for (const auto& need : task.needs)
            if (const auto from = numbers.find(need); from != numbers.end())
                view.edges.append({from->second, numbers[task.id]});
    return view;
}

}  // namespace

PlanForms::PlanForms(const Theme& theme, PlanDraft& draft, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_draft(draft) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    m_choice = new QButtonGroup(this);
    const QVector<std::tuple<Form, QString, QString, QString>> forms{
        {Outline, tr("Outline"), QStringLiteral("planAsOutline"), tr("Phases and tasks as a list")},
        {Graph, tr("Graph"), QStringLiteral("planAsGraph"), tr("Tasks and what they need as a drawing")},
        {Source, tr("Source"), QStringLiteral("planAsSource"), tr("The text of the plan file")}};
    for (const auto& [form, words, name, tip] : forms) {
        auto* button = new QPushButton(words, this);
        button->setObjectName(name);
        button->setToolTip(tip);
        button->setAccessibleDescription(tip);
        button->setCheckable(true);
        button->setChecked(form == Outline);
        m_choice->addButton(button, form);
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addLayout(row);
    m_stack = new QStackedWidget(this);
    m_tree = new PlanTree(theme, draft, m_stack);
    m_stack->addWidget(m_tree);
    column->addWidget(m_stack, 1);
    connect(m_choice, &QButtonGroup::idClicked, this, [this](int form) { show(static_cast<Form>(form)); });
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this] { selectEverywhere(m_tree->currentTask()); });
    connect(&m_selection, &SelectionContext::taskChanged, this, [this](quint32 task) {
        const auto& tasks = m_draft.candidate().tasks;
        if (task >= 1 && task <= tasks.size()) selectEverywhere(tasks[task - 1].id);
    });
    connect(&draft, &PlanDraft::planChanged, this, [this] {
        if (form() == Graph) fillGraph();
    });
}

bool PlanForms::hasTypedSource() const { return m_source && m_source->isTyped(); }

PlanForms::Form PlanForms::form() const { return static_cast<Form>(m_choice->checkedId()); }

quint32 PlanForms::numberOf(const std::string& task) const {
    const auto& tasks = m_draft.candidate().tasks;
    const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const TaskSpec& each) { return each.id == task; });
    return found == tasks.end() ? 0 : static_cast<quint32>(found - tasks.begin()) + 1;
}

void PlanForms::selectEverywhere(const std::string& task) {
    if (m_selecting || task.empty()) return;
    m_selecting = true;
    if (m_tree->currentTask() != task) m_tree->select(task);
    if (m_graph) m_selection.setTask(numberOf(task));
    if (m_source && form() != Source) m_source->select(task);
    m_selecting = false;
}

void PlanForms::fillGraph() {
    m_graph->setPlan(viewOf(m_draft));
    m_selection.setTask(numberOf(m_tree->currentTask()));
}

void PlanForms::focusPlan() {
    QWidget* shown = m_stack->currentWidget();
    (shown == m_source && m_source ? &m_source->editor() : shown)->setFocus(Qt::OtherFocusReason);
}

void PlanForms::show(Form form) {
    m_choice->button(form)->setChecked(true);
    if (form == Outline) return m_stack->setCurrentWidget(m_tree);
    if (form == Graph) {
        if (!m_graph) {
            m_graph = new GraphCanvas(m_theme, m_selection, m_stack);
            m_graph->setObjectName(QStringLiteral("planGraph"));
            m_graph->installEventFilter(this);
            m_stack->addWidget(m_graph);
        }
        m_stack->setCurrentWidget(m_graph);
        return fillGraph();
    }
    if (!m_source) {
        m_source = new PlanSource(m_theme, m_draft, m_stack);
        m_stack->addWidget(m_source);
        connect(m_source->editor().document(), &QTextDocument::modificationChanged, this, &PlanForms::sourceTyped);
        connect(m_source, &PlanSource::taskEntered, this,
                [this](const QString& task) { selectEverywhere(task.toStdString()); });
    }
    m_source->refresh();
    m_source->select(m_tree->currentTask());
    m_stack->setCurrentWidget(m_source);
}

bool PlanForms::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_graph || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    // The keys of the outline do in the drawing what they do there.
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool control = key->modifiers() == Qt::ControlModifier, plain = key->modifiers() == Qt::NoModifier;
    switch (key->key()) {
        case Qt::Key_F2: m_tree->renameTask(); return true;
        case Qt::Key_Insert: m_tree->insertTask(); return true;
        case Qt::Key_Delete: m_tree->removeTasks(); return true;
        case Qt::Key_L:
            if (plain) m_tree->linkTask();
            return plain;
        case Qt::Key_P:
            if (plain) m_tree->pauseTasks();
            return plain;
        case Qt::Key_BracketRight:
            if (control) m_tree->moveTask(1);
            return control;
        case Qt::Key_BracketLeft:
            if (control) m_tree->moveTask(-1);
            return control;
        default: return QWidget::eventFilter(watched, event);
    }
}

}  // namespace skein::ui
