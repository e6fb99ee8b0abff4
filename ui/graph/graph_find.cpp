#include "ui/graph/graph_find.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <algorithm>

#include "ui/common/icons.h"

namespace skein::ui {

namespace {
constexpr int maxWords = 200;
}

GraphFind::GraphFind(const Theme& theme, GraphCanvas& canvas, SelectionContext& selection, QWidget* parent)
    : QWidget(parent), m_canvas(canvas), m_selection(selection) {
    setObjectName(QStringLiteral("graphFind"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 8);
    row->setSpacing(8);
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("graphFindField"));
    m_field->setMaxLength(maxWords);
    m_field->setAccessibleName(tr("Find in the graph"));
    m_field->setPlaceholderText(tr("Words of a title or an id"));
    m_field->setMaximumWidth(theme.px(320));
    m_field->installEventFilter(this);
    row->addWidget(m_field, 1);
    auto* previous = addButton("graphFindPrevious", tr("Previous found task"));
    auto* next = addButton("graphFindNext", tr("Next found task"));
    m_count = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_count->setObjectName(QStringLiteral("graphFindCount"));
    row->addWidget(m_count);
    row->addStretch(1);
    auto* shut = addButton("graphFindClose", tr("End finding"));
    previous->setArrowType(Qt::UpArrow);
    next->setArrowType(Qt::DownArrow);
    shut->setIcon(themedIcon(theme, QStringLiteral("window-close")));
    connect(m_field, &QLineEdit::textChanged, this, &GraphFind::look);
    connect(previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next, &QToolButton::clicked, this, [this] { step(1); });
    connect(shut, &QToolButton::clicked, this, &GraphFind::close);
    connect(&selection, &SelectionContext::taskChanged, this, &GraphFind::describe);
    hide();
}

QToolButton* GraphFind::addButton(const char* name, const QString& words) {
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setAutoRaise(true);
    button->setToolTip(words);
    button->setAccessibleName(words);
    layout()->addWidget(button);
    return button;
}

void GraphFind::open() {
    show();
    m_canvas.setFinding(true);
    m_field->setFocus();
    m_field->selectAll();
}

void GraphFind::close() {
    m_field->clear();
    m_canvas.setFinding(false);
    hide();
    m_canvas.setFocus();
}

void GraphFind::look() {
    const QString words = m_field->text().trimmed();
    m_tasks.clear();
    const auto& tasks = m_canvas.plan().tasks;
    for (int i = 0; !words.isEmpty() && i < tasks.size(); ++i)
        if (tasks[i].title.contains(words, Qt::CaseInsensitive) || tasks[i].id.contains(words, Qt::CaseInsensitive))
            m_tasks.append(i);
    if (words.isEmpty()) m_canvas.setFound({});
    else m_canvas.setFound(QSet<int>(m_tasks.cbegin(), m_tasks.cend()));
    describe();
    emit changed();
}

void GraphFind::step(int by) {
    if (m_tasks.isEmpty()) return;
    const int here = static_cast<int>(m_selection.task()) - 1;
    const auto after = static_cast<int>(std::upper_bound(m_tasks.cbegin(), m_tasks.cend(), here) - m_tasks.cbegin());
    const auto from = static_cast<int>(std::lower_bound(m_tasks.cbegin(), m_tasks.cend(), here) - m_tasks.cbegin());
    const auto count = static_cast<int>(m_tasks.size());
    const int next = by > 0 ? after % count : (from + count - 1) % count;
    m_selection.setTask(static_cast<quint32>(m_tasks[next]) + 1);
}

void GraphFind::describe() {
    const QLocale locale;
    const auto at = m_tasks.indexOf(static_cast<int>(m_selection.task()) - 1);
    m_count->setText(m_field->text().trimmed().isEmpty() ? QString()
                     : m_tasks.isEmpty()                 ? tr("No task has these words")
                     : at < 0                            ? tr("%n found", nullptr, static_cast<int>(m_tasks.size()))
                              : tr("%1 of %2").arg(locale.toString(at + 1), locale.toString(m_tasks.size())));
}

bool GraphFind::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) close();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
    else return QWidget::eventFilter(watched, event);
    return true;
}

}  // namespace skein::ui
