#include "ui/shell/scope_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/icons.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

ScopeBar::ScopeBar(const Theme& theme, SelectionContext& selection, TaskScope& scope, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_selection(selection) {
    setObjectName(QStringLiteral("scopeBar"));
    setAccessibleName(tr("Scope"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 12, 7);
    column->setSpacing(4);
    auto* row = m_row = new QHBoxLayout;
    row->setSpacing(16);
    m_edit = new FilterEdit(theme, taskFilterSchema(), this);
    m_edit->setValues([&scope](int field) { return scope.valuesOf(field); });
    row->addWidget(m_edit, 1);
    m_asOf = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_asOf->setObjectName(QStringLiteral("asOf"));
    row->addWidget(m_asOf);
    column->addLayout(row);
    m_crumbRow = new QWidget(this);
    m_crumbRow->setAccessibleName(tr("Narrowed to"));
    m_crumbs = new FlowLayout(m_crumbRow, 8, 4);
    m_crumbs->setContentsMargins(0, 0, 0, 0);
    m_run = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, m_crumbRow);
    m_crumbs->addWidget(m_run);
    column->addWidget(m_crumbRow);
    m_crumbRow->hide();
    setAsOf(tr("as of: now"));
    connect(m_edit, &FilterEdit::applied, &selection, &SelectionContext::typeFilter);
    connect(m_edit, &FilterEdit::settled, &selection, &SelectionContext::settleFilter);
    connect(m_edit, &FilterEdit::applyAgain, &scope, &TaskScope::refresh);
    connect(&selection, &SelectionContext::filterChanged, this, [this](const QString& filter) {
        if (m_edit->appliedText() != filter) m_edit->setText(filter);
    });
    connect(&selection, &SelectionContext::crumbsChanged, this, &ScopeBar::showCrumbs);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void ScopeBar::setCounts(int shown, int total, int outdated) { m_edit->setCounts(shown, total, outdated); }

void ScopeBar::setAsOf(const QString& text) { m_asOf->setText(text); }

void ScopeBar::addButton(QPushButton& button) {
    m_button = &button;
    m_row->insertWidget(m_row->indexOf(m_edit) + 1, &button);
}

void ScopeBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_button) return;
    const int others = m_asOf->sizeHint().width() + m_button->sizeHint().width() + 2 * m_row->spacing();
    m_button->setVisible(contentsRect().width() - others >= m_theme.px(400));
}

void ScopeBar::setRunName(const QString& name) { m_run->setText(tr("Run %1 \u203a").arg(name)); }

void ScopeBar::showCrumbs() {
    for (QWidget* chip : m_chips) chip->deleteLater();
    m_chips.clear();
    const auto& crumbs = m_selection.crumbs();
    for (int i = 0; i < crumbs.size(); ++i) {
        auto* chip = new QPushButton(crumbs[i].name, m_crumbRow);
        chip->setObjectName(QStringLiteral("crumb%1").arg(i));
        chip->setAccessibleName(tr("Show more than %1").arg(crumbs[i].name));
        chip->setToolTip(chip->accessibleName());
        chip->setIcon(themedIcon(m_theme, QStringLiteral("window-close"), Token::TextSecondary));
        chip->setLayoutDirection(layoutDirection() == Qt::LeftToRight ? Qt::RightToLeft : Qt::LeftToRight);
        m_crumbs->addWidget(chip);
        chip->show();
        m_chips.append(chip);
        // By place: a crumb's button goes with it.
        connect(chip, &QPushButton::clicked, this, [this, i] { m_selection.removeCrumb(i); });
    }
    m_crumbRow->setVisible(!crumbs.isEmpty());
    updateGeometry();
}

void ScopeBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Token::BorderSubtle));
}

}  // namespace skein::ui
