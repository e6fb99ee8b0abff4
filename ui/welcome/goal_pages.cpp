// GoalView: writing a goal, connecting a provider, and what was open before.
#include <QBoxLayout>
#include <QCheckBox>
#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QHash>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/common/skein_style.h"
#include "ui/goal/goal_editor.h"
#include "ui/shell/run_words.h"
#include "ui/welcome/goal_view.h"
#include "ui/welcome/providers_dialog.h"

namespace skein::ui {

namespace {

constexpr int mostRecent = 5;  // what a card has room for
const QString recentKey = QStringLiteral("recent/workspaces");

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
}

}  // namespace

QWidget* GoalView::makeWrite() {
    auto* card = new Card(m_theme, QStringLiteral("document-new"), tr("Write your own goal"),
                          tr("Say what you want and what it is about; the plan appears as you write. With the offline "
                             "agents it is free and needs no model: they extract, cite and assemble what your files "
                             "say. What needs a model, such as writing code, is refused in the plan."),
                          this);
    auto* button = new QPushButton(card);
    button->setObjectName(QStringLiteral("writeGoal"));
    m_commands.bind(*button, QStringLiteral("skein.file.new"), tr("Write a goal"));
    auto* row = new QHBoxLayout;
    row->addWidget(button);
    row->addStretch(1);
    card->addRow(row);
    return card;
}

bool GoalView::showsEditor() const { return m_editor && m_pages->currentWidget() == m_editor; }

void GoalView::writeGoal() {
    if (!m_editor) {
        const QString folder =
            m_sample.goalsFolder.isEmpty()
                ? QDir(QDir::tempPath())
                      .filePath(QStringLiteral("skein-goals-%1").arg(QCoreApplication::applicationPid()))
                : m_sample.goalsFolder;
        m_editor = new GoalEditor(m_theme, m_feed, folder, m_pages);
        m_editor->setControlProgram(m_sample.controlProgram);
        m_pages->addWidget(m_editor);
        for (const LocalChoice& choice : m_locals) m_editor->addModel(choice);
        connect(m_editor, &GoalEditor::started, this, [this] {
            showHome();
            m_banner->hide();
            m_progress->setText(tr("Starting\u2026"));
            m_progress->show();
            emit started();
        });
        // Chosen beforehand it holds for the run that is started next.
        m_commands.bind(m_editor->whenDoneButton(), QStringLiteral("skein.tools.away"), tr("When it is done\u2026"));
        m_editor->whenDoneButton().show();
        connect(&m_editor->draft().undoStack(), &QUndoStack::indexChanged, this, &GoalView::editorChanged);
        connect(m_editor, &GoalEditor::startChanged, this, &GoalView::editorChanged);
    }
    m_pages->setCurrentWidget(m_editor);
    m_back->show();
    m_header->setAnswer(tr("Write what you want; the plan appears beside it"));
    m_header->setNote({});
    m_editor->focusGoal();
    emit editorChanged();
}

void GoalView::editGoal(const QString& path) {
    writeGoal();
    const auto loaded = m_editor->load(path);
    if (loaded) return m_banner->hide();
    showHome();
    m_banner->showMessage(BannerKind::Error, tr("The goal file cannot be edited here"),
                          QString::fromStdString(loaded.error().message));
}

void GoalView::showHome() {
    m_pages->setCurrentIndex(0);
    m_back->hide();
    m_header->setAnswer(m_summary.phase == RunPhase::None
                            ? tr("Skein plans a goal, runs it with a swarm of agents, and shows you every decision.")
                            : runSentence(m_summary));
    emit editorChanged();
}

void GoalView::lookAround() {
    m_again->setEnabled(false);
    m_again->setToolTip(tr("It is looking."));
    m_found->setText(tr("Asking this computer for model servers\u2026"));
    m_finder.look();
}

