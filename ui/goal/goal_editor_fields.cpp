// GoalEditor: its fields and buttons. What they do is in goal_editor.cpp.
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
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

namespace skein::ui {

namespace {

constexpr int maxAgents = 1000;  // ui.md: scale 10-1000 agents

QString text(const std::string& words) { return QString::fromStdString(words); }

}  // namespace

QPlainTextEdit* GoalEditor::addText(QFormLayout* form, const QString& label, const QString& objectName,
                                    const QString& placeholder, int lines) {
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    name->setText(label);
    auto* edit = new QPlainTextEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setUndoRedoEnabled(false);  // the draft has the one undo stack
    edit->setFixedHeight(QFontMetrics(m_theme.font(TextRole::Body)).lineSpacing() * lines + 16);
    name->setBuddy(edit);
    form->addRow(name);
    // A row of its own for both: a form lays rows over each other when one that wraps comes and goes.
    auto* field = new QWidget(this);
    auto* both = new QVBoxLayout(field);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(4);
    both->addWidget(edit);
    form->addRow(field);
    edit->installEventFilter(this);
    connect(edit, &QPlainTextEdit::textChanged, this, [this, objectName] { read(objectName); });
    addNote(form, objectName);
    return edit;
}

QLineEdit* GoalEditor::addLine(QFormLayout* form, const QString& label, const QString& objectName,
                               const QString& placeholder) {
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    name->setText(label);
    auto* edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(placeholder);
    name->setBuddy(edit);
    name->setMinimumHeight(edit->sizeHint().height());
    form->addRow(name, edit);
    edit->installEventFilter(this);
    connect(edit, &QLineEdit::textChanged, this, [this, objectName] { read(objectName); });
    if (objectName == QLatin1String("goalBudget") || objectName == QLatin1String("goalUntil"))
        addNote(form, objectName);
    return edit;
}

void GoalEditor::addNote(QFormLayout* form, const QString& objectName) {
    auto* note = new ThemedLabel(m_theme, TextRole::Caption, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    note->setObjectName(objectName + QStringLiteral("Note"));
    note->setTextFormat(Qt::PlainText);
    note->hide();
    auto* last = form->itemAt(form->rowCount() - 1, QFormLayout::SpanningRole);
    if (last && last->widget() && last->widget()->layout()) last->widget()->layout()->addWidget(note);
    else form->addRow(note);
    m_notes.insert(objectName, note);
}

QWidget* GoalEditor::makeForm() {
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("goalFormScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 8, 16, 16);
    column->setSpacing(8);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
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
    column->addWidget(
        m_lastBar);  // not a row of the form: it comes and goes, and a form lays rows over each other then
    m_goal = addText(form, tr("What you want"), QStringLiteral("goalText"),
                     tr("Document this project for a new engineer."), 4);
    m_constraints = addText(form, tr("What must hold, one a line"), QStringLiteral("goalConstraints"),
                            tr("Cite every statement."), 2);
    m_done =
        addText(form, tr("Done when, one a line"), QStringLiteral("goalDone"), tr("Every component has a section."), 2);
    m_sources = addText(form, tr("Files and folders it is about, one a line"), QStringLiteral("goalSources"),
                        tr("Add some, or drop them here."), 2);
    auto* adding = new QHBoxLayout;
    adding->setSpacing(8);
    auto* addFolder = new QPushButton(tr("Add a folder\u2026"), page);
    addFolder->setObjectName(QStringLiteral("addFolder"));
    connect(addFolder, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Folder that the goal is about"));
        if (!path.isEmpty()) addSources({path});
    });
    auto* addFiles = new QPushButton(tr("Add files\u2026"), page);
    addFiles->setObjectName(QStringLiteral("addFiles"));
    connect(addFiles, &QPushButton::clicked, this,
            [this] { addSources(QFileDialog::getOpenFileNames(this, tr("Files that the goal is about"))); });
    adding->addWidget(addFolder);
    adding->addWidget(addFiles);
    adding->addStretch(1);
    form->addRow(adding);
    const auto combo = [&](const QString& label, const QString& objectName) {
        auto* box = new QComboBox(page);
        box->setObjectName(objectName);
        box->setAccessibleName(label);
        // The list under it shows long entries; the form is not made wider for them.
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
        auto* name =
            new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, page);
        name->setText(label);
        name->setBuddy(box);
        name->setMinimumHeight(box->sizeHint().height());
        form->addRow(name, box);
        connect(box, &QComboBox::currentIndexChanged, this, [this, objectName] { read(objectName); });
        return box;
    };
    {
        // The recipes, and what each is for, are one list.
        m_recipe = combo(tr("Recipe"), QStringLiteral("goalRecipe"));
        const QSignalBlocker quiet(m_recipe);
        for (const auto& recipe : m_recipes) m_recipe->addItem(text(recipe.title), text(recipe.name));
        m_recipe->addItem(tr("None: a model proposes the plan"), QString());
        for (int i = 0; i < static_cast<int>(m_recipes.size()); ++i)
            m_recipe->setItemData(i, text(m_recipes[static_cast<std::size_t>(i)].description), Qt::ToolTipRole);
    }
    m_recipeText = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, page);
    m_recipeText->setObjectName(QStringLiteral("recipeText"));
    form->addRow(m_recipeText);
    m_parameters = new QFormLayout;
    m_parameters->setHorizontalSpacing(12);
    m_parameters->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_parameters->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(m_parameters);
    form->addRow(new PlanQuestions(m_theme, m_draft, page));
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
    auto* agentsName =
        new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, page);
    agentsName->setText(tr("Agents"));
    agentsName->setBuddy(m_agents);
    agentsName->setMinimumHeight(m_agents->sizeHint().height());
    form->addRow(agentsName, m_agents);
    connect(m_agents, &QSpinBox::valueChanged, this, [this] { read(QStringLiteral("goalAgents")); });
    m_until = addLine(form, tr("Until"), QStringLiteral("goalUntil"), tr("no limit, or a time like 07:00"));
    m_workspace = addLine(form, tr("Workspace"), QStringLiteral("goalWorkspace"), tr("made of the goal's words"));
    m_output = addLine(form, tr("Results"), QStringLiteral("goalOutput"), tr("beside the workspace"));
    column->addLayout(form);
    column->addStretch(1);
    scroll->setWidget(page);
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
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_diffBar->setSizePolicy(policy);
    auto* diff = new FlowLayout(m_diffBar, 8, 4);
    diff->setContentsMargins(0, 0, 0, 0);
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
    tools->setSizePolicy(policy);
    auto* flow = new FlowLayout(tools, 8, 4);
    flow->setContentsMargins(0, 0, 0, 0);
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
    auto* row = new QHBoxLayout;
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
        tool.button->setEnabled(missing.isEmpty());
        tool.button->setToolTip(missing.isEmpty() ? tool.tip : tr("Not available: %1").arg(missing));
        tool.button->setAccessibleDescription(tool.button->toolTip());
    }
}

}  // namespace skein::ui
