#include "ui/goal/goal_editor.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/base/text.h"
#include "core/plan/goal_file.h"
#include "core/plan/plan_file.h"
#include "core/plan/questions.h"
#include "core/runtime/goal_terms.h"
#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/skein_style.h"
#include "ui/common/typed_amount.h"
#include "ui/goal/plan_forms.h"
#include "ui/goal/plan_scope.h"
#include "ui/goal/plan_tree.h"
#include "ui/goal/recipe_words.h"

namespace skein::ui {

namespace {

constexpr int typingMs = 800;  // ui.md 3.2
constexpr int estimatingMs = 150;
constexpr int settlingMs = 4000;                         // who rests that long in a field means what is in it
const QString draftName = QStringLiteral("draft.yaml");  // what the plan is made of while it is written

QString text(const std::string& words) { return QString::fromStdString(words); }

QStringList linesOf(const QPlainTextEdit* edit) {
    QStringList lines = edit->toPlainText().split(QLatin1Char('\n'));
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty()) lines.removeLast();
    return lines;
}

void put(QPlainTextEdit* edit, const QString& words) {
    if (edit->toPlainText() == words) return;
    const QSignalBlocker quiet(edit);
    // The caret stays before the words that it was before.
    const auto behind = edit->document()->characterCount() - edit->textCursor().position();
    edit->setPlainText(words);
    QTextCursor caret = edit->textCursor();
    caret.setPosition(std::max(0, edit->document()->characterCount() - behind));
    edit->setTextCursor(caret);
}

void put(QLineEdit* edit, const QString& words) {
    if (edit->text() == words) return;
    const QSignalBlocker quiet(edit);
    edit->setText(words);
}

/// A file name of the first words of a goal.
QString slugOf(const QString& statement) {
    QString slug = statement.toLower().left(40);
    slug.replace(QRegularExpression(QStringLiteral("[^a-z0-9]+")), QStringLiteral("-"));
    slug.remove(QRegularExpression(QStringLiteral("^-+|-+$")));
    return slug.isEmpty() ? QStringLiteral("goal") : slug;
}

}  // namespace

GoalEditor::GoalEditor(const Theme& theme, RunFeed& feed, QString folder, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_feed(feed), m_folder(std::move(folder)) {
    setObjectName(QStringLiteral("goalEditor"));
    setAccessibleName(tr("Goal"));
    setAcceptDrops(true);
    if (auto recipes = plan::loadRecipes()) m_recipes = std::move(*recipes);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeForm());
    m_splitter->addWidget(makePlan());
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    // The plan's parts may ask for any width: to begin with the form has two fifths.
    m_splitter->setSizes({m_theme.px(400), m_theme.px(600)});
    column->addWidget(m_splitter, 1);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingMs);
    m_settling.setSingleShot(true);
    m_settling.setInterval(settlingMs);
    connect(&m_settling, &QTimer::timeout, this, [this] {
        m_typedIn.clear();
        tellProblem(m_problem);
    });
    m_estimating.setSingleShot(true);
    m_estimating.setInterval(estimatingMs);
    connect(&m_typing, &QTimer::timeout, this, &GoalEditor::preview);
    connect(&m_estimating, &QTimer::timeout, this, [this] {
        if (m_draft.plan().tasks.empty()) return;
        if (const auto file = writeGoal(draftName))
            m_previewer.estimate(*file, m_draft.form().provider, m_draft.form().model, m_draft.plan(),
                                 m_workspace->text(), m_folder);
    });
    connect(&m_draft, &PlanDraft::formChanged, this, &GoalEditor::showForm);
    connect(&m_draft, &PlanDraft::planChanged, this, &GoalEditor::showPlan);
    connect(&m_previewer, &PlanPreviewer::previewed, this, &GoalEditor::showPreview);
    connect(&m_previewer, &PlanPreviewer::estimated, this, &GoalEditor::showFigures);
    connect(&m_previewer, &PlanPreviewer::busyChanged, this, &GoalEditor::showStart);
    follow(m_planner);
    restoreDraft();
}

