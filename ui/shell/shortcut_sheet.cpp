#include "ui/shell/shortcut_sheet.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/labels.h"
#include "ui/shell/own_keys.h"
#include "ui/shell/view_commands.h"
#include "ui/shell/view_help.h"

namespace skein::ui {

namespace {

/// Takes one chord, at once; Esc and Tab do what they do everywhere.
class ChordEdit : public QKeySequenceEdit {
public:
    using QKeySequenceEdit::QKeySequenceEdit;

protected:
    void keyPressEvent(QKeyEvent* event) override {
        switch (event->key()) {
            case Qt::Key_Control:
            case Qt::Key_Shift:
            case Qt::Key_Alt:
            case Qt::Key_AltGr:
            case Qt::Key_Meta:
            case Qt::Key_unknown: return;
            case Qt::Key_Escape: return event->ignore();
            default: break;
        }
        const auto held = event->modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
        setKeySequence(QKeySequence(QKeyCombination(held, static_cast<Qt::Key>(event->key()))));
    }
    void keyReleaseEvent(QKeyEvent* event) override { event->accept(); }
};

}  // namespace

ShortcutSheet::ShortcutSheet(const Theme& theme, CommandRegistry& commands, QWidget* parent,
                             std::optional<ViewId> helpFor)
    : QDialog(parent), m_commands(commands), m_view(helpFor) {
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Commands and shortcuts"));
    auto* column = new QVBoxLayout(this);
    if (m_view) {
        setWindowTitle(tr("Help for this view"));
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        words->setObjectName(QStringLiteral("viewHelp"));
        words->setText(viewHelp(*m_view));
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
    m_table->setColumnSamples({QStringLiteral("Near: both ways, what it needs, what needs it"),
                               QStringLiteral("Ctrl+Shift+Right"), QStringLiteral("why")});
    column->addWidget(m_table, 1);
    addAssignment(theme, *column);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("shortcutClose"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_find, &QLineEdit::textChanged, this, &ShortcutSheet::fill);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ShortcutSheet::choose);
    connect(m_table, &QAbstractItemView::activated, m_keys, [this] { m_keys->setFocus(Qt::ShortcutFocusReason); });
    resize(std::min(theme.px(720), parent->width() - 40), std::min(theme.px(560), parent->height() - 60));
    fill({});
}

void ShortcutSheet::addAssignment(const Theme& theme, QVBoxLayout& column) {
    const auto label = [&](const char* name) {
        auto* made = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        made->setObjectName(QString::fromLatin1(name));
        column.addWidget(made);
        return made;
    };
    m_whose = label("shortcutWhose");
    auto* row = new QHBoxLayout;
    m_keys = new ChordEdit(this);
    m_keys->setObjectName(QStringLiteral("shortcutKeys"));
    m_whose->setBuddy(m_keys);
    row->addWidget(m_keys, 1);
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(QString::fromLatin1(name));
        made->setAutoDefault(false);
        row->addWidget(made);
        return made;
    };
    m_assign = button("shortcutAssign", tr("&Assign"));
    m_none = button("shortcutNone", tr("&No key"));
    m_standard = button("shortcutStandard", tr("&Usual key"));
    m_allStandard = button("shortcutAllStandard", tr("A&ll usual keys"));
    column.addLayout(row);
    m_said = label("shortcutSaid");
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutSheet::judge);
    connect(m_assign, &QPushButton::clicked, this, [this] { assign(m_keys->keySequence()); });
    connect(m_none, &QPushButton::clicked, this, [this] { assign({}); });
    connect(m_standard, &QPushButton::clicked, this, [this] { assign(m_commands.standardShortcut(current())); });
    connect(m_allStandard, &QPushButton::clicked, this, [this] {
        for (const QString& id : m_commands.ids()) m_commands.setShortcut(id, {});
        for (const QString& id : m_commands.ids()) m_commands.setShortcut(id, m_commands.standardShortcut(id));
        fillKeys();
        choose();
        m_said->setText(tr("Every command has its usual key."));
        emit keysChanged();
    });
}

namespace {
QString nameOf(const CommandSpec& spec) {
    QString name = spec.text;
    name.remove(QLatin1Char('&'));
    if (name.endsWith(QChar(0x2026))) name.chop(1);
    return name;
}
QString shown(const QKeySequence& keys) { return keys.toString(QKeySequence::NativeText); }
}  // namespace

QString ShortcutSheet::current() const {
    const auto* item = m_model->item(m_table->currentIndex().row(), 0);
    return item ? item->data().toString() : QString();
}

/// The command that is chosen gets its keys below the table.
void ShortcutSheet::choose() {
    const QString id = current();
    m_keys->setEnabled(!id.isEmpty());
    m_whose->setText(id.isEmpty() ? tr("Choose a command to give it another key.")
                                  : tr("New key for \u201c%1\u201d:").arg(nameOf(m_commands.spec(id))));
    m_keys->setAccessibleName(m_whose->text());
    m_keys->setKeySequence(id.isEmpty() ? QKeySequence() : m_commands.spec(id).shortcut);
    judge();
}

