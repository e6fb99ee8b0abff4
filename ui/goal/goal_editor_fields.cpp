// GoalEditor: its fields and buttons. What they do is in goal_editor.cpp.
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/skein_style.h"
#include "ui/goal/goal_editor.h"
#include "ui/goal/plan_forms.h"
#include "ui/goal/plan_questions.h"
#include "ui/goal/plan_tree.h"
#include "ui/goal/plan_why.h"
#include "ui/goal/recipe_words.h"

namespace skein::ui {

namespace {

constexpr int maxAgents = 1000;                // ui.md: scale 10-1000 agents
constexpr int formMargin = 16, namesGap = 12;  // px
const QString rowName = QStringLiteral("goalRowName");

QString text(const std::string& words) { return QString::fromStdString(words); }

}  // namespace

QPlainTextEdit* GoalEditor::addText(QVBoxLayout* form, const QString& label, const QString& objectName,
                                    const QString& placeholder, int lines) {
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    name->setText(label);
    auto* edit = new QPlainTextEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setUndoRedoEnabled(false);  // the draft has the one undo stack
    edit->setFixedHeight(QFontMetrics(m_theme.font(TextRole::Body)).lineSpacing() * lines + 16);
    name->setBuddy(edit);
    form->addWidget(name);
    form->addWidget(edit);
    edit->installEventFilter(this);
    connect(edit, &QPlainTextEdit::textChanged, this, [this, objectName] { read(objectName); });
    addNote(form, objectName);
    return edit;
}

QLineEdit* GoalEditor::addLine(QVBoxLayout* form, const QString& label, const QString& objectName,
                               const QString& placeholder) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(placeholder);
    addRow(form, label, edit);
    edit->installEventFilter(this);
    connect(edit, &QLineEdit::textChanged, this, [this, objectName] { read(objectName); });
    if (objectName == QLatin1String("goalBudget") || objectName == QLatin1String("goalUntil"))
        addNote(form, objectName);
    return edit;
}

void GoalEditor::addRow(QVBoxLayout* form, const QString& label, QWidget* field) {
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, row);
    name->setObjectName(rowName);
    name->setText(label);
    name->setBuddy(field);
    field->setMinimumHeight(field->sizeHint().height());
    line->addWidget(name, 0);
    line->addWidget(field, 1);
    form->addWidget(row);
}

