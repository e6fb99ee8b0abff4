#include "ui/common/filter_edit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

constexpr int mostOffers = 12;  // what a person reads while typing

Status shapeOf(FilterState state) {
    switch (state) {
        case FilterState::Neutral: return Status::Waiting;
        case FilterState::Valid: return Status::Done;
        case FilterState::Invalid: return Status::Failed;
        case FilterState::Outdated: return Status::Retrying;
    }
    return Status::Unknown;
}

}  // namespace

QString filterStateWord(FilterState state) {
    switch (state) {
        case FilterState::Neutral: return FilterEdit::tr("No filter");
        case FilterState::Valid: return FilterEdit::tr("Valid");
        case FilterState::Invalid: return FilterEdit::tr("Invalid");
        case FilterState::Outdated: return FilterEdit::tr("Outdated");
    }
    return {};
}

FilterEdit::FilterEdit(const Theme& theme, const FilterSchema& schema, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_schema(schema) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    column->addLayout(row);
    row->setSpacing(8);
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("filterField"));
    m_field->setAccessibleName(tr("Filter"));
    m_field->setPlaceholderText(tr("Filter: words, or status:failed and cost > $0.05"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(theme.px(160));
    auto* glass = m_field->addAction(themedIcon(theme, QStringLiteral("edit-find"), Token::TextMuted),
                                     QLineEdit::LeadingPosition);
    for (auto* button : m_field->findChildren<QToolButton*>())
        button->setAccessibleName(button->actions().contains(glass) ? tr("Filter") : tr("Clear"));
    row->addWidget(m_field, 3);
    m_glyph = new StatusGlyph(theme, this);
    row->addWidget(m_glyph);
    m_word = new ThemedLabel(theme, TextRole::Strong, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
    m_word->setObjectName(QStringLiteral("filterState"));
    row->addWidget(m_word);
    m_message = new ElidedLabel(theme, TextRole::Body, Token::TextSecondary, Qt::ElideRight, this);
    m_message->setObjectName(QStringLiteral("filterMessage"));
    row->addWidget(m_message, 2);
    m_again = new QPushButton(tr("Filter again"), this);
    m_again->setObjectName(QStringLiteral("filterAgain"));
    m_again->setAccessibleName(m_again->text());
    setVariant(m_again, ButtonVariant::Quiet);
    row->addWidget(m_again);
    m_count = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_count->setObjectName(QStringLiteral("filterCount"));
    row->addWidget(m_count);
    m_reason = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_reason->setObjectName(QStringLiteral("filterReason"));
    m_reason->setTextFormat(Qt::PlainText);
    column->addWidget(m_reason);
    m_offers = new QStandardItemModel(this);
    m_completer = new QCompleter(m_offers, this);
    m_completer->setWidget(m_field);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(mostOffers);
    m_completer->popup()->setObjectName(QStringLiteral("filterOffers"));
    m_completer->popup()->setAccessibleName(tr("Completions"));
    m_field->installEventFilter(this);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, [this](const QModelIndex& index) {
        const int offer = index.data(Qt::UserRole).toInt();
        if (offer < 0 || offer >= m_completion.suggestions.size()) return;
        QString text = m_field->text();
        const QString insert = m_completion.suggestions[offer].insert;
        text.replace(m_completion.from, m_completion.to - m_completion.from, insert);
        m_field->setText(text);
        m_field->setCursorPosition(m_completion.from + static_cast<int>(insert.size()));
        typed(text);
        if (insert.endsWith(QLatin1Char(':'))) suggest();
    });
    connect(m_field, &QLineEdit::textEdited, this, [this](const QString& text) {
        typed(text);
        suggest();
    });
    // The cross inside of the field clears without "editing".
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) typed(text);
    });
    connect(m_field, &QLineEdit::editingFinished, this, [this] {
        if (std::exchange(m_pending, false)) {
            const QString before = m_applied;
            check(m_field->text());
            if (m_applied != before) emit applied(m_applied);
        }
        if (m_state == FilterState::Invalid && m_applied != m_before) {
            // What was applied on the way is the beginning of something else.
            m_applied = m_before;
            check(m_field->text());
            emit applied(m_applied);
        }
        if (m_state != FilterState::Invalid) m_before = m_applied;
        emit settled();
    });
    connect(m_again, &QPushButton::clicked, this, &FilterEdit::applyAgain);
    check({});
}

QString FilterEdit::text() const { return m_field->text(); }

void FilterEdit::setText(const QString& text) {
    m_pending = false;
    if (m_field->text() != text) {
        const QSignalBlocker quiet(m_field);
        m_field->setText(text);
    }
    check(text);
    m_before = m_applied;
}