QWidget* GoalView::makeConnect() {
    auto* card = new Card(m_theme, QStringLiteral("workspace"), tr("Connect a provider"),
                          tr("For work that needs a model. You can do this later."), this);
    m_found = new ThemedLabel(m_theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, card);
    m_found->setObjectName(QStringLiteral("foundProviders"));
    m_found->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    card->addWidget(m_found);
    m_servers = new QVBoxLayout;
    m_servers->setSpacing(4);
    card->addRow(m_servers);
    auto* connecting = new QPushButton(card);
    connecting->setObjectName(QStringLiteral("connectProvider"));
    m_commands.bind(*connecting, QStringLiteral("skein.providers.connect"), tr("Connect a provider\u2026"));
    m_again = new QPushButton(tr("Look for servers on this computer"), card);
    m_again->setObjectName(QStringLiteral("lookForServers"));
    card->addButtons({connecting, m_again});
    connect(m_again, &QPushButton::clicked, this, &GoalView::lookAround);
    connect(&m_finder, &ProviderFinder::found, this, &GoalView::showFound);
    connect(&m_finder, &ProviderFinder::added, this, [this](const QVector<LocalChoice>& choices, const QString& error) {
        if (!error.isEmpty() || choices.isEmpty())
            return m_banner->showMessage(BannerKind::Error, tr("The server was not connected"),
                                         error.isEmpty() ? tr("It has no model that writes text.") : error);
        for (const LocalChoice& choice : choices) offer(choice);
        m_banner->showMessage(BannerKind::Information, tr("The server is connected"),
                              tr("Choose its models under \u201cWho does it\u201d when you write a goal."));
        m_commands.trigger(QStringLiteral("skein.file.new"));
        if (m_editor) m_editor->choose(choices.first());
    });
    m_found->setText(tr("Servers on this computer (Ollama, llama.cpp, LM Studio, vLLM) are found by themselves."));
    connect(&m_desk, &ProviderDesk::listed, this, [this](const ProviderListing& listing) {
        constexpr int mostModels = 12;  // beyond that the router chooses, or the goal file names one
        m_ready.clear();
        for (const ConfiguredProvider& row : listing.providers)
            if (row.isReady()) m_ready.append(row);
        if (m_lastFound) showFound(*m_lastFound);
        for (const ConfiguredProvider& row : listing.providers) {
            if (!row.isReady()) continue;
            int shown = 0;
            if (!row.isLocal) offer({row.id, {}, false});
            for (const ModelRow& model : row.models)
                if (model.makesText && ++shown <= mostModels) offer({row.id, model.id, row.isLocal});
        }
    });
    if (m_sample.looksAround) {
        m_again->click();
        m_desk.list();
    }
    return card;
}

void GoalView::offer(const LocalChoice& choice) {
    for (const LocalChoice& known : m_locals)
        if (known.provider == choice.provider && known.model == choice.model) return;
    m_locals.append(choice);
    if (m_editor) m_editor->addModel(choice);
}

void GoalView::connectProvider() {
    auto* dialog = new ProvidersDialog(m_theme, m_sample.looksAround, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProvidersDialog::changed, this, [this] { m_desk.list(); });
    // What this page says of servers and keys may not be true any more.
    if (m_sample.looksAround) connect(dialog, &QDialog::finished, m_again, &QPushButton::click);
    dialog->open();
}