void GoalEditor::alignNames() {
    int widest = 0;
    const auto names = findChildren<ThemedLabel*>(rowName);
    for (const auto* name : names) widest = std::max(widest, name->sizeHint().width());
    // Where a name leaves no room beside it, fields stand below their names.
    const int room = m_formScroll->viewport()->width() - 2 * formMargin;
    bool above = false;
    for (const auto* name : names) above |= widest + namesGap + name->buddy()->minimumSizeHint().width() > room;
    for (auto* name : names) {
        name->setMinimumWidth(above ? 0 : widest);
        auto* row = static_cast<QBoxLayout*>(name->parentWidget()->layout());
        row->setDirection(above ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
        row->setSpacing(above ? 2 : namesGap);
    }
}

void GoalEditor::addNote(QVBoxLayout* form, const QString& objectName) {
    auto* note = new ThemedLabel(m_theme, TextRole::Caption, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    note->setObjectName(objectName + QStringLiteral("Note"));
    note->setTextFormat(Qt::PlainText);
    note->hide();
    form->addWidget(note);
    m_notes.insert(objectName, note);
}

QWidget* GoalEditor::makeForm() {
    auto* scroll = m_formScroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("goalFormScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(formMargin, 8, formMargin, 16);
    column->setSpacing(8);
    // Rows below each other: a QFormLayout lays rows over each other when one that wraps comes and goes.
    auto* form = new QVBoxLayout;
    form->setSpacing(6);
    m_lastBar = new QWidget(page);
    auto* last = new QHBoxLayout(m_lastBar);
    last->setContentsMargins(0, 0, 0, 0);
    auto* useLast = new QPushButton(tr("Use the last goal"), m_lastBar);
    useLast->setObjectName(QStringLiteral("useLastGoal"));
    useLast->setToolTip(tr("Fills in the goal that was started last, to run it again or to change it"));
    connect(useLast, &QPushButton::clicked, this, &GoalEditor::useLastGoal);
    last->addWidget(useLast);
    last->addStretch(1);
    m_lastBar->hide();
    column->addWidget(m_lastBar);
    m_goal = addText(form, tr("What you want"), QStringLiteral("goalText"),
                     tr("Document this project for a new engineer."), 4);
    m_constraints = addText(form, tr("What must hold, one a line"), QStringLiteral("goalConstraints"),
                            tr("Cite every statement."), 2);
    m_done =
        addText(form, tr("Done when, one a line"), QStringLiteral("goalDone"), tr("Every component has a section."), 2);
    m_sources = addText(form, tr("Files and folders it is about, one a line"), QStringLiteral("goalSources"),
                        tr("Add some, or drop them here."), 2);
    auto* addingRow = new QWidget(page);
    auto* adding = flowIn(addingRow, 8, 4);
    auto* addFolder = new QPushButton(tr("Add a folder\u2026"), addingRow);
    addFolder->setObjectName(QStringLiteral("addFolder"));
    connect(addFolder, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Folder that the goal is about"));
        if (!path.isEmpty()) addSources({path});
    });
    auto* addFiles = new QPushButton(tr("Add files\u2026"), addingRow);
    addFiles->setObjectName(QStringLiteral("addFiles"));
    connect(addFiles, &QPushButton::clicked, this,
            [this] { addSources(QFileDialog::getOpenFileNames(this, tr("Files that the goal is about"))); });
    adding->addWidget(addFolder);
    adding->addWidget(addFiles);
    form->addWidget(addingRow);
    const auto combo = [&](const QString& label, const QString& objectName) {
        auto* box = new QComboBox(page);
        box->setObjectName(objectName);
        box->setAccessibleName(label);
        // The list under it shows long entries; the form is not made wider for them.
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
        addRow(form, label, box);
        connect(box, &QComboBox::currentIndexChanged, this, [this, objectName] { read(objectName); });
        return box;
    };
    {
        // The recipes, and what each is for, are one list.
        m_recipe = combo(tr("Recipe"), QStringLiteral("goalRecipe"));
        const QSignalBlocker quiet(m_recipe);
        for (const auto& recipe : m_recipes) m_recipe->addItem(recipeText(recipe.title), text(recipe.name));
        m_recipe->addItem(tr("None: a model proposes the plan"), QString());
        for (int i = 0; i < static_cast<int>(m_recipes.size()); ++i)
            m_recipe->setItemData(i, recipeText(m_recipes[static_cast<std::size_t>(i)].description), Qt::ToolTipRole);
    }
    m_recipeText = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    m_recipeText->setObjectName(QStringLiteral("recipeText"));
    form->addWidget(m_recipeText);
    m_parameters = new QVBoxLayout;
    m_parameters->setSpacing(6);
    form->addLayout(m_parameters);
    form->addWidget(new PlanQuestions(m_theme, m_draft, page));
    {
        m_models = combo(tr("Who does it"), QStringLiteral("goalModels"));
        const QSignalBlocker quiet(m_models);
        m_models->addItem(tr("Built-in offline agents: free, no model"), QStringList{QString(), QString()});
        m_models->addItem(tr("Models of connected providers"), QStringList{QStringLiteral("auto"), QString()});
    }
    m_budget = addLine(form, tr("Budget, USD"), QStringLiteral("goalBudget"), tr("none"));
    m_agents = new QSpinBox(page);
    m_agents->setObjectName(QStringLiteral("goalAgents"));
    m_agents->setAccessibleName(tr("Agents"));
    m_agents->setRange(0, maxAgents);
    m_agents->setSpecialValueText(tr("as usual"));
    addRow(form, tr("Agents"), m_agents);
    connect(m_agents, &QSpinBox::valueChanged, this, [this] { read(QStringLiteral("goalAgents")); });
    m_until = addLine(form, tr("Until"), QStringLiteral("goalUntil"), tr("no limit, or a time like 07:00"));
    m_whenDone = new QPushButton(page);
    m_whenDone->setObjectName(QStringLiteral("goalWhenDone"));
    m_whenDone->hide();  // until somebody gives it its command
    auto* ending = new QHBoxLayout;
    ending->addWidget(m_whenDone);
    ending->addStretch(1);
    form->addLayout(ending);
    m_workspace = addLine(form, tr("Workspace"), QStringLiteral("goalWorkspace"), tr("made of the goal's words"));
    m_output = addLine(form, tr("Results"), QStringLiteral("goalOutput"), tr("beside the workspace"));
    alignNames();
    column->addLayout(form);
    column->addStretch(1);
    scroll->setWidget(page);
    scroll->viewport()->installEventFilter(this);
    scroll->setMinimumWidth(m_theme.px(280));
    return scroll;
}

QWidget* GoalEditor::makePlan() {
    // In a low window the plan and its words scroll; the way to start stays in view.
    auto* pane = new QWidget(this);
    auto* rows = new QVBoxLayout(pane);
    rows->setContentsMargins(0, 0, 0, 12);
    rows->setSpacing(8);
    auto* scroll = new QScrollArea(pane);
    scroll->setObjectName(QStringLiteral("goalPlanScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* panel = new QWidget(scroll);
    scroll->setWidget(panel);
    rows->addWidget(scroll, 1);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(16, 8, 16, 0);
    column->setSpacing(8);
    m_planTitle = new ThemedLabel(m_theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::Sentence, panel);
    m_planTitle->setObjectName(QStringLiteral("planTitle"));
    column->addWidget(m_planTitle);
    m_banner = new InlineBanner(m_theme, panel);
    m_banner->setObjectName(QStringLiteral("planBanner"));
    column->addWidget(m_banner);
    column->addWidget(makePlanner(panel));
    m_diffBar = new QWidget(panel);
    auto* diff = flowIn(m_diffBar, 8, 4);
    m_diffText = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, m_diffBar);
    m_diffText->setObjectName(QStringLiteral("planDiff"));
    diff->addWidget(m_diffText);
    const auto button = [this](QWidget* parent, const QString& words, const QString& objectName, const QString& tip,
                               std::function<void()> run) {
        auto* made = new QPushButton(words, parent);
        made->setObjectName(objectName);
        made->setToolTip(tip);
        connect(made, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
        return made;
    };
    m_forms = new PlanForms(m_theme, m_draft, panel);
    m_tree = &m_forms->tree();
    diff->addWidget(button(m_diffBar, tr("Accept all"), QStringLiteral("acceptAll"), {}, [this] {
        if (const auto done = m_draft.accept({}); !done)
            emit m_tree->refused(tr("The plan stays as it is"), text(done.error().message));
    }));
    diff->addWidget(
        button(m_diffBar, tr("Reject all"), QStringLiteral("rejectAll"), {}, [this] { m_draft.reject({}); }));
    auto* accept = button(m_diffBar, tr("Accept selected"), QStringLiteral("acceptSelected"), {},
                          [this] { m_tree->acceptSelected(); });
    auto* reject = button(m_diffBar, tr("Reject selected"), QStringLiteral("rejectSelected"), {},
                          [this] { m_tree->rejectSelected(); });
    for (auto* each : {accept, reject}) {
        diff->addWidget(each);
        m_tools.append({each, {}, PlanTool::Needs::Proposed});
    }
    column->addWidget(m_diffBar);
    m_forms->setMinimumHeight(m_theme.px(120));
    column->addWidget(m_forms, 1);
    m_why = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, panel);
    m_why->setObjectName(QStringLiteral("planWhy"));
    m_why->setTextFormat(Qt::PlainText);
    column->addWidget(m_why);
    const auto explain = [this] {
        m_why->setText(whyOf(m_draft, m_tree->currentTask(), m_recipes));
        m_why->setVisible(!m_why->text().isEmpty());
    };
    connect(m_tree, &QTreeWidget::currentItemChanged, this, explain);
    // Why it is there takes room from the tree once it is laid out: what is being typed into stays in sight.
    const auto keepInSight = [this] {
        QTimer::singleShot(0, m_tree, [tree = m_tree] {
            const QWidget* focus = QApplication::focusWidget();
            if (focus && (focus == tree || tree->isAncestorOf(focus)) && tree->currentItem())
                tree->scrollToItem(tree->currentItem());
        });
    };
    connect(m_tree, &QTreeWidget::currentItemChanged, this, keepInSight);
    connect(&m_draft, &PlanDraft::planChanged, this, keepInSight, Qt::QueuedConnection);
    connect(&m_draft, &PlanDraft::planChanged, this, explain, Qt::QueuedConnection);  // once the tree has followed
    auto* tools = new QWidget(panel);
    auto* flow = flowIn(tools, 8, 4);
    const auto tool = [&](const QString& words, const QString& objectName, const QString& tip,
                          std::function<void()> run, PlanTool::Needs needs = PlanTool::Needs::Task) {
        auto* made = button(tools, words, objectName, tip, std::move(run));
        setVariant(made, ButtonVariant::Quiet);
        flow->addWidget(made);
        m_tools.append({made, tip, needs});
    };
    tool(
        tr("Insert"), QStringLiteral("planInsert"), tr("A task after the current one (Ins)"),
        [this] { m_tree->insertTask(); }, PlanTool::Needs::Plan);
    tool(tr("Rename"), QStringLiteral("planRename"), tr("The current task (F2)"), [this] { m_tree->renameTask(); });
    tool(tr("Instruction\u2026"), QStringLiteral("planInstruct"), tr("What the current task is to do"),
         [this] { m_tree->editInstruction(); });
    tool(tr("Delete"), QStringLiteral("planDelete"), tr("The selected tasks (Del)"), [this] { m_tree->removeTasks(); });
    tool(tr("Next phase"), QStringLiteral("planIn"), tr("Move the current task on (Ctrl+])"),
         [this] { m_tree->moveTask(1); });
    tool(tr("Phase before"), QStringLiteral("planOut"), tr("Move the current task back (Ctrl+[)"),
         [this] { m_tree->moveTask(-1); });
    tool(tr("Link\u2026"), QStringLiteral("planLink"), tr("What the current task needs (L)"),
         [this] { m_tree->linkTask(); });
    tool(
        tr("Pause before"), QStringLiteral("planPause"),
        tr("Hold the selected tasks or the current phase until you let them pass (P)"),
        [this] { m_tree->pauseTasks(); }, PlanTool::Needs::Place);
    tool(
        tr("Release"), QStringLiteral("planRelease"), tr("Give a task changed by hand back to the proposals"),
        [this] { m_draft.release(m_tree->currentTask()); }, PlanTool::Needs::Locked);
    column->addWidget(tools);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &GoalEditor::showTools);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &GoalEditor::showTools);
    connect(&m_draft, &PlanDraft::planChanged, this, &GoalEditor::showTools, Qt::QueuedConnection);
    showTools();
    m_estimate = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, panel);
    m_estimate->setObjectName(QStringLiteral("planEstimate"));
    column->addWidget(m_estimate);
    m_risks = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, panel);
    m_risks->setObjectName(QStringLiteral("planRisks"));
    column->addWidget(m_risks);
    auto* row = m_startRow = new QBoxLayout(QBoxLayout::LeftToRight);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(12);
    m_start = new QPushButton(tr("Start"), pane);
    m_start->setObjectName(QStringLiteral("goalStart"));
    setVariant(m_start, ButtonVariant::Primary);
    connect(m_start, &QPushButton::clicked, this, &GoalEditor::start);
    m_missing = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, pane);
    m_missing->setObjectName(QStringLiteral("goalMissing"));
    row->addWidget(m_start);
    row->addWidget(m_missing, 1);
    rows->addLayout(row);
    connect(m_forms, &PlanForms::sourceTyped, this, &GoalEditor::showStart);
    connect(m_tree, &PlanTree::refused, this, [this](const QString& message, const QString& detail) {
        m_banner->setAction({}, {});
        m_banner->showMessage(BannerKind::Error, message, detail);
        m_toldRefusal = true;
    });
    // What was refused is over as soon as the plan has changed.
    connect(&m_draft, &PlanDraft::planChanged, this, [this] {
        if (std::exchange(m_toldRefusal, false)) m_banner->hide();
    });
    pane->setMinimumWidth(m_theme.px(290));
    return pane;
}

void GoalEditor::showTools() {
    const bool empty = m_draft.plan().tasks.empty();
    const std::string task = m_tree->currentTask();
    for (const PlanTool& tool : std::as_const(m_tools)) {
        QString missing;
        if (empty) missing = tr("there is no plan yet");
        else if (tool.needs == PlanTool::Needs::Proposed && !m_tree->hasProposedSelected())
            missing = tr("no proposed change is selected");
        else if (tool.needs == PlanTool::Needs::Place && !m_tree->currentItem()) missing = tr("nothing is chosen");
        else if (tool.needs == PlanTool::Needs::Task && task.empty()) missing = tr("no task is chosen");
        else if (tool.needs == PlanTool::Needs::Locked && (task.empty() || !m_draft.isLocked(task)))
            missing = tr("the current task was not changed by hand");
        // Who pressed it goes on with what it was about, not with whatever stands behind it.
        if (!missing.isEmpty() && tool.button->hasFocus()) m_forms->focusPlan();
        tool.button->setEnabled(missing.isEmpty());
        tool.button->setToolTip(missing.isEmpty() ? tool.tip : tr("Not available: %1").arg(missing));
        tool.button->setAccessibleDescription(tool.button->toolTip());
    }
}

}  // namespace skein::ui
