#include "ui/shell/budget_dialog.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/skein_style.h"

namespace skein::ui {
namespace {

constexpr double unit = 1e6;  // micro-USD

}  // namespace

BudgetDialog::BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("budgetDialog"));
    setWindowTitle(tr("Raise the budget"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    auto* title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    title->setText(tr("How much may \u201c%1\u201d spend in all?").arg(summary.name));
    auto* text = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    const qint64 taken = summary.spent.value + summary.reserved.value;
    text->setText(tr("%1 spent, %2 reserved or possibly charged, of a budget of %3.")
                      .arg(moneyText(summary.spent), moneyText(summary.reserved),
                           summary.budget ? moneyText(*summary.budget) : tr("none")));
    m_amount = new QDoubleSpinBox(this);
    m_amount->setObjectName(QStringLiteral("budgetAmount"));
    m_amount->setAccessibleName(tr("Budget in USD"));
    m_amount->setDecimals(6);
    m_amount->setPrefix(QStringLiteral("$"));
    m_amount->setRange(static_cast<double>(taken) / unit, 1'000'000);
    // Twice the old one: what is left to do is not known better than what is done.
    const qint64 old = summary.budget ? summary.budget->value : taken;
    m_amount->setValue(static_cast<double>(std::max<qint64>(2 * old, 10'000)) / unit);
    m_amount->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
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
    column->addSpacing(8);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(raise, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(std::min(theme.px(440), 900));
    m_amount->setFocus();
    m_amount->selectAll();
}

MicroUsd BudgetDialog::budget() const { return {std::llround(m_amount->value() * unit)}; }

}  // namespace skein::ui
