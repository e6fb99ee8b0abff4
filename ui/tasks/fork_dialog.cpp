#include "ui/tasks/fork_dialog.h"

#include <QCheckBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/common/formats.h"

namespace skein::ui {

namespace {

constexpr int longestPath = 4000;  // Linux takes 4,096 bytes

/// What is added to an open window is shown later by itself, and has neither height nor the keyboard until then.
void fit(QWidget& dialog) {
    const auto parts = dialog.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget* part : parts)
        if (!part->isWindow() && !part->testAttribute(Qt::WA_WState_ExplicitShowHide)) part->show();
    dialog.adjustSize();
}

}  // namespace

ForkDialog::ForkDialog(const Theme& theme, const RunSummary& run, const TaskRow& task, QWidget* parent)
    : QuestionDialog(theme, QStringLiteral("fork"), tr("Fork from a task"),
                     tr("Fork the run from \u201c%1\u201d").arg(task.title.isEmpty() ? task.id : task.title), parent),
      m_theme(theme),
      m_run(run),
      m_task(task) {
    m_progress = addText(tr("Looking where it can be forked\u2026"));
    m_progress->setObjectName(QStringLiteral("forkProgress"));
    m_banner = new InlineBanner(theme, this);
    m_banner->setObjectName(QStringLiteral("forkBanner"));
    column()->addWidget(m_banner);
    m_banner->hide();
    connect(&m_forker, &Forker::surveyed, this, &ForkDialog::offer);
    connect(&m_forker, &Forker::forked, this, &ForkDialog::finish);
    m_forker.survey(run.workspace, run.run, task.no);
}

void ForkDialog::offer(const ForkSurvey& survey) {
    m_progress->hide();
    if (!survey.error.isEmpty())
        m_banner->showMessage(BannerKind::Error, tr("The run could not be read"), survey.error);
    addChoices(survey);
    if (!m_choices.isEmpty()) addPlace(survey);
    m_confirm = addButtons(m_choices.isEmpty() ? tr("Close") : tr("Cancel"), tr("Fork"), ButtonVariant::Primary,
                           Enter::Confirms);
    m_cancel = findChild<QPushButton*>(QStringLiteral("forkCancel"));
    disconnect(m_confirm, nullptr, this, nullptr);
    connect(m_confirm, &QPushButton::clicked, this, &ForkDialog::start);
    m_confirm->setVisible(!m_choices.isEmpty());
    showCost();
    fit(*this);
    if (m_choices.isEmpty()) m_cancel->setFocus();
    else m_choices.front().first->setFocus();
}

void ForkDialog::addChoices(const ForkSurvey& survey) {
    const auto add = [this](const char* name, const QString& words, const std::optional<ForkPoint>& point,
                            const QString& effect) {
        if (!point) return;
        const QString when =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(point->when.value / 1000), QLocale::ShortFormat);
        auto* radio = addChoice(words, QLatin1String(name),
                                tr("%1 Keeps %n result(s), as of %2.", nullptr, point->done).arg(effect, when));
        connect(radio, &QRadioButton::toggled, this, &ForkDialog::showCost);
        m_choices.append({radio, *point});
    };
    add("forkBefore", tr("&Before this task began"), survey.before,
        tr("It and everything that came later runs again."));
    add("forkAfter", tr("&With the result of this task"), survey.after, tr("What came later runs again."));
    add("forkNow", tr("As it stands &now"), survey.now, tr("Only what is still open runs."));
    if (!m_choices.isEmpty()) m_choices.front().first->setChecked(true);
}

