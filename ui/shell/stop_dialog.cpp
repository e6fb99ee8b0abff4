#include "ui/shell/stop_dialog.h"

#include <QVBoxLayout>

#include "ui/common/formats.h"

namespace skein::ui {

StopDialog::StopDialog(const Theme& theme, const RunSummary& summary, QWidget* parent)
    : QuestionDialog(theme, QStringLiteral("stop"), tr("Stop the run"), tr("Stop \u201c%1\u201d?").arg(summary.name),
                     parent) {
    addText(tr("Finished work is kept. A stopped run can be resumed."));
    column()->addSpacing(8);
    m_drain = addChoice(tr("&Drain"), QStringLiteral("stopDrain"), tr("Running attempts finish, no new ones start."));
    const QString lost = summary.reserved.value > 0
                             ? tr(", %1 may be lost").arg(moneyText(summary.reserved, Certainty::Estimated))
                             : QString();
    m_now = addChoice(tr("Stop &now"), QStringLiteral("stopNow"),
                      tr("Discards %n running attempt(s)", nullptr, summary.agentsRunning) + lost + QLatin1Char('.'));
    m_drain->setChecked(true);
    addButtons(tr("Keep running"), tr("Stop the run"), ButtonVariant::Danger, Enter::Cancels);
    m_drain->setFocus();
}

StopChoice StopDialog::choice() const { return m_now->isChecked() ? StopChoice::Now : StopChoice::Drain; }

}  // namespace skein::ui
