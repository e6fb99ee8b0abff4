#include "ui/welcome/goal_view.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QDoubleValidator>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/skein_style.h"
#include "ui/common/typed_amount.h"
#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

constexpr int maxAgents = 1000;    // ui.md: scale 10-1000 agents
constexpr int defaultAgents = 40;  // the goal file's example in cli.md
constexpr int pageWidth = 1040;
constexpr int sideBySideFrom = 96;  // letters: room for two cards in a row

}  // namespace

GoalView::GoalView(const Theme& theme, CommandRegistry& commands, RunFeed& feed, SampleRun sample, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands), m_feed(feed), m_sample(std::move(sample)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    m_header->setAnswer(tr("Skein plans a goal, runs it with a swarm of agents, and shows you every decision."));
    outer->addWidget(m_header);
    m_back = new QPushButton(tr("All ways to start"), this);
    m_back->setObjectName(QStringLiteral("goalHome"));
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &GoalView::showHome);
    m_header->addAction(m_back);
    m_pages = new QStackedWidget(this);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("goalScroll"));
    scroll->setAccessibleName(tr("Goal"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    auto* centred = new QHBoxLayout(page);
    centred->setContentsMargins(16, 8, 16, 16);
    auto* column = new QVBoxLayout;
    column->setSpacing(12);
    auto* inner = new QWidget(page);
    inner->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    inner->setMaximumWidth(theme.px(pageWidth));
    centred->addWidget(inner, 1);
    centred->addStretch(0);
    m_banner = new InlineBanner(theme, inner);
    column->addWidget(m_banner);
    column->addWidget(makeCurrent());
    const auto pair = [&](QWidget* first, QWidget* second) {
        auto* row = new QBoxLayout(QBoxLayout::LeftToRight);
        row->setSpacing(12);
        row->addWidget(first, 1);
        row->addWidget(second, 1);
        column->addLayout(row);
        m_starts.append(row);
    };
    pair(makeSample(), makeWrite());
    pair(makeConnect(), makeOpen());
    column->addWidget(makeOwn());
    column->addWidget(makeSkip());
    column->addStretch(1);
    scroll->setWidget(page);
    m_pages->addWidget(scroll);
    outer->addWidget(m_pages, 1);
    connect(&feed, &RunFeed::delta, this, &GoalView::take);
    connect(&feed, &RunFeed::lost, this, [this](const QString&, const QString&) {
        m_progress->hide();  // what happened is said above all views
        if (m_summary.phase == RunPhase::None) return;
        m_summary.phase = RunPhase::Lost;
        if (!showsEditor()) m_header->setAnswer(runAnswer(m_summary));
    });
    connect(&feed, &RunFeed::progress, this, [this](const QString& line) {
        m_progress->setText(line);
        m_progress->setVisible(!line.isEmpty());
    });
    connect(&feed, &RunFeed::commandDone, this, [this](quint64 request, const QString& error, const QString& result) {
        if (request == 0) return;
        if (request == std::exchange(m_opening, request == m_opening ? 0 : m_opening)) {
            if (!error.isEmpty())
                return m_banner->showMessage(BannerKind::Error, tr("The document cannot be shown"), error);
            return showDocument(result);
        }
        if (request != m_saving) return;
        m_saving = 0;
        if (error.isEmpty()) m_banner->showMessage(BannerKind::Information, tr("The document is saved"), result);
        else m_banner->showMessage(BannerKind::Error, tr("The document was not saved"), error);
    });
    validate();
}

void GoalView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int letters = width() / QFontMetrics(m_theme.font(TextRole::Body)).averageCharWidth();
    for (QBoxLayout* row : m_starts)
        row->setDirection(letters >= sideBySideFrom ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

QWidget* GoalView::makeCurrent() {
    m_current = new Card(m_theme, QStringLiteral("target"), {}, {}, this);
    m_facts = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, m_current);
    m_current->addWidget(m_facts);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_resolve = new QPushButton(m_current);
    m_resolve->setObjectName(QStringLiteral("resolveConflicts"));
    m_commands.bind(*m_resolve, QStringLiteral("skein.go.nextNeedsMe"), tr("Resolve conflicts  (F8)"));
    setVariant(m_resolve, ButtonVariant::Primary);
    m_pass = new QPushButton(m_current);
    m_pass->setObjectName(QStringLiteral("passHeld"));
    m_commands.bind(*m_pass, QStringLiteral("skein.run.pass"), tr("Let held tasks pass"));
    m_read = new QPushButton(m_current);
    m_read->setObjectName(QStringLiteral("openDocument"));
    m_commands.bind(*m_read, QStringLiteral("skein.run.openDocument"), tr("Open the document"));
    m_save = new QPushButton(m_current);
    m_save->setObjectName(QStringLiteral("saveDocument"));
    m_commands.bind(*m_save, QStringLiteral("skein.run.saveDocument"), tr("Save the document\u2026"));
    m_retry = new QPushButton(m_current);
    m_retry->setObjectName(QStringLiteral("retryFailed"));
    m_commands.bind(*m_retry, QStringLiteral("skein.run.retryFailed"), tr("Retry failed tasks"));
    row->addWidget(m_resolve);
    row->addWidget(m_pass);
    row->addWidget(m_retry);
    row->addWidget(m_read);
    row->addWidget(m_save);
    row->addStretch(1);
    m_current->addRow(row);
    m_current->hide();
    return m_current;
}

QWidget* GoalView::makeSample() {
    auto* card = new Card(m_theme, QStringLiteral("sample"), tr("Run the sample"),
                          tr("Documents a small project with the built-in offline agents and finds the contradictions "
                             "it contains. Free; nothing is sent anywhere. It ends almost at once: the timeline shows "
                             "afterwards how it went."),
                          this);
    auto* button = m_runSample = new QPushButton(card);
    button->setObjectName(QStringLiteral("runSample"));
    m_commands.bind(*button, QStringLiteral("skein.run.sample"), tr("Run the sample"));
    setVariant(button, ButtonVariant::Primary);
    m_progress = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, card);
    m_progress->setObjectName(QStringLiteral("startProgress"));
    m_progress->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    auto* explore = new QPushButton(card);
    explore->setObjectName(QStringLiteral("exploreRecorded"));
    m_commands.bind(*explore, QStringLiteral("skein.file.recorded"), tr("Explore a recorded run"));
    row->addWidget(button);
    row->addWidget(explore);
    row->addWidget(m_progress, 1);
    row->addStretch(0);
    card->addRow(row);
    return card;
}