bool GoalEditor::eventFilter(QObject* watched, QEvent* event) {
    // Undo is the draft's, for words and plan alike: fields leave its keys to the window.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::Resize && watched->parent() == m_formScroll) alignNames();
    // A field that is left is complete.
    if (event->type() == QEvent::FocusOut && watched->objectName() == m_typedIn) {
        m_typedIn.clear();
        tellProblem(m_problem);
    }
    return QWidget::eventFilter(watched, event);
}

void GoalEditor::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int letters = width() / QFontMetrics(m_theme.font(TextRole::Body)).averageCharWidth();
    m_splitter->setOrientation(letters >= 96 ? Qt::Horizontal : Qt::Vertical);
    // What stands in the way of a start gets the whole width of a narrow plan.
    m_startRow->setDirection(letters >= 120 ? QBoxLayout::LeftToRight : QBoxLayout::BottomToTop);
}

void GoalEditor::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void GoalEditor::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths.append(url.toLocalFile());
    if (!paths.isEmpty()) addSources(paths);
}

void GoalEditor::addSources(const QStringList& paths) {
    GoalForm form = m_draft.form();
    for (const QString& path : paths)
        if (const QString clean = QDir::cleanPath(path); !clean.isEmpty() && !form.sources.contains(clean))
            form.sources.append(clean);
    m_draft.setForm(form, {});
}

void GoalEditor::addModel(const LocalChoice& choice) {
    const QStringList data{choice.provider, choice.model};
    if (m_models->findData(data) >= 0) return;
    const QSignalBlocker quiet(m_models);
    m_models->addItem(choice.isLocal           ? tr("%1 on this computer (%2)").arg(choice.model, choice.provider)
                      : choice.model.isEmpty() ? tr("Models of %1, chosen for each task").arg(choice.provider)
                                               : tr("%1 (%2)").arg(choice.model, choice.provider),
                      data);
}

void GoalEditor::choose(const LocalChoice& choice) {
    addModel(choice);
    m_models->setCurrentIndex(m_models->findData(QStringList{choice.provider, choice.model}));
}

void GoalEditor::focusGoal() {
    if (auto* scroll = findChild<QScrollArea*>(QStringLiteral("goalFormScroll")))
        scroll->verticalScrollBar()->setValue(0);
    m_goal->moveCursor(QTextCursor::End);
    m_goal->setFocus(Qt::OtherFocusReason);
}

Result<void> GoalEditor::load(const QString& goalFile) {
    SKEIN_TRY(const auto goal, plan::readGoalFile(goalFile.toStdString()));
    if (!m_draft.form().statement.isEmpty()) m_last = m_draft.form();
    startAnew();
    m_draft.start(formOf(goal));
    m_typing.start(0);
    return {};
}

void GoalEditor::showForm() {
    const GoalForm& form = m_draft.form();
    m_showing = true;
    put(m_goal, form.statement);
    put(m_constraints, form.constraints.join(QLatin1Char('\n')));
    put(m_done, form.doneWhen.join(QLatin1Char('\n')));
    put(m_sources, form.sources.join(QLatin1Char('\n')));
    m_recipe->setCurrentIndex(std::max(0, m_recipe->findData(form.recipe)));
    showParameters();
    for (const auto& [name, edit] : m_fields) put(edit, form.parameters.value(name));
    addModel({form.provider, form.model});
    m_models->setCurrentIndex(m_models->findData(QStringList{form.provider, form.model}));
    put(m_budget, form.budget);
    put(m_until, form.until);
    m_agents->setValue(form.agents);
    m_showing = false;
    const QDir folder(m_folder);
    const QString slug = slugOf(form.statement);
    m_workspace->setPlaceholderText(folder.filePath(slug + QStringLiteral(".skein")));
    m_output->setPlaceholderText(folder.filePath(slug + QStringLiteral("-result")));
    m_ready = false;
    m_kept = false;
    m_typing.start();
    showNotes();
    showStart();
}

