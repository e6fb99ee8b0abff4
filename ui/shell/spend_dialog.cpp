#include "ui/shell/spend_dialog.h"

#include "ui/common/formats.h"

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
    : QuestionDialog(theme, QStringLiteral("spend"), what,
                     tr("%1 for %2?").arg(what, moneyText(estimate, Certainty::Estimated)), parent) {
    const auto left = leftOf(summary);
    auto* text =
        addText((left ? tr("%1 of the budget is left. ").arg(moneyText(*left)) : tr("The run has no budget. ")) +
                tr("The amount is an estimate, by what earlier attempts of these tasks cost."));
    text->setObjectName(QStringLiteral("spendText"));
    addButtons(tr("Cancel"), tr("%1 for %2").arg(what, moneyText(estimate, Certainty::Estimated)),
               ButtonVariant::Primary, Enter::Cancels);
}

bool SpendDialog::isNeeded(const RunSummary& summary, MicroUsd estimate) {
    if (estimate.value <= 0) return false;
    const auto left = leftOf(summary);
    return estimate.value >= always.value || (left && estimate.value * 10 >= left->value);
}

}  // namespace skein::ui