QLineEdit* GoalView::addField(QFormLayout* form, const QString& label, const QString& objectName,
                              const QString& placeholder, std::function<void()> browse) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(label);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(edit, 1);
    if (browse) {
        auto* button = new QPushButton(tr("Choose\u2026"), this);
        button->setObjectName(objectName + QStringLiteral("Browse"));
        button->setAccessibleName(tr("Choose: %1").arg(label));
        connect(button, &QPushButton::clicked, this, [browse = std::move(browse)] { browse(); });
        row->addWidget(button);
    }
    auto* name = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    name->setText(label);
    name->setBuddy(edit);
    name->setMinimumHeight(edit->sizeHint().height());
    form->addRow(name, row);
    connect(edit, &QLineEdit::textChanged, this, &GoalView::validate);
    connect(edit, &QLineEdit::returnPressed, this, [this] { m_start->click(); });  // nothing while something is missing
    return edit;
}

void GoalView::addModelFields(QFormLayout* form) {
    m_provider = new QComboBox(this);
    m_provider->setObjectName(QStringLiteral("provider"));
    m_provider->setAccessibleName(tr("Model"));
    m_provider->addItem(tr("As the goal file says; offline agents otherwise"));
    m_provider->addItem(tr("OpenAI-compatible endpoint"));
    auto* label = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    label->setText(tr("Model"));
    label->setBuddy(m_provider);
    label->setMinimumHeight(m_provider->sizeHint().height());
    form->addRow(label, m_provider);
    const int first = form->rowCount();
    m_endpoint = addField(form, tr("Base URL"), QStringLiteral("endpoint"), QStringLiteral("https://\u2026/v1"), {});
    m_model = addField(form, tr("Model name"), QStringLiteral("modelName"), tr("as the endpoint calls it"), {});
    m_price = addField(form, tr("Price"), QStringLiteral("price"), QStringLiteral("input=0.25,output=1"), {});
    m_price->setToolTip(tr("Millionths of a dollar per million tokens, so that every call can be charged"));
    auto* key = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    key->setObjectName(QStringLiteral("apiKeyNote"));
    key->setText(qEnvironmentVariableIsSet("SKEIN_API_KEY")
                     ? tr("The key is the one in SKEIN_API_KEY; it is sent to this endpoint only.")
                     : tr("No key is sent: SKEIN_API_KEY is not set. Set it before Skein starts if the endpoint asks "
                          "for one."));
    form->addRow(key);
    const auto show = [form, first, this] {
        for (int row = first; row < form->rowCount(); ++row) form->setRowVisible(row, m_provider->currentIndex() == 1);
        validate();
    };
    connect(m_provider, &QComboBox::currentIndexChanged, this, show);
    for (int row = first; row < form->rowCount(); ++row) form->setRowVisible(row, false);
}