void GoalEditor::showParameters() {
    const QString name = m_recipe->currentData().toString();
    const plan::Recipe* recipe = nullptr;
    for (const auto& known : m_recipes)
        if (text(known.name) == name) recipe = &known;
    m_recipeText->setText(recipe ? recipeText(recipe->description)
                                 : tr("You see the plan before any of its tasks starts."));
    QStringList wanted;
    if (recipe)
        for (const auto& parameter : recipe->parameters) wanted.append(text(parameter.name));
    QStringList there;
    for (const auto& field : m_fields) there.append(field.first);
    if (wanted == there) return;
    while (QLayoutItem* row = m_parameters->takeAt(0)) {
        delete row->widget();
        delete row;
    }
    m_fields.clear();
    if (!recipe) return;
    for (const auto& parameter : recipe->parameters) {
        const QString assumed =
            parameter.fallback.is_null()
                ? tr("needed")
                : tr("assumed: %1")
                      .arg(parameter.fallback.is_string() ? recipeText(parameter.fallback.get<std::string>())
                                                          : text(parameter.fallback.dump()));
        QString label = recipeText(parameter.name);
        if (!label.isEmpty()) label[0] = label[0].toUpper();
        auto* edit = addLine(m_parameters, label, QStringLiteral("parameter.") + text(parameter.name), assumed);
        edit->setToolTip(recipeText(parameter.description));
        edit->setAccessibleDescription(recipeText(parameter.description));
        m_fields.append({text(parameter.name), edit});
    }
    alignNames();
}

void GoalEditor::read(const QString& field) {
    if (m_showing) return;
    GoalForm form = m_draft.form();
    form.statement = m_goal->toPlainText();
    form.constraints = linesOf(m_constraints);
    form.doneWhen = linesOf(m_done);
    form.sources = linesOf(m_sources);
    form.recipe = m_recipe->currentData().toString();
    for (const auto& [name, edit] : m_fields) {
        if (edit->text().isEmpty()) form.parameters.remove(name);
        else form.parameters[name] = edit->text();
    }
    const QStringList who = m_models->currentData().toStringList();
    form.provider = who.value(0);
    form.model = who.value(1);
    form.budget = m_budget->text();
    form.until = m_until->text();
    form.agents = m_agents->value();
    m_typedIn = field;
    m_settling.start();
    m_draft.setForm(form, field);
    showStart();
}

Result<QString> GoalEditor::writeGoal(const QString& name) const {
    SKEIN_TRY(const auto words, goalFileText(m_draft.form(), m_recipes));
    QDir().mkpath(m_folder);
    const QString path = QDir(m_folder).filePath(name);
    SKEIN_CHECK(writeFileAtomically(path.toStdString(), words));
    return path;
}

void GoalEditor::preview() {
    const QString missing = missingIn(m_draft.form(), m_recipes);
    keepDraft();
    if (!missing.isEmpty()) {
        // The words beside the button say what is missing; where somebody wanted to start, the banner does as well.
        if (missing != std::exchange(m_toldMissing, missing)) tellProblem({});
        return showStart();
    }
    const auto file = writeGoal(draftName);
    if (!file) return tellProblem(text(file.error().message));
    m_previewer.preview(*file, m_draft.form().provider, m_draft.form().model);
}

void GoalEditor::showPreview(const PlanPreview& preview) {
    m_byModel = preview.proposedByModel;
    m_paid = preview.isPaid;
    m_planning = preview.planning;
    m_refused = preview.refused;
    m_ready = preview.error.isEmpty();
    if (m_ready) m_paths = preview.paths;
    tellProblem(preview.error);
    if (!preview.error.isEmpty()) return showPlan();
    if (m_byModel) {
        // What a recipe proposed is not meant any more; what the model did stays until it is asked again.
        if (m_plannedFor.isEmpty()) m_draft.forgetProposal();
        return showPlan();
    }
    m_plannedFor.clear();
    m_planWorkspace.clear();
    m_draft.propose(preview.plan);
}