/// Says what assigning would come to before it is done.
void ShortcutSheet::judge() {
    const QString id = current();
    const QKeySequence keys = m_keys->keySequence(), has = id.isEmpty() ? QKeySequence() : m_commands.spec(id).shortcut;
    const bool other = !id.isEmpty() && !keys.isEmpty() && keys != has;
    const QString refused = other && keys != m_commands.standardShortcut(id) ? whyNoShortcut(keys) : QString();
    const QString owner = other ? m_commands.commandOf(keys) : QString();
    m_assign->setEnabled(other && refused.isEmpty());
    m_none->setEnabled(!has.isEmpty());
    m_standard->setEnabled(!id.isEmpty() && has != m_commands.standardShortcut(id));
    m_said->setText(!refused.isEmpty() ? refused
                    : !owner.isEmpty() ? tr("%1 is the key of \u201c%2\u201d, which would have none then.")
                                             .arg(shown(keys), nameOf(m_commands.spec(owner)))
                                       : QString());
}

void ShortcutSheet::assign(const QKeySequence& keys) {
    const QString id = current();
    if (id.isEmpty()) return;
    const QString owner = m_commands.commandOf(keys);
    m_commands.setShortcut(id, keys);
    fillKeys();
    choose();
    const QString name = nameOf(m_commands.spec(id));
    m_said->setText(keys.isEmpty() ? tr("\u201c%1\u201d has no key now.").arg(name)
                    : owner.isEmpty() || owner == id
                        ? tr("%1 is the key of \u201c%2\u201d now.").arg(shown(keys), name)
                        : tr("%1 is the key of \u201c%2\u201d now; \u201c%3\u201d has none.")
                              .arg(shown(keys), name, nameOf(m_commands.spec(owner))));
    emit keysChanged();
}

void ShortcutSheet::fillKeys() {
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (const QString id = m_model->item(row, 0)->data().toString(); !id.isEmpty())
            m_model->item(row, 1)->setText(shown(m_commands.spec(id).shortcut));
}

void ShortcutSheet::addHeading(const QString& title) {
    auto* item = new QStandardItem(title);
    QFont font = m_table->font();
    font.setWeight(QFont::DemiBold);
    item->setFont(font);
    item->setForeground(palette().brush(QPalette::Active, QPalette::Text));  // it is off, but not unavailable
    QList<QStandardItem*> row{item, new QStandardItem, new QStandardItem};
    for (QStandardItem* each : row) each->setFlags(Qt::NoItemFlags);
    m_model->appendRow(row);
    m_table->setSpan(m_model->rowCount() - 1, 0, 1, m_model->columnCount());
}

void ShortcutSheet::addCommand(const QString& id) {
    const CommandSpec& spec = m_commands.spec(id);
    QString name = spec.text;
    name.remove(QLatin1Char('&'));
    const QString reason = m_commands.reason(id);
    addRow(name, shown(spec.shortcut), reason.isEmpty() ? spec.description : tr("not available: %1").arg(reason), id);
}

void ShortcutSheet::addRow(const QString& name, const QString& keys, const QString& now, const QString& id) {
    QList<QStandardItem*> row{new QStandardItem(name), new QStandardItem(keys), new QStandardItem(now)};
    row.front()->setData(id);
    for (QStandardItem* each : row) each->setToolTip(each->text());  // it may be cut off
    m_model->appendRow(row);
}

QString ShortcutSheet::groupOf(const QString& id) const {
    const auto view = viewOfCommand(id);
    if (view && view == m_view) return tr("In this view");
    return menuTitle(m_commands.spec(id).menu).remove(QLatin1Char('&'));
}

void ShortcutSheet::fill(const QString& typed) {
    const auto isWanted = [&typed](const QStringList& words) {
        return typed.isEmpty() || std::any_of(words.begin(), words.end(), [&typed](const QString& text) {
                   return text.contains(typed, Qt::CaseInsensitive);
               });
    };
    m_table->clearSpans();
    m_model->removeRows(0, m_model->rowCount());
    // What is pressed in the view itself has no command of its own: it is told, not assigned.
    QVector<ViewKeys> letters = m_view ? viewKeys(*m_view) : QVector<ViewKeys>();
    letters.removeIf([&](const ViewKeys& each) { return !isWanted({each.keys, each.what}); });
    QStringList titles;
    QHash<QString, QStringList> groups;
    for (const QString& id : m_commands.ids()) {
        const CommandSpec& spec = m_commands.spec(id);
        const QString name = QString(spec.text).remove(QLatin1Char('&'));
        if (isWanted({name, shown(spec.shortcut), spec.keywords.join(QLatin1Char(' '))}))
            groups[groupOf(id)].append(id);
    }
    if (!letters.isEmpty()) groups[tr("In this view")];
    if (groups.contains(tr("In this view"))) titles.append(tr("In this view"));
    for (const CommandMenu menu : allMenus)
        if (const QString title = menuTitle(menu).remove(QLatin1Char('&')); groups.contains(title))
            titles.append(title);
    for (const QString& title : std::as_const(titles)) {
        addHeading(title);
        if (title == tr("In this view"))
            for (const ViewKeys& each : std::as_const(letters)) addRow(each.what, each.keys, {}, {});
        QStringList ids = groups[title];
        // As help for a view the keys come first, and then what has none.
        if (m_view)
            std::stable_partition(ids.begin(), ids.end(),
                                  [this](const QString& id) { return !m_commands.spec(id).shortcut.isEmpty(); });
        for (const QString& id : std::as_const(ids)) addCommand(id);
    }
    if (m_model->rowCount() > 1) m_table->setCurrentIndex(m_model->index(1, 0));
    choose();
}

}  // namespace skein::ui
