#include "ui/shell/shortcut_sheet.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "ui/common/labels.h"

namespace skein::ui {

ShortcutSheet::ShortcutSheet(const Theme& theme, const CommandRegistry& commands, QWidget* parent, const QString& help)
    : QDialog(parent), m_commands(commands) {
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Commands and shortcuts"));
    auto* column = new QVBoxLayout(this);
    if (!help.isEmpty()) {
        setWindowTitle(tr("Help for this view"));
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        words->setObjectName(QStringLiteral("viewHelp"));
        words->setText(help);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(words);
    }
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("shortcutFind"));
    m_find->setAccessibleName(tr("Find a command or a key"));
    m_find->setPlaceholderText(m_find->accessibleName());
    column->addWidget(m_find);
    m_model = new QStandardItemModel(0, 3, this);
    m_model->setHorizontalHeaderLabels({tr("Command"), tr("Shortcut"), tr("Now")});
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("shortcutTable"));
    m_table->setAccessibleName(tr("Commands"));
    m_table->setModel(m_model);
    m_table->setColumnSamples({QStringLiteral("Previous that needs you and more"), QStringLiteral("Ctrl+Shift+Right"),
                               QStringLiteral("why")});
    column->addWidget(m_table, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("shortcutClose"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_find, &QLineEdit::textChanged, this, &ShortcutSheet::fill);
    resize(std::min(theme.px(720), parent->width() - 40), std::min(theme.px(560), parent->height() - 60));
    fill({});
}

void ShortcutSheet::fill(const QString& typed) {
    m_model->removeRows(0, m_model->rowCount());
    for (const QString& id : m_commands.ids()) {
        const CommandSpec& spec = m_commands.spec(id);
        QString name = spec.text;
        name.remove(QLatin1Char('&'));
        const QString keys = spec.shortcut.toString(QKeySequence::NativeText);
        if (!typed.isEmpty() && !name.contains(typed, Qt::CaseInsensitive) &&
            !keys.contains(typed, Qt::CaseInsensitive) &&
            !spec.keywords.join(QLatin1Char(' ')).contains(typed, Qt::CaseInsensitive))
            continue;
        const QString reason = m_commands.reason(id);
        m_model->appendRow(
            {new QStandardItem(name), new QStandardItem(keys),
             new QStandardItem(reason.isEmpty() ? spec.description : tr("not available: %1").arg(reason))});
    }
}

}  // namespace skein::ui
