#include "ui/tasks/bulk_bar.h"

#include <QLocale>
#include <QPainter>
#include <QPushButton>

#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/status_strip.h"

namespace skein::ui {

BulkBar::BulkBar(const Theme& theme, SelectionContext& selection, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_selection(selection) {
    setObjectName(QStringLiteral("bulkBar"));
    setAccessibleName(tr("Selected tasks"));
    auto* row = flowIn(this, 8, 4);
    row->setContentsMargins(12, 6, 12, 6);
    m_words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_words->setObjectName(QStringLiteral("bulkWords"));
    row->addWidget(m_words);
    const auto add = [&](const char* name, const QString& text) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QString::fromLatin1(name));
        button->setAccessibleName(text);
        row->addWidget(button);
        return button;
    };
    m_retry = add("bulkRetry", tr("Retry"));
    m_narrow = add("bulkNarrow", tr("Show only these"));
    m_narrow->setToolTip(tr("In every view; the step can be taken back (Alt+Left)"));
    m_clear = add("bulkClear", tr("Select one"));
    m_clear->setToolTip(tr("Only the current task stays selected (Esc)"));
    for (QPushButton* button : {m_narrow, m_clear}) button->setAccessibleDescription(button->toolTip());
    connect(m_retry, &QPushButton::clicked, this, [this] {
        const RetryScope scope = m_scope;  // what follows from it is told here while it is still being read
        emit retryWanted(scope);
    });
    connect(m_narrow, &QPushButton::clicked, this, [this] {
        const QVector<quint32> tasks = m_selection.marked();
        m_selection.narrow({tr("%Ln selected", nullptr, static_cast<int>(tasks.size())), tasks});
    });
    connect(m_clear, &QPushButton::clicked, this, &BulkBar::cleared);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    hide();
}

void BulkBar::tell(const QVector<const TaskRow*>& rows, const QString& unwritable) {
    setVisible(rows.size() > 1);
    if (rows.size() < 2) return;
    StatusCounts counts{};
    MicroUsd cost{};
    for (const TaskRow* row : rows) {
        ++counts[static_cast<std::size_t>(row->status)];
        cost.value += row->cost.value;
    }
    m_scope = retryScopeOf(rows);
    const int all = static_cast<int>(rows.size());
    const QString states = tr("%Ln selected: %1", nullptr, all).arg(statusCountsText(counts));
    m_words->setText(cost.value > 0 ? tr("%1. %2 spent on them.").arg(states, moneyText(cost)) : tr("%1.").arg(states));
    // What cannot run again now is left out, and said to be.
    const int some = static_cast<int>(m_scope.tasks.size());
    const QLocale locale;
    const QString what = some < all && some > 0 ? tr("Retry %1 of %2").arg(locale.toString(some), locale.toString(all))
                                                : tr("Retry %1").arg(locale.toString(all));
    const QString why = unwritable.isEmpty() ? m_scope.reason : unwritable;
    m_retry->setText(why.isEmpty() && m_scope.cost.value > 0
                         ? tr("%1: %2").arg(what, moneyText(m_scope.cost, Certainty::Estimated))
                         : what);
    m_retry->setAccessibleName(m_retry->text());
    m_retry->setEnabled(why.isEmpty());
    m_retry->setToolTip(why.isEmpty()
                            ? tr("Their results are replaced; the amount is by what their attempts cost so far")
                            : tr("Not available: %1").arg(why));
    m_retry->setAccessibleDescription(m_retry->toolTip());
}

void BulkBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Token::BorderSubtle));
}

}  // namespace skein::ui
