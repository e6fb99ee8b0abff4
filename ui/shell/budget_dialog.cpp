#include "ui/shell/budget_dialog.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/skein_style.h"
#include "ui/common/typed_amount.h"

namespace skein::ui {

QString BudgetDialog::question(const RunSummary& summary) const {
    switch (m_of.scope) {
        case BudgetScope::Workspace:
            return tr("How much may all runs of \u201c%1\u201d spend in all?").arg(summary.name);
        case BudgetScope::Day: return tr("How much may \u201c%1\u201d spend a day?").arg(summary.name);
        case BudgetScope::Run: break;
        case BudgetScope::Swarm: return tr("How much may the swarm \u201c%1\u201d spend in all?").arg(m_of.name);
        case BudgetScope::Task: return tr("How much may the task \u201c%1\u201d spend in all?").arg(m_of.name);
    }
    return tr("How much may \u201c%1\u201d spend in all?").arg(summary.name);
}

BudgetDialog::BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent) : QDialog(parent) {
    m_of = summary.tightest.value_or(
        BudgetRow{BudgetScope::Run, {}, 0, summary.budget.value_or(MicroUsd{}), summary.spent + summary.reserved});
    setObjectName(QStringLiteral("budgetDialog"));
    setWindowTitle(tr("Raise the budget"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    auto* title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    title->setText(question(summary));
    auto* text = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    const qint64 taken = m_of.taken.value;
    text->setText(
        summary.tightest || summary.budget
            ? tr("%1 spent, reserved or possibly charged, of a budget of %2.")
                  .arg(moneyText(m_of.taken), moneyText(m_of.limit))
            : tr("%1 spent, reserved or possibly charged; there is no budget yet.").arg(moneyText(m_of.taken)));
    m_amount = new QLineEdit(this);
    m_amount->setObjectName(QStringLiteral("budgetAmount"));
    m_amount->setAccessibleName(tr("Budget in USD"));
    // Twice the old one: what is left to do is not known better than what is done.
    const qint64 old = std::max<qint64>(m_of.limit.value, taken);
    const qint64 needed = taken + summary.nextCall.value_or(MicroUsd{}).value;
    m_amount->setText(QString::fromStdString(formatUsd(MicroUsd{std::max<qint64>({2 * old, needed, 10'000})})));
    m_problem = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_problem->setObjectName(QStringLiteral("budgetProblem"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = new QPushButton(tr("Leave it"), this);
    cancel->setObjectName(QStringLiteral("budgetCancel"));
    auto* raise = new QPushButton(summary.phase == RunPhase::HeldByBudget ? tr("Raise and go on") : tr("Set"), this);
    raise->setObjectName(QStringLiteral("budgetConfirm"));
    setVariant(raise, ButtonVariant::Primary);
    cancel->setAutoDefault(false);
    raise->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(raise);
    column->addWidget(title);
    column->addWidget(text);
    column->addWidget(m_amount);
    column->addWidget(m_problem);
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(raise, &QPushButton::clicked, this, &QDialog::accept);
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
    setMinimumWidth(std::min(theme.px(440), 900));
    m_amount->setFocus();
    m_amount->selectAll();
}

}  // namespace skein::ui