void GoalEditor::markTasksWithoutFiles() {
    m_withoutFiles = m_paths ? tasksWithoutFiles(m_draft.plan(), *m_paths) : std::vector<std::string>();
    std::map<std::string, QString> problems;
    for (const auto& id : m_withoutFiles) problems[id] = tr("None of the files that it is about is among the sources.");
    m_tree->setProblems(std::move(problems));
}

void GoalEditor::showPlan() {
    markTasksWithoutFiles();
    const auto& diff = m_draft.diff();
    const QLocale locale;
    const bool differs = !diff.added.empty() || !diff.removed.empty() || !diff.changed.empty();
    const QWidget* focus = QApplication::focusWidget();
    if (!differs && focus && m_diffBar->isAncestorOf(focus)) m_forms->focusPlan();
    m_diffBar->setVisible(differs);
    m_diffText->setText(tr("+ added %1   \u2212 removed %2   ~ changed %3")
                            .arg(locale.toString(static_cast<int>(diff.added.size())),
                                 locale.toString(static_cast<int>(diff.removed.size())),
                                 locale.toString(static_cast<int>(diff.changed.size()))));
    m_estimating.start();
    showPlanner();
    showStart();
}

void GoalEditor::showFigures(const PlanFigures& figures) {
    if (!figures.error.isEmpty()) {
        // What is wrong with the goal is said once, above.
        m_estimate->setText(m_problem.isEmpty() ? tr("No estimate: %1").arg(withoutFile(figures.error)) : QString());
        m_risks->setText({});
        return;
    }
    QString words = tr("Estimate: %1, %2; %3.").arg(figures.time, figures.cost, figures.basis);
    if (figures.fitsBudget)
        words += QLatin1Char(' ') + (*figures.fitsBudget ? tr("It fits the budget, also at the upper end.")
                                                         : tr("The upper end is above the budget."));
    m_estimate->setText(words);
    QStringList risks;
    if (!m_refused.isEmpty()) risks.append(m_refused);
    if (figures.withoutChecks > 0)
        risks.append(tr("Without an acceptance check: %n task(s).", nullptr, figures.withoutChecks));
    m_risks->setText(risks.isEmpty() ? QString() : tr("Risks: %1").arg(risks.join(QLatin1Char(' '))));
}

QString GoalEditor::missing() const {
    const QString words = missingIn(m_draft.form(), m_recipes);
    if (!words.isEmpty()) return words;
    if (m_planner.isPlanning()) return tr("The model is planning.");
    if (m_paid && m_draft.form().budget.trimmed().isEmpty()) return tr("Calls to a model cost money: set a budget.");
    if (m_forms->hasTypedSource()) return tr("Apply or revert what is typed under Source.");
    if (!m_problem.isEmpty() && isHalfTyped()) return tr("The plan comes when what you are writing is complete.");
    if (!m_ready && !m_previewer.isBusy() && !m_typing.isActive())
        return m_draft.plan().tasks.empty() ? tr("There is no plan to start.")
                                            : tr("The plan is older than the goal: mend what is wrong with the goal.");
    if (!m_ready) return tr("The plan is being made.");
    if (!m_refused.isEmpty() && !m_byModel) return m_refused.section(QLatin1Char('\n'), 0, 0);
    if (!m_withoutFiles.empty())
        return tr(
            "For %n task(s) of the plan, marked with \u201c!\u201d, there is no file among the sources: accept "
            "the proposed change (undo, if you rejected it), delete them, or add their sources again.",
            nullptr, static_cast<int>(m_withoutFiles.size()));
    return {};
}

