#include "ui/shell/budget_dialog.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/typed_amount.h"

namespace skein::ui {

namespace {

BudgetRow tightestOf(const RunSummary& summary) {
    return summary.tightest.value_or(
        BudgetRow{BudgetScope::Run, {}, 0, summary.budget.value_or(MicroUsd{}), summary.spent + summary.reserved});
}

}  // namespace

QString BudgetDialog::question(const RunSummary& summary) {
    const BudgetRow of = tightestOf(summary);
    switch (of.scope) {
        case BudgetScope::Workspace:
            return tr("How much may all runs of \u201c%1\u201d spend in all?").arg(summary.name);
        case BudgetScope::Day: return tr("How much may \u201c%1\u201d spend a day?").arg(summary.name);
        case BudgetScope::Run: break;
        case BudgetScope::Swarm: return tr("How much may the swarm \u201c%1\u201d spend in all?").arg(of.name);
        case BudgetScope::Task: return tr("How much may the task \u201c%1\u201d spend in all?").arg(of.name);
    }
    return tr("How much may \u201c%1\u201d spend in all?").arg(summary.name);
}

BudgetDialog::BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent)
    : QuestionDialog(theme, QStringLiteral("budget"), tr("Raise the budget"), question(summary), parent),
      m_of(tightestOf(summary)) {
    const qint64 taken = m_of.taken.value;
    const QString spent = moneyText(
        m_of.taken, summary.tokensMeasured && summary.reserved.value == 0 ? Certainty::Measured : Certainty::Estimated);
    addText(summary.tightest || summary.budget
                ? tr("%1 spent, reserved or possibly charged, of a budget of %2.").arg(spent, moneyText(m_of.limit))
                : tr("%1 spent, reserved or possibly charged; there is no budget yet.").arg(spent));
    m_amount = new QLineEdit(this);
    m_amount->setObjectName(QStringLiteral("budgetAmount"));
    m_amount->setAccessibleName(tr("Budget in USD"));
    // Held by it, twice the old one, as what is left to do is not known better than what is done. Else the old one:
    // Enter alone must not allow more.
    const bool held = summary.phase == RunPhase::HeldByBudget || m_of.limit.value == 0;
    const qint64 old = std::max<qint64>(m_of.limit.value, taken);
    const qint64 needed = taken + summary.nextCall.value_or(MicroUsd{}).value;
    m_amount->setText(QString::fromStdString(
        formatUsd(MicroUsd{std::max<qint64>({held ? 2 * old : old, held ? needed : 0, 10'000})})));
    column()->addWidget(m_amount);
    m_problem = addText({}, TextRole::Caption);
    m_problem->setObjectName(QStringLiteral("budgetProblem"));
    auto* raise =
        addButtons(tr("Leave it"), summary.phase == RunPhase::HeldByBudget ? tr("Raise and go on") : tr("Set"),
                   ButtonVariant::Primary, Enter::Confirms);
    const auto judge = [this, raise, taken] {
        const auto amount = typedAmount(m_amount->text());
        const bool enough = amount && amount->value >= taken;
        m_problem->setText(
            !amount   ? tr("Expected an amount in USD, such as 2.50.")
            : !enough ? tr("Expected at least %1: so much is spent or reserved already.").arg(moneyText({taken}))
                      : QString());
        m_amount->setAccessibleDescription(m_problem->text());
        raise->setEnabled(enough);
        if (enough) m_budget = *amount;
    };
    connect(m_amount, &QLineEdit::textChanged, this, judge);
    judge();
    m_amount->setFocus();
    m_amount->selectAll();
}

}  // namespace skein::ui
