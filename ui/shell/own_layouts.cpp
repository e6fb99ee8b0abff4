#include "ui/shell/own_layouts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/shell/run_memory.h"

namespace skein::ui {

namespace {

const QString group = QStringLiteral("layouts");

qsizetype indexOf(const QVector<OwnLayout>& layouts, const QString& name) {
    for (qsizetype i = 0; i < layouts.size(); ++i)
        if (layouts[i].name.compare(name, Qt::CaseInsensitive) == 0) return i;
    return -1;
}

}  // namespace

QVector<OwnLayout> readOwnLayouts() {
    QVector<OwnLayout> layouts;
    QSettings settings(stateFile(), QSettings::IniFormat);
    const int count = std::min(settings.beginReadArray(group), mostOwnLayouts);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        OwnLayout layout;
        layout.name = settings.value(QStringLiteral("name")).toString().left(longestLayoutName);
        layout.view = settings.value(QStringLiteral("view")).toInt();
        layout.outline = settings.value(QStringLiteral("outline")).toBool();
        layout.inspector = settings.value(QStringLiteral("inspector")).toBool();
        layout.drawer = settings.value(QStringLiteral("drawer")).toBool();
        layout.docks = settings.value(QStringLiteral("docks")).toByteArray();
        if (!layout.name.isEmpty() && indexOf(layouts, layout.name) < 0) layouts.append(layout);
    }
    settings.endArray();
    return layouts;
}

void writeOwnLayouts(const QVector<OwnLayout>& layouts) {
    QSettings settings(stateFile(), QSettings::IniFormat);
    settings.remove(group);
    settings.beginWriteArray(group, static_cast<int>(layouts.size()));
    for (int i = 0; i < layouts.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("name"), layouts[i].name);
        settings.setValue(QStringLiteral("view"), layouts[i].view);
        settings.setValue(QStringLiteral("outline"), layouts[i].outline);
        settings.setValue(QStringLiteral("inspector"), layouts[i].inspector);
        settings.setValue(QStringLiteral("drawer"), layouts[i].drawer);
        settings.setValue(QStringLiteral("docks"), layouts[i].docks);
    }
    settings.endArray();
}

LayoutsDialog::LayoutsDialog(const Theme& theme, QVector<OwnLayout> layouts, OwnLayout now, QWidget* parent)
    : QDialog(parent), m_layouts(std::move(layouts)), m_now(std::move(now)) {
    setObjectName(QStringLiteral("layoutsDialog"));
    setWindowTitle(tr("Layouts of your own"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    const auto label = [&](const QString& text, QWidget* buddy) {
        auto* made = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
        made->setText(text);
        made->setBuddy(buddy);
        column->addWidget(made);
    };
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(QString::fromLatin1(name));
        made->setAccessibleName(text);
        made->setAutoDefault(false);
        return made;
    };
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("layoutName"));
    m_name->setAccessibleName(tr("Name of the layout"));
    m_name->setMaxLength(longestLayoutName);
    m_name->setPlaceholderText(tr("Such as: two screens"));
    label(tr("Name of the layout"), m_name);
    column->addWidget(m_name);
    auto* first = new QVBoxLayout;  // long words in large type need a line each
    first->setSpacing(8);
    m_save = button("layoutSave", tr("Keep the panels as they are"));
    m_rename = button("layoutRename", tr("Rename the chosen one"));
    first->addWidget(m_save);
    first->addWidget(m_rename);
    column->addLayout(first);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("layoutList"));
    m_list->setAccessibleName(tr("Layouts of your own"));
    m_list->setMinimumHeight(theme.rowHeight() * 4);
    label(tr("Kept layouts"), m_list);
    column->addWidget(m_list, 1);
    m_said = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_said->setObjectName(QStringLiteral("layoutSaid"));
    column->addWidget(m_said);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    m_restore = button("layoutRestore", tr("Undo the deletion"));
    m_delete = button("layoutDelete", tr("Delete"));
    m_use = button("layoutUse", tr("Use"));
    auto* close = button("layoutClose", tr("Close"));
    second->addWidget(m_restore);
    second->addStretch(1);
    for (QPushButton* each : {m_delete, m_use, close}) second->addWidget(each);
    column->addLayout(second);
    setMinimumWidth(std::min(theme.px(440), 900));
    connect(m_name, &QLineEdit::textChanged, this, &LayoutsDialog::judge);
    connect(m_name, &QLineEdit::returnPressed, this, &LayoutsDialog::save);
    connect(m_list, &QListWidget::currentRowChanged, this, &LayoutsDialog::judge);
    connect(m_list, &QListWidget::itemActivated, this, &LayoutsDialog::use);
    connect(m_save, &QPushButton::clicked, this, &LayoutsDialog::save);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        const QString name = m_name->text().trimmed();
        m_layouts[currentRow()].name = name;
        emit changed();
        fill(name);
        m_said->setText(tr("Renamed to \u201c%1\u201d.").arg(name));
    });
    connect(m_use, &QPushButton::clicked, this, &LayoutsDialog::use);
    connect(m_delete, &QPushButton::clicked, this, &LayoutsDialog::remove);
    connect(m_restore, &QPushButton::clicked, this, &LayoutsDialog::restoreDeleted);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    fill({});
    m_name->setFocus();
}