void GoalView::showFound(const FoundProviders& found) {
    m_lastFound = found;
    m_again->setEnabled(true);
    m_again->setToolTip({});
    m_again->setText(tr("Look again"));
    clear(m_servers);
    QStringList words;
    QStringList connected;
    for (const ConfiguredProvider& row : std::as_const(m_ready)) connected.append(row.title);
    if (!connected.isEmpty()) words.append(tr("Connected: %1.").arg(QLocale().createSeparatedList(connected)));
    if (found.servers.isEmpty()) words.append(tr("No model server answers on this computer."));
    if (!found.keys.isEmpty()) words.append(tr("There are keys for %1.").arg(found.keys.join(QStringLiteral(", "))));
    else if (connected.isEmpty()) words.append(tr("There is no key of a provider yet."));
    words += found.notices;
    m_found->setText(words.join(QLatin1Char(' ')));
    for (const FoundServer& server : found.servers) {
        if (std::any_of(m_ready.begin(), m_ready.end(),
                        [&server](const ConfiguredProvider& row) { return row.baseUrl == server.address; }))
            continue;
        auto* button = new QPushButton(
            tr("Use %1 (%2)").arg(server.name, tr("%n model(s)", nullptr, static_cast<int>(server.models.size()))));
        button->setObjectName(QStringLiteral("useServer"));
        button->setToolTip(server.models.isEmpty() ? tr("It has no model that writes text.")
                                                   : server.models.mid(0, 20).join(QLatin1Char('\n')));
        button->setEnabled(!server.models.isEmpty());
        connect(button, &QPushButton::clicked, this, [this, server] { m_finder.add(server); });
        m_servers->addWidget(button, 0, Qt::AlignLeft);
    }
}

void GoalView::remember(const QString& workspace) {
    if (!m_sample.looksAround || workspace.isEmpty() || workspace == m_remembered) return;
    m_remembered = workspace;
    QSettings settings;
    QStringList recent = settings.value(recentKey).toStringList();
    recent.removeAll(workspace);
    recent.prepend(workspace);
    settings.setValue(recentKey, QStringList(recent.mid(0, mostRecent)));
    showRecent();
}

namespace {

/// The one file that is dragged here and can be opened; empty: there is none.
QString droppedFile(const QMimeData& dragged) {
    if (dragged.urls().size() != 1) return {};
    const QString path = dragged.urls().first().toLocalFile();
    const QString suffix = QFileInfo(path).suffix().toLower();
    return QStringList{"skein", "yaml", "yml", "json"}.contains(suffix) ? path : QString();
}

}  // namespace

void GoalView::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedFile(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void GoalView::dropEvent(QDropEvent* event) {
    const QString path = droppedFile(*event->mimeData());
    if (path.isEmpty()) return;
    event->acceptProposedAction();
    m_banner->hide();
    if (path.endsWith(QLatin1String(".skein"), Qt::CaseInsensitive)) return m_feed.openWorkspace(path);
    showHome();
    setGoalFile(path);
}

QWidget* GoalView::makeStartChoice(QWidget* parent) {
    m_startsWithLast = new QCheckBox(tr("Do not show this page at the start: begin with the last run"), parent);
    m_startsWithLast->setObjectName(QStringLiteral("startsWithLast"));
    m_startsWithLast->setToolTip(tr("The next start opens it instead of this page."));
    m_startsWithLast->hide();
    connect(m_startsWithLast, &QCheckBox::toggled, this,
            [](bool on) { QSettings().setValue(QLatin1String(startsWithLastKey), on); });
    return m_startsWithLast;
}

void GoalView::showRecent() {
    clear(m_recent);
    if (!m_sample.looksAround) return;
    QStringList recent = QSettings().value(recentKey).toStringList().mid(0, mostRecent);
    recent.removeIf([](const QString& path) { return !QFileInfo::exists(path); });
    QHash<QString, int> named;
    for (const QString& path : recent) ++named[QFileInfo(path).fileName()];
    m_startsWithLast->setVisible(!recent.isEmpty());
    const QSignalBlocker quiet(m_startsWithLast);
    m_startsWithLast->setChecked(QSettings().value(QLatin1String(startsWithLastKey), false).toBool());
    for (const QString& path : recent) {
        const QFileInfo file(path);
        auto* button = new QPushButton(
            named[file.fileName()] == 1 ? file.fileName() : tr("%1 in %2").arg(file.fileName(), file.dir().dirName()));
        button->setObjectName(QStringLiteral("recentWorkspace"));
        button->setToolTip(path);
        button->setAccessibleName(tr("Open %1").arg(path));
        setVariant(button, ButtonVariant::Quiet);
        connect(button, &QPushButton::clicked, this, [this, path] {
            m_banner->hide();
            m_feed.openWorkspace(path);
        });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
    }
}

}  // namespace skein::ui
