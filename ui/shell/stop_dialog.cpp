#include "ui/shell/stop_dialog.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

StopDialog::StopDialog(const Theme& theme, const RunSummary& summary, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("stopDialog"));
    setWindowTitle(tr("Stop the run"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    auto* title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    title->setText(tr("Stop \u201c%1\u201d?").arg(summary.name));
    auto* text = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    text->setText(tr("Finished work is kept. A stopped run can be resumed."));
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(8);
    const auto add = [&](QRadioButton*& radio, const QString& name, const QString& objectName, const QString& effect) {
        radio = new QRadioButton(name, this);
        radio->setObjectName(objectName);
        radio->setAccessibleDescription(effect);
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
        words->setText(effect);
        words->setContentsMargins(theme.px(24), 0, 0, 8);
        column->addWidget(radio);
        column->addWidget(words);
    };
    add(m_drain, tr("&Drain"), QStringLiteral("stopDrain"), tr("Running attempts finish, no new ones start."));
    const QString lost = summary.reserved.value > 0
                             ? tr(", %1 may be lost").arg(moneyText(summary.reserved, Certainty::Estimated))
                             : QString();
    add(m_now, tr("Stop &now"), QStringLiteral("stopNow"),
        tr("Discards %n running attempt(s)", nullptr, summary.agentsRunning) + lost + QLatin1Char('.'));
    m_drain->setChecked(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = new QPushButton(tr("Keep running"), this);
    cancel->setObjectName(QStringLiteral("stopCancel"));
    auto* stop = new QPushButton(tr("Stop the run"), this);
    stop->setObjectName(QStringLiteral("stopConfirm"));
    setVariant(stop, ButtonVariant::Danger);
    stop->setAutoDefault(false);
    cancel->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(stop);
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(stop, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(std::min(theme.px(440), 900));
    m_drain->setFocus();
}

StopChoice StopDialog::choice() const { return m_now->isChecked() ? StopChoice::Now : StopChoice::Drain; }

}  // namespace skein::ui
