// GoalEditor: what is kept of a goal while it is written, the goal that was started last, and what is wrong with it.
#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QRegularExpression>

#include "core/base/text.h"
#include "ui/common/labels.h"
#include "ui/goal/goal_editor.h"
#include "ui/goal/plan_forms.h"

namespace skein::ui {

namespace {

const QString draftName = QStringLiteral("draft.json");
const QString lastName = QStringLiteral("last.json");
const QString oldDraftName = QStringLiteral("draft.yaml");  // what earlier versions kept
constexpr std::size_t mostDraftBytes = 16u << 20;           // far beyond what a person types or pastes by mistake

QString text(const std::string& words) { return QString::fromStdString(words); }

Result<GoalForm> readDraft(const QString& path) {
    SKEIN_TRY(const std::string words, readFile(path.toStdString(), mostDraftBytes));
    SKEIN_TRY(const Json draft, parseJson(words));
    return formOfDraft(draft);
}

Result<void> writeDraft(const QString& path, const GoalForm& form) {
    const std::string words = draftOf(form).dump(1) + '\n';
    if (words.size() > mostDraftBytes)
        return fail(ErrorCode::TooLarge, GoalEditor::tr("It is longer than 16 MiB.").toStdString());
    return writeFileAtomically(path.toStdString(), words);
}

/// The field that is to be mended, and what is wrong with it; no field: it is none of them.
QPair<QString, QString> fieldProblem(const QString& words) {
    static const QRegularExpression source(QStringLiteral("sources\\[\\d+\\]: (.+): No such file or directory"));
    static const QRegularExpression until(QStringLiteral("limits\\.until: "));
    if (const auto found = source.match(words); found.hasMatch())
        return {QStringLiteral("goalSources"), GoalEditor::tr("%1 does not exist.").arg(found.captured(1))};
    if (words.startsWith(QLatin1String("sources: expected at least one readable text file")))
        return {QStringLiteral("goalSources"), GoalEditor::tr("There is no text file in them that can be read.")};
    if (words.contains(until))
        return {QStringLiteral("goalUntil"),
                GoalEditor::tr("Not a time: a time of day such as 07:00, or a date with a time.")};
    return {};
}

}  // namespace

GoalEditor::~GoalEditor() { keepDraft(); }

GoalForm GoalEditor::freshForm() const {
    GoalForm fresh;
    if (m_recipes.empty()) return fresh;
    // The one that needs no model and no values.
    fresh.recipe = text(m_recipes.front().name);
    for (const auto& recipe : m_recipes)
        if (recipe.name == "document-project") fresh.recipe = text(recipe.name);
    return fresh;
}

void GoalEditor::restoreDraft() {
    const QDir folder(m_folder);
    if (const QString path = folder.filePath(lastName); QFileInfo::exists(path))
        if (auto last = readDraft(path)) m_last = std::move(*last);
    if (const QString path = folder.filePath(draftName); QFileInfo::exists(path)) {
        const auto draft = readDraft(path);
        m_draft.start(draft ? *draft : freshForm());
        if (draft) return m_typing.start(0);
        // What cannot be read is not written over.
        const QString aside =
            folder.filePath(QStringLiteral("draft-%1.json")
                                .arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"))));
        QFile::rename(path, aside);
        m_banner->showMessage(BannerKind::Error, tr("The goal that was being written could not be read"),
                              tr("Its file is kept: %1").arg(aside));
        return;
    }
    if (const QString path = folder.filePath(oldDraftName); QFileInfo::exists(path) && load(path)) return;
    m_draft.start(freshForm());
}

void GoalEditor::keepDraft() {
    if (m_kept) return;
    QDir().mkpath(m_folder);
    const auto kept = writeDraft(QDir(m_folder).filePath(draftName), m_draft.form());
    m_kept = kept.has_value();
    if (m_kept) return;
    m_banner->setAction({}, {});
    m_banner->showMessage(BannerKind::Error, tr("What you write is not kept on the disk"), text(kept.error().message));
}

void GoalEditor::startAnew() {
    if (m_last) {
        QDir().mkpath(m_folder);
        if (const auto kept = writeDraft(QDir(m_folder).filePath(lastName), *m_last); !kept)
            m_banner->showMessage(BannerKind::Warning, tr("The last goal is kept for this window only"),
                                  text(kept.error().message));
    }
    m_plannedFor.clear();
    m_planWorkspace.clear();
    m_planning.clear();
    m_byModel = m_paid = false;
    m_refused.clear();
    m_paths.reset();
    m_problem.clear();
    m_workspace->clear();
    m_output->clear();
    m_estimate->setText({});
    m_risks->setText({});
    m_draft.start(freshForm());
}

void GoalEditor::useLastGoal() {
    if (!m_last) return;
    m_draft.start(*m_last);
    focusGoal();
}

void GoalEditor::showNotes() {
    auto problems = problemsIn(m_draft.form());
    if (const auto [field, words] = fieldProblem(withoutFile(m_problem)); !field.isEmpty() && !isHalfTyped())
        problems.insert(field, words);
    for (auto it = m_notes.cbegin(); it != m_notes.cend(); ++it) {
        // An amount that is being typed is not wrong yet; what is too long is.
        const bool soon = it.key() == QLatin1String("goalBudget") && isHalfTyped();
        const QString words = soon ? QString() : problems.value(it.key());
        it.value()->setText(words);
        it.value()->setVisible(!words.isEmpty());
        it.value()->setColour(m_theme.tone(Tone::Fail));
        if (auto* field = findChild<QWidget*>(it.key())) field->setAccessibleDescription(words);
    }
    m_lastBar->setVisible(m_last && m_draft.form() == freshForm());
}

bool GoalEditor::isHalfTyped() const {
    const QWidget* focus = QApplication::focusWidget();
    if (m_typedIn.isEmpty() || !focus || focus->objectName() != m_typedIn || !m_settling.isActive()) return false;
    return m_typedIn != QLatin1String("goalText") && m_typedIn != QLatin1String("goalConstraints") &&
           m_typedIn != QLatin1String("goalDone");
}

void GoalEditor::tellProblem(const QString& error) {
    m_problem = error;
    showNotes();
    showStart();
    if (error.isEmpty() || isHalfTyped()) return m_banner->hide();
    m_banner->setAction({}, {});
    const QString words = withoutFile(error), field = fieldProblem(words).second;
    m_banner->showMessage(BannerKind::Error,
                          m_draft.plan().tasks.empty() ? tr("There is no plan for this yet")
                                                       : tr("The plan below is of what you wrote before"),
                          field.isEmpty() ? words : field);
}

QString GoalEditor::withoutFile(QString words) const {
    // The goal's file stands for the form: a person knows the fields, not the file.
    const QString file = QDir(m_folder).filePath(oldDraftName);
    words.remove(QRegularExpression(QRegularExpression::escape(file) + QStringLiteral(":(\\d+:)?\\s*")));
    words.remove(QRegularExpression(QStringLiteral("\\S*\\bdraft\\.yaml:(\\d+:)?\\s*")));
    return words;
}

}  // namespace skein::ui