void ForkDialog::addPlace(const ForkSurvey& survey) {
    auto* label = addText(tr("New &workspace"), TextRole::Body, Token::TextPrimary);
    m_form = new QWidget(this);
    auto* row = new QHBoxLayout(m_form);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_place = new QLineEdit(m_form);
    m_place->setObjectName(QStringLiteral("forkPlace"));
    m_place->setAccessibleName(tr("File of the new workspace"));
    m_place->setMaxLength(longestPath);
    m_place->setLayoutDirection(Qt::LeftToRight);  // a path
    m_place->setText(QDir::toNativeSeparators(survey.suggested));
    m_place->setMinimumWidth(m_theme.px(300));
    label->setBuddy(m_place);
    m_browse = new QPushButton(tr("Choose\u2026"), m_form);
    m_browse->setObjectName(QStringLiteral("forkBrowse"));
    m_browse->setAccessibleName(tr("Choose where the new workspace goes"));
    m_browse->setAutoDefault(false);
    row->addWidget(m_place, 1);
    row->addWidget(m_browse);
    column()->addWidget(m_form);
    connect(m_browse, &QPushButton::clicked, this, &ForkDialog::choosePlace);
    connect(m_place, &QLineEdit::textChanged, this, &ForkDialog::showCost);
    m_cost = addText({});
    m_cost->setObjectName(QStringLiteral("forkCost"));
    m_consent = new QCheckBox(this);
    m_consent->setObjectName(QStringLiteral("forkConsent"));
    column()->addWidget(m_consent);
    m_consent->hide();
}

std::optional<ForkPoint> ForkDialog::chosen() const {
    for (const auto& [radio, point] : m_choices)
        if (radio->isChecked()) return point;
    return std::nullopt;
}

void ForkDialog::showCost() {
    const auto point = chosen();
    if (!point || !m_cost) return;
    const Certainty certainty = m_run.tokensMeasured && m_run.spentKnown ? Certainty::Measured : Certainty::Estimated;
    const QString paid = point->spent.value > 0
                             ? tr("%1 was paid for what is kept; it is not paid again and does not count against the "
                                  "budget of the fork.")
                                   .arg(moneyText(point->spent, certainty))
                             : tr("What is kept has cost nothing.");
    const QString budget = m_run.budget ? tr("The fork may spend up to %1.").arg(moneyText(*m_run.budget))
                                        : tr("The fork has no budget, as this run.");
    m_cost->setText(tr("%1 %2 Nothing runs until you resume the fork. This run stays as it is.", "two sentences")
                        .arg(paid, budget));
    const bool placed = !m_place->text().trimmed().isEmpty();
    m_confirm->setEnabled(placed);
    m_confirm->setToolTip(placed ? QString() : tr("Say where the new workspace goes"));
}

void ForkDialog::choosePlace() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("New workspace"), m_place->text(), tr("Skein workspaces (*.skein)"));
    if (!path.isEmpty()) m_place->setText(QDir::toNativeSeparators(path));
}

void ForkDialog::setBusy(bool busy) {
    m_progress->setText(tr("Copying the run\u2026"));
    m_progress->setVisible(busy);
    for (const auto& [radio, point] : std::as_const(m_choices)) radio->setEnabled(!busy);
    for (QWidget* part : {static_cast<QWidget*>(m_place), static_cast<QWidget*>(m_browse),
                          static_cast<QWidget*>(m_consent), static_cast<QWidget*>(m_confirm)})
        part->setEnabled(!busy);
}

void ForkDialog::start() {
    if (!m_made.isEmpty()) {
        emit openWanted(m_made);
        return accept();
    }
    const auto point = chosen();
    QString path = m_place->text().trimmed();
    if (!point || path.isEmpty()) return;
    if (!path.endsWith(QLatin1String(".skein"))) path += QLatin1String(".skein");
    m_banner->hide();
    setBusy(true);
    m_forker.fork(m_run.workspace, point->at, path, m_consent->isChecked());
}

void ForkDialog::finish(const ForkOutcome& outcome) {
    setBusy(false);
    if (!outcome.error.isEmpty()) {
        m_banner->showMessage(BannerKind::Error, tr("Nothing was forked"), outcome.error);
        if (!outcome.keyFile.isEmpty()) {
            m_consent->setText(tr("Keep my signing key in the file %1").arg(outcome.keyFile));
            m_consent->show();
        }
        fit(*this);
        m_place->setFocus();
        return;
    }
    m_made = outcome.workspace;
    for (const auto& [radio, point] : std::as_const(m_choices)) radio->setEnabled(false);
    m_form->setEnabled(false);
    m_consent->hide();
    m_cost->setText(tr("Copied %n record(s) into %1. Resume the fork to go on from there.", nullptr,
                       static_cast<int>(outcome.copied))
                        .arg(outcome.workspace));
    m_cancel->setText(tr("Stay here"));
    m_confirm->setText(tr("Open the fork"));
    m_confirm->setToolTip({});
    m_confirm->setFocus();
    fit(*this);
}

}  // namespace skein::ui
