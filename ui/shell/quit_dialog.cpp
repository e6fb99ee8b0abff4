#include "ui/shell/quit_dialog.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

QuitDialog::QuitDialog(const Theme& theme, const RunSummary& summary, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("quitDialog"));
    setWindowTitle(tr("Quit Skein"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    auto* title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    title->setText(tr("\u201c%1\u201d is running. What becomes of it?").arg(summary.name));
    column->addWidget(title);
    column->addSpacing(8);
    const auto add = [&](const QString& name, const QString& objectName, const QString& effect) {
        auto* radio = new QRadioButton(name, this);
        radio->setObjectName(objectName);
        radio->setAccessibleDescription(effect);
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
        words->setText(effect);
        words->setContentsMargins(theme.px(24), 0, 0, 8);
        column->addWidget(radio);
        column->addWidget(words);
        return radio;
    };
    m_keep = add(tr("&Keep running in the background"), QStringLiteral("quitKeep"),
                 tr("A process of its own runs it. Nothing keeps the computer awake or tells you while the window is "
                    "closed."));
    m_hold = add(tr("&Hold and quit"), QStringLiteral("quitHold"),
                 tr("Running attempts finish, no new ones start. Resume when you are back."));
    m_stop = add(tr("&Stop and quit"), QStringLiteral("quitStop"),
                 tr("Running attempts finish, then the run is stopped. It can be resumed."));
    m_keep->setChecked(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("quitCancel"));
    cancel->setAutoDefault(false);
    auto* quit = new QPushButton(tr("Quit"), this);
    quit->setObjectName(QStringLiteral("quitConfirm"));
    setVariant(quit, ButtonVariant::Primary);
    quit->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(quit);
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(quit, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(std::min(theme.px(440), 900));
    m_keep->setFocus();
}

QuitChoice QuitDialog::choice() const {
    return m_hold->isChecked() ? QuitChoice::Hold : m_stop->isChecked() ? QuitChoice::Stop : QuitChoice::KeepRunning;
}

}  // namespace skein::ui