void GoalEditor::showStart() {
    const QString words = missing();
    m_start->setEnabled(words.isEmpty());
    m_start->setToolTip(words);
    m_start->setAccessibleDescription(words);
    m_missing->setText(words);
    auto assumed = assumptionsOf(m_draft.form(), m_recipes);
    for (const auto& question : plan::questionsOf(m_draft.plan()))
        if (m_byModel && !question.ofRecipe && question.answer.empty())
            assumed.append({text(question.text), text(question.assumption)});
    const auto& diff = m_draft.diff();
    const auto refused = static_cast<int>(diff.added.size() + diff.removed.size() + diff.changed.size());
    m_start->setText(refused > 0 ? tr("Start without %n proposed change(s)", nullptr, refused)
                     : assumed.isEmpty()
                         ? tr("Start")
                         : tr("Start with %n assumption(s)", nullptr, static_cast<int>(assumed.size())));
    if (words.isEmpty() && !assumed.isEmpty()) {
        QStringList list;
        for (const Assumption& one : assumed) list.append(tr("%1 is %2").arg(one.name, one.value));
        m_missing->setText(tr("Assumed and recorded: %1").arg(list.join(QStringLiteral("; "))));
    }
    const Plan& plan = m_draft.plan();
    std::set<std::string> phases;
    for (const auto& task : plan.tasks) phases.insert(task.phase);
    m_planTitle->setText(
        m_byModel && plan.tasks.empty()
            ? tr("A model proposes the plan: now, or when you start. You see it before any of its tasks begins.")
        : plan.tasks.empty()
            ? (m_previewer.isBusy() ? tr("The plan is being made\u2026") : tr("The plan appears here as you write."))
            : tr("Plan: %1 in %2")
                      .arg(tr("%n task(s)", nullptr, static_cast<int>(plan.tasks.size())),
                           tr("%n phase(s)", nullptr, static_cast<int>(phases.size()))) +
                  (m_previewer.isBusy() ? tr(", being made anew\u2026") : QString()));
    emit startChanged();
}

void GoalEditor::start() {
    if (const QString words = missing(); !words.isEmpty()) {
        m_banner->setAction({}, {});
        m_banner->showMessage(BannerKind::Warning, tr("Nothing was started"), words);
        m_toldMissing = missingIn(m_draft.form(), m_recipes);
        if (m_draft.form().statement.trimmed().isEmpty()) focusGoal();
        return showStart();
    }
    const auto wrong = [this](const Error& error) {
        m_banner->setAction({}, {});
        m_banner->showMessage(BannerKind::Error, tr("The run was not started"), text(error.message));
    };
    const bool planned = m_byModel && !m_draft.plan().tasks.empty();
    const QString slug =
        slugOf(m_draft.form().statement) + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss"));
    const auto goalFile = writeGoal(slug + QStringLiteral(".yaml"));
    if (!goalFile) return wrong(goalFile.error());
    GoalRequest request;
    request.goalFile = *goalFile;
    const QDir folder(m_folder);
    request.workspace = planned && !m_planWorkspace.isEmpty()     ? m_planWorkspace
                        : m_workspace->text().trimmed().isEmpty() ? folder.filePath(slug + QStringLiteral(".skein"))
                                                                  : m_workspace->text().trimmed();
    request.outputFolder = m_output->text().trimmed().isEmpty() ? folder.filePath(slug + QStringLiteral("-result"))
                                                                : m_output->text().trimmed();
    if (m_draft.form().agents > 0) request.agents = m_draft.form().agents;
    if (const auto budget = typedAmount(m_draft.form().budget)) request.budget = *budget;
    request.provider = m_draft.form().provider;
    request.model = m_draft.form().model;
    if (planned || (!m_byModel && !m_draft.isAsProposed())) {
        // What was changed by hand is a plan of its own, with the goal's terms.
        const auto goal = plan::readGoalFile(goalFile->toStdString());
        if (!goal) return wrong(goal.error());
        const std::string path = folder.filePath(slug + QStringLiteral(".plan.json")).toStdString();
        Plan plan = m_draft.plan();
        plan.extra.update(runtime::goalTerms(*goal, path));
        if (const auto written = writeFileAtomically(path, prettyJson(plan::toJson(plan)) + "\n"); !written)
            return wrong(written.error());
        request.goalFile = text(path);
    }
    m_feed.startGoal(request);
    m_last = m_draft.form();
    startAnew();
    emit started(request);
}

}  // namespace skein::ui
