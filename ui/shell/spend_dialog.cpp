#include "ui/shell/spend_dialog.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

constexpr MicroUsd always{5'000'000};

std::optional<MicroUsd> leftOf(const RunSummary& summary) {
    if (!summary.budget) return std::nullopt;
    return MicroUsd{std::max<std::int64_t>(0, summary.budget->value - summary.spent.value - summary.reserved.value)};
}

}  // namespace

SpendDialog::SpendDialog(const Theme& theme, const RunSummary& summary, const QString& what, MicroUsd estimate,
                         QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("spendDialog"));
    setWindowTitle(what);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    const QString amount = moneyText(estimate, Certainty::Estimated);
    auto* title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    title->setText(tr("%1 for %2?").arg(what, amount));
    auto* text = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    text->setObjectName(QStringLiteral("spendText"));
    const auto left = leftOf(summary);
    text->setText((left ? tr("%1 of the budget is left. ").arg(moneyText(*left)) : tr("The run has no budget. ")) +
                  tr("The amount is an estimate, by what earlier attempts of these tasks cost."));
    column->addWidget(title);
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("spendCancel"));
    auto* go = new QPushButton(tr("%1 for %2").arg(what, amount), this);
    go->setObjectName(QStringLiteral("spendConfirm"));
    setVariant(go, ButtonVariant::Primary);
    go->setAutoDefault(false);
    cancel->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(go);
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(std::min(theme.px(440), 900));
}

bool SpendDialog::isNeeded(const RunSummary& summary, MicroUsd estimate) {
    if (estimate.value <= 0) return false;
    const auto left = leftOf(summary);
    return estimate.value >= always.value || (left && estimate.value * 10 >= left->value);
}

}  // namespace skein::ui