QWidget* GoalView::makeOwn() {
    auto* card =
        new Card(m_theme, QStringLiteral("document-new"), tr("Run a goal file"),
                 tr("A goal file names what you want, a recipe and the sources; a plan file names the tasks."), this);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_goal = addField(form, tr("Goal file"), QStringLiteral("goalFile"), tr("goal.yaml or plan.json"),
                      [this] { chooseGoalFile(); });
    m_workspace = addField(
        form, tr("Workspace"), QStringLiteral("workspaceFile"), tr("where the run is recorded (.skein)"), [this] {
            const QString path = QFileDialog::getSaveFileName(this, tr("Workspace of the run"), m_workspace->text(),
                                                              tr("Skein workspaces (*.skein)"), nullptr,
                                                              QFileDialog::DontConfirmOverwrite);
            if (!path.isEmpty()) m_workspace->setText(path);
        });
    m_output = addField(form, tr("Results folder"), QStringLiteral("outputFolder"),
                        tr("gets the document and the audit bundle"), [this] {
                            const QString path =
                                QFileDialog::getExistingDirectory(this, tr("Folder for the results"), m_output->text());
                            if (!path.isEmpty()) m_output->setText(path);
                        });
    m_agents = new QSpinBox(this);
    m_agents->setObjectName(QStringLiteral("agents"));
    m_agents->setAccessibleName(tr("Agents"));
    m_agents->setRange(1, maxAgents);
    m_agents->setValue(defaultAgents);
    auto* agentsLabel =
        new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    agentsLabel->setText(tr("Agents"));
    agentsLabel->setBuddy(m_agents);
    agentsLabel->setMinimumHeight(m_agents->sizeHint().height());
    form->addRow(agentsLabel, m_agents);
    m_budget = addField(form, tr("Budget, USD"), QStringLiteral("budget"), tr("the goal file's, if left empty"), {});
    addModelFields(form);
    card->addRow(form);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_start = new QPushButton(tr("Start the run"), card);
    m_start->setObjectName(QStringLiteral("startRun"));
    m_start->setAccessibleName(tr("Start the run"));
    setVariant(m_start, ButtonVariant::Primary);
    m_missing = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, card);
    m_missing->setObjectName(QStringLiteral("startMissing"));
    row->addWidget(m_start);
    row->addWidget(m_missing, 1);
    card->addRow(row);
    connect(m_start, &QPushButton::clicked, this, &GoalView::startOwn);
    return card;
}

QWidget* GoalView::makeOpen() {
    auto* card =
        new Card(m_theme, QStringLiteral("workspace"), tr("Open a workspace"),
                 tr("Shows a run that exists, also one that another program is running at this moment."), this);
    auto* button = new QPushButton(card);
    button->setObjectName(QStringLiteral("openWorkspace"));
    m_commands.bind(*button, QStringLiteral("skein.file.open"), tr("Open\u2026"));
    auto* row = new QHBoxLayout;
    row->addWidget(button);
    row->addStretch(1);
    card->addRow(row);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(4);
    card->addRow(m_recent);
    showRecent();
    return card;
}

void GoalView::runSample() {
    GoalRequest request;
    request.goalFile = m_sample.goalFile;
    request.workspace = m_sample.workspace;
    request.outputFolder = m_sample.outputFolder;
    begin(request);
}

void GoalView::chooseGoalFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Goal or plan file"), m_goal->text(),
                                                      tr("Goals and plans (*.yaml *.yml *.json)"));
    if (!path.isEmpty()) setGoalFile(path);
}

void GoalView::setGoalFile(const QString& path) {
    m_goal->setText(path);
    const QFileInfo file(path);
    if (m_workspace->text().isEmpty())
        m_workspace->setText(file.dir().filePath(file.completeBaseName() + QStringLiteral(".skein")));
    if (m_output->text().isEmpty())
        m_output->setText(file.dir().filePath(file.completeBaseName() + QStringLiteral("-result")));
    m_start->setFocus();
}

void GoalView::openWorkspace() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a workspace"), m_summary.workspace,
                                                      tr("Skein workspaces (*.skein)"));
    if (path.isEmpty()) return;
    m_banner->hide();
    m_feed.openWorkspace(path);
}

void GoalView::saveDocument() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the document and the bundle"));
    if (!folder.isEmpty()) m_saving = m_feed.saveDeliverable(folder);
}

void GoalView::openDocument() {
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) +
                      QStringLiteral("/skein/documents/") + m_summary.name);
    folder.mkpath(QStringLiteral("."));
    m_opening = m_feed.saveDeliverable(folder.path());
}

