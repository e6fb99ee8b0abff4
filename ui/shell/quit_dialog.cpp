#include "ui/shell/quit_dialog.h"

#include <QVBoxLayout>

namespace skein::ui {

QuitDialog::QuitDialog(const Theme& theme, const RunSummary& summary, QWidget* parent)
    : QuestionDialog(theme, QStringLiteral("quit"), tr("Quit Skein"),
                     tr("\u201c%1\u201d is running. What becomes of it?").arg(summary.name), parent) {
    column()->addSpacing(8);
    m_keep = addChoice(
        tr("&Keep running in the background"), QStringLiteral("quitKeep"),
        tr("It goes on without this window. Nothing keeps the computer awake or tells you until you open Skein "
           "again."));
    m_hold = addChoice(tr("&Hold and quit"), QStringLiteral("quitHold"),
                       tr("Running attempts finish, no new ones start. Resume when you are back."));
    m_stop = addChoice(tr("&Stop and quit"), QStringLiteral("quitStop"),
                       tr("Running attempts finish, then the run is stopped. It can be resumed."));
    m_keep->setChecked(true);
    addButtons(tr("Cancel"), tr("Quit"), ButtonVariant::Primary, Enter::Confirms);
    m_keep->setFocus();
}

QuitChoice QuitDialog::choice() const {
    return m_hold->isChecked() ? QuitChoice::Hold : m_stop->isChecked() ? QuitChoice::Stop : QuitChoice::KeepRunning;
}

}  // namespace skein::ui