void FilterEdit::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool FilterEdit::isHalfTyped() const {
    const int cursor = m_field->cursorPosition();
    const FilterCompletion offers = m_schema.complete(
        m_field->text(), cursor, m_values ? m_values : [](int) { return QVector<QPair<QString, int>>(); });
    const QString word = m_field->text().mid(offers.from, cursor - offers.from);
    if (word.isEmpty()) return false;
    bool begins = false;
    for (const FilterSuggestion& offer : offers.suggestions) {
        if (offer.insert.compare(word, Qt::CaseInsensitive) == 0) return false;
        begins |= offer.insert.startsWith(word, Qt::CaseInsensitive);
    }
    // "status:done an" would be looked for as a word on the way to "and".
    if (!m_field->text().left(offers.from).trimmed().isEmpty())
        for (const char* joins : {"and", "or", "not"})
            begins |=
                word.size() < qsizetype(qstrlen(joins)) && QLatin1String(joins).startsWith(word, Qt::CaseInsensitive);
    return begins;
}

void FilterEdit::typed(const QString& text) {
    const QString before = m_applied;
    m_pending = false;
    if (isHalfTyped() && !m_schema.parse(text).error) {
        // "status:fail" would hide everything on the way to "status:failed".
        m_pending = true;
        return showState(
            m_applied.isEmpty() ? FilterState::Neutral : FilterState::Valid,
            m_applied.isEmpty() ? tr("Enter applies it.") : tr("Enter applies it. Still applied: %1").arg(m_applied));
    }
    check(text);
    if (m_applied != before) emit applied(m_applied);
}

void FilterEdit::check(const QString& text) {
    const ParsedFilter parsed = m_schema.parse(text);
    if (parsed.error) {
        showState(FilterState::Invalid,
                  tr("At %1: %2 %3")
                      .arg(parsed.error->at + 1)
                      .arg(parsed.error->message.endsWith(QLatin1Char('?')) ? parsed.error->message
                                                                            : tr("%1.").arg(parsed.error->message),
                           m_applied.isEmpty() ? tr("Nothing is filtered.") : tr("Still applied: %1").arg(m_applied)));
        return;
    }
    m_applied = text.trimmed();
    showState(parsed.tree ? FilterState::Valid : FilterState::Neutral, {});
}

void FilterEdit::setCounts(int shown, int total, int outdated) {
    m_shown = shown;
    m_total = total;
    m_outdated = outdated;
    if (m_state == FilterState::Invalid || m_pending) return showState(m_state, m_message->text());
    showState(m_applied.isEmpty() ? FilterState::Neutral : FilterState::Valid, {});
}

void FilterEdit::showState(FilterState state, const QString& message) {
    // Rows that changed since: they stay where they are until the person asks.
    const bool stale = state == FilterState::Valid && m_outdated > 0;
    m_state = stale ? FilterState::Outdated : state;
    m_glyph->setStatus(shapeOf(m_state));
    m_glyph->setVisible(m_state != FilterState::Neutral);
    m_word->setText(filterStateWord(m_state));
    m_word->setVisible(m_state != FilterState::Neutral);
    m_message->setText(stale ? tr("%n row(s) changed since", nullptr, m_outdated) : message);
    const bool invalid = m_state == FilterState::Invalid;
    m_reason->setText(invalid ? message : QString());
    m_reason->setVisible(invalid);
    m_message->setVisible(!invalid && !m_message->text().isEmpty());
    m_again->setVisible(stale);
    const QLocale locale;
    m_count->setText(m_total > 0 ? tr("%1 of %2").arg(locale.toString(m_shown), locale.toString(m_total)) : QString());
    m_field->setToolTip(message);
    m_field->setAccessibleDescription(
        tr("%1. %2 %3").arg(filterStateWord(m_state), m_message->text(), m_count->text()));
}

void FilterEdit::suggest() {
    m_completion = m_schema.complete(
        m_field->text(), m_field->cursorPosition(),
        m_values ? m_values : [](int) { return QVector<QPair<QString, int>>(); });
    m_offers->clear();
    const QLocale locale;
    for (int i = 0; i < m_completion.suggestions.size() && i < mostOffers; ++i) {
        const FilterSuggestion& offer = m_completion.suggestions[i];
        auto* item = new QStandardItem(offer.count >= 0 ? tr("%1  (%2)").arg(offer.insert, locale.toString(offer.count))
                                                        : tr("%1  %2").arg(offer.insert, offer.about));
        item->setData(i, Qt::UserRole);
        m_offers->appendRow(item);
    }
    const QString typedPart = m_field->text().mid(m_completion.from, m_completion.to - m_completion.from);
    const bool whole = m_completion.suggestions.size() == 1 && m_completion.suggestions[0].insert == typedPart;
    if (m_offers->rowCount() == 0 || whole || m_field->text().isEmpty()) return m_completer->popup()->hide();
    m_completer->complete();
}

bool FilterEdit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    // Down or Ctrl+Space asks for what can stand here, also in an empty field.
    const bool asks =
        key->key() == Qt::Key_Down || (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier);
    if (!asks || m_completer->popup()->isVisible()) return QWidget::eventFilter(watched, event);
    suggest();
    if (m_offers->rowCount() > 0) m_completer->complete();
    return true;
}

}  // namespace skein::ui
