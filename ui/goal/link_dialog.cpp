#include "ui/goal/link_dialog.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace skein::ui {

namespace {

constexpr int idRole = Qt::UserRole + 1;
constexpr int neededRole = Qt::UserRole + 2;

QString text(const std::string& words) { return QString::fromStdString(words); }

QString nameOf(const TaskSpec& task) { return text(task.title.empty() ? task.id : task.title); }

}  // namespace

LinkDialog::LinkDialog(const Theme& theme, Plan plan, const std::string& task, QWidget* parent)
    : QuestionDialog(theme, QStringLiteral("link"), tr("Link tasks"), {}, parent), m_plan(std::move(plan)) {
    for (const auto& each : m_plan.tasks)
        if (each.id == task) m_task = each;
    findChild<ThemedLabel*>()->setText(tr("What does \u201c%1\u201d need?").arg(nameOf(m_task)));
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("linkSearch"));
    m_search->setAccessibleName(tr("Find a task"));
    m_search->setPlaceholderText(tr("Find a task"));
    m_search->setClearButtonEnabled(true);
    column()->addWidget(m_search);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("linkTasks"));
    m_list->setAccessibleName(tr("Tasks"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTabKeyNavigation(false);
    column()->addWidget(m_list, 1);
    m_effect = addText({}, TextRole::Body, Token::TextPrimary);
    m_effect->setObjectName(QStringLiteral("linkEffect"));
    m_confirm = addButtons(tr("Cancel"), tr("Link"), ButtonVariant::Primary, Enter::Confirms);
    connect(m_search, &QLineEdit::textChanged, this, &LinkDialog::fill);
    connect(m_list, &QListWidget::currentItemChanged, this, &LinkDialog::showEffect);
    connect(m_list, &QListWidget::itemActivated, m_confirm, [this] { m_confirm->click(); });
    fill();
    m_search->setFocus();
}

void LinkDialog::fill() {
    const QString words = m_search->text().trimmed();
    m_list->clear();
    // What is not needed yet comes first: the one that is chosen from the start is linked, not unlinked.
    for (const bool needed : {false, true})
        for (const auto& task : m_plan.tasks) {
            if (task.id == m_task.id) continue;
            if (needed != (std::find(m_task.needs.begin(), m_task.needs.end(), task.id) != m_task.needs.end()))
                continue;
            const QString title = nameOf(task), id = text(task.id);
            if (!title.contains(words, Qt::CaseInsensitive) && !id.contains(words, Qt::CaseInsensitive)) continue;
            auto* item = new QListWidgetItem(needed ? tr("%1 (needed now)").arg(title) : title, m_list);
            item->setData(idRole, id);
            item->setData(neededRole, needed);
            item->setToolTip(id);
        }
    m_list->setCurrentRow(0);
    showEffect();
}

std::string LinkDialog::chosen() const {
    return m_list->currentItem() ? m_list->currentItem()->data(idRole).toString().toStdString() : std::string();
}

bool LinkDialog::unlinks() const { return m_list->currentItem() && m_list->currentItem()->data(neededRole).toBool(); }

void LinkDialog::showEffect() {
    const std::string id = chosen();
    QString other;
    for (const auto& task : m_plan.tasks)
        if (task.id == id) other = nameOf(task);
    m_confirm->setText(unlinks() ? tr("Unlink") : tr("Link"));
    m_confirm->setEnabled(!id.empty());
    const QString effect =
        id.empty()  ? tr("No task has these words.")
        : unlinks() ? tr("\u201c%1\u201d no longer waits for \u201c%2\u201d.").arg(nameOf(m_task), other)
                    : tr("\u201c%1\u201d waits for \u201c%2\u201d and gets its result.").arg(nameOf(m_task), other);
    m_effect->setText(effect);
    m_confirm->setToolTip(id.empty() ? effect : QString());
    m_list->setAccessibleDescription(effect);
}

}  // namespace skein::ui