void GoalView::showDocument(const QString& path) {
    const QFileInfo written(path);
    const QString page = written.dir().filePath(written.completeBaseName() + QStringLiteral(".html"));
    const QString file = QFileInfo::exists(page) ? page : path;
    if (QDesktopServices::openUrl(QUrl::fromLocalFile(file)))
        return m_banner->showMessage(BannerKind::Information, tr("The document is open in your browser"), file);
    m_banner->showMessage(BannerKind::Warning, tr("No program on this desktop opens web pages"),
                          tr("The document is here: %1").arg(file));
}

void GoalView::validate() {
    QString missing;
    const QString budget = m_budget->text().trimmed();
    if (m_goal->text().trimmed().isEmpty()) missing = tr("Choose a goal file first.");
    else if (!QFileInfo::exists(m_goal->text().trimmed())) missing = tr("The goal file does not exist.");
    else if (m_workspace->text().trimmed().isEmpty()) missing = tr("Name the workspace that records the run.");
    else if (m_output->text().trimmed().isEmpty()) missing = tr("Name a folder for the results.");
    else if (!budget.isEmpty() && !typedAmount(budget)) missing = tr("The budget is a number of dollars like 5.00.");
    else if (m_provider && m_provider->currentIndex() == 1) missing = missingForModel(budget);
    m_start->setEnabled(missing.isEmpty());
    m_start->setToolTip(missing);
    m_start->setAccessibleDescription(missing);
    m_missing->setText(missing);
}

QString GoalView::missingForModel(const QString& budget) const {
    if (m_endpoint->text().trimmed().isEmpty()) return tr("Name the base URL of the endpoint.");
    if (m_model->text().trimmed().isEmpty()) return tr("Name the model.");
    if (m_price->text().trimmed().isEmpty()) return tr("Give the price, so that calls can be charged.");
    if (budget.isEmpty()) return tr("Calls to a model cost money: set a budget.");
    return {};
}

void GoalView::startOwn() {
    GoalRequest request;
    request.goalFile = m_goal->text().trimmed();
    request.workspace = m_workspace->text().trimmed();
    request.outputFolder = m_output->text().trimmed();
    request.agents = m_agents->value();
    if (!m_budget->text().trimmed().isEmpty())
        if (const auto budget = typedAmount(m_budget->text())) request.budget = *budget;
    if (m_provider->currentIndex() == 1) {
        request.provider = QStringLiteral("openai-chat:") + m_endpoint->text().trimmed();
        request.model = m_model->text().trimmed();
        request.price = m_price->text().trimmed();
    }
    begin(request);
}

void GoalView::begin(const GoalRequest& goal) {
    m_banner->hide();
    m_progress->setText(tr("Starting\u2026"));
    m_progress->show();
    m_feed.startGoal(goal);
    emit started();
}

void GoalView::take(const RunDelta& delta) {
    if (!delta.summary) return;
    m_summary = *delta.summary;
    const bool any = m_summary.phase != RunPhase::None;
    m_current->setVisible(any);
    if (!any) return;
    m_progress->hide();
    if (std::exchange(m_skipped, false) && showsEditor()) showHome();
    if (!showsEditor()) m_header->setAnswer(runAnswer(m_summary));
    if (!m_summary.simulated) remember(m_summary.workspace);
    m_current->title().setText(m_summary.goal.isEmpty() ? m_summary.name : m_summary.goal);
    QStringList terms;
    if (const QString reason = heldReason(m_summary); !reason.isEmpty()) terms.append(reason);
    if (!m_summary.constraints.isEmpty())
        terms.append(tr("Constraints: %1").arg(m_summary.constraints.join(QStringLiteral(" "))));
    for (const PlanAnswer& answer : std::as_const(m_summary.answers)) terms.append(answer.words);
    m_current->text().setText(terms.join(QLatin1Char('\n')));
    m_current->text().setVisible(!terms.isEmpty());
    // One thing stands out: once there is a run, what comes next in it.
    setVariant(m_runSample, ButtonVariant::Normal);
    QStringList facts{tr("Workspace: %1").arg(m_summary.workspace)};
    if (m_summary.hasDeliverable)
        facts.append(m_summary.draft ? tr("Document: draft, with both sides of every open conflict")
                                     : tr("Document: complete"));
    m_facts->setText(facts.join(QLatin1Char('\n')));
    m_resolve->setVisible(m_summary.conflictsOpen > 0);
    m_pass->setVisible(m_summary.paused > 0);
    m_retry->setVisible(m_summary.counts[static_cast<std::size_t>(Status::Failed)] > 0);
    m_read->setVisible(m_summary.hasDeliverable);
    m_save->setVisible(m_summary.hasDeliverable);
    // What is next stands out: what waits for a person, else reading what was made.
    setVariant(m_read, m_summary.conflictsOpen > 0 ? ButtonVariant::Normal : ButtonVariant::Primary);
}

}  // namespace skein::ui