int LayoutsDialog::currentRow() const { return m_list->currentRow(); }

void LayoutsDialog::fill(const QString& current) {
    m_list->clear();
    for (const OwnLayout& layout : std::as_const(m_layouts)) m_list->addItem(layout.name);
    if (!m_layouts.isEmpty())
        m_list->setCurrentRow(static_cast<int>(std::max<qsizetype>(0, indexOf(m_layouts, current))));
    judge();
}

void LayoutsDialog::judge() {
    const QString name = m_name->text().trimmed();
    const bool any = currentRow() >= 0;
    const auto known = indexOf(m_layouts, name);
    m_save->setEnabled(!name.isEmpty() && (known >= 0 || m_layouts.size() < mostOwnLayouts));
    m_save->setText(known >= 0 ? tr("Replace \u201c%1\u201d").arg(m_layouts[known].name)
                               : tr("Keep the panels as they are"));
    m_save->setAccessibleName(m_save->text());
    m_save->setToolTip(name.isEmpty() ? tr("Type a name first") : QString());
    m_rename->setEnabled(any && !name.isEmpty() && (known < 0 || known == currentRow()));
    m_rename->setToolTip(m_rename->isEnabled() ? QString() : tr("Choose a layout and type a name that no other has"));
    m_use->setEnabled(any);
    m_delete->setEnabled(any);
    m_restore->setVisible(m_deleted.has_value());
}

void LayoutsDialog::save() {
    const QString name = m_name->text().trimmed();
    if (!m_save->isEnabled()) return;
    OwnLayout made = m_now;
    made.name = name;
    if (const auto known = indexOf(m_layouts, name); known >= 0) m_layouts[known] = made;
    else m_layouts.append(made);
    emit changed();
    fill(name);
    m_said->setText(tr("Kept as \u201c%1\u201d.").arg(name));
}

void LayoutsDialog::use() {
    if (currentRow() < 0) return;
    emit chosen(m_layouts[currentRow()].name);
    accept();
}

void LayoutsDialog::remove() {
    if (currentRow() < 0) return;
    m_deleted = m_layouts.takeAt(currentRow());
    emit changed();
    fill({});
    m_said->setText(tr("\u201c%1\u201d is deleted.").arg(m_deleted->name));
}

void LayoutsDialog::restoreDeleted() {
    if (!m_deleted || indexOf(m_layouts, m_deleted->name) >= 0) return;
    const QString name = m_deleted->name;
    m_layouts.append(*std::exchange(m_deleted, std::nullopt));
    emit changed();
    fill(name);
    m_said->setText(tr("\u201c%1\u201d is back.").arg(name));
}

}  // namespace skein::ui
