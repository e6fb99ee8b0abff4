#include "ui/common/chart_table.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/labels.h"
#include "ui/common/tables.h"

namespace skein::ui {

namespace {

QString tabbedCell(QString cell) {
    for (const QLatin1Char breaks : {QLatin1Char('\t'), QLatin1Char('\n'), QLatin1Char('\r')})
        cell.replace(breaks, QLatin1Char(' '));
    return cell;
}

QString commaCell(QString cell) {
    // Spreadsheets run what begins like this.
    if (!cell.isEmpty() && QStringLiteral("=@\t\r").contains(cell.at(0))) cell.prepend(QLatin1Char('\''));
    if (!cell.contains(QLatin1Char(',')) && !cell.contains(QLatin1Char('"')) && !cell.contains(QLatin1Char('\n')) &&
        !cell.contains(QLatin1Char('\r')))
        return cell;
    cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + cell + QLatin1Char('"');
}

template <class Cell>
QString joined(const QStringList& columns, const QVector<QStringList>& rows, const QString& between,
               const QString& after, Cell cell) {
    QString text;
    const auto line = [&](const QStringList& cells) {
        QStringList made;
        for (const QString& each : cells) made.append(cell(each));
        text += made.join(between) + after;
    };
    line(columns);
    for (const QStringList& row : rows) line(row);
    return text;
}

}  // namespace

QString tabbedText(const QStringList& columns, const QVector<QStringList>& rows) {
    return joined(columns, rows, QStringLiteral("\t"), QStringLiteral("\n"), tabbedCell);
}

QString commaText(const QStringList& columns, const QVector<QStringList>& rows) {
    return joined(columns, rows, QStringLiteral(","), QStringLiteral("\r\n"), commaCell);
}

bool ChartTableDialog::hasCharts(const QWidget& view) {
    const auto widgets = view.findChildren<QWidget*>();
    return std::any_of(widgets.begin(), widgets.end(),
                       [](const QWidget* widget) { return dynamic_cast<const TabularChart*>(widget) != nullptr; });
}

bool ChartTableDialog::openFor(const Theme& theme, QWidget& view, bool simulated) {
    QVector<ChartTable> tables;
    int first = 0;
    for (QWidget* widget : view.findChildren<QWidget*>()) {
        const auto* chart = dynamic_cast<TabularChart*>(widget);
        if (!chart || !widget->isVisible()) continue;
        if (widget == QApplication::focusWidget()) first = static_cast<int>(tables.size());
        tables.append(chart->chartTable());
        tables.last().simulated |= simulated;
    }
    if (tables.isEmpty()) return false;
    auto* dialog = new ChartTableDialog(theme, tables, first, view.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return true;
}

ChartTableDialog::ChartTableDialog(const Theme& theme, QVector<ChartTable> tables, int first, QWidget* parent)
    : QDialog(parent), m_theme(theme), m_tables(std::move(tables)) {
    setObjectName(QStringLiteral("chartTableDialog"));
    setWindowTitle(tr("Chart as a table"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_choice = new QComboBox(this);
    m_choice->setObjectName(QStringLiteral("chartChoice"));
    m_choice->setAccessibleName(tr("Chart"));
    // A row alone may be copied: each says that it is made up.
    for (ChartTable& table : m_tables) {
        if (!table.simulated) continue;
        table.title = tr("%1 (SIMULATED)").arg(table.title);
        table.columns.prepend(tr("Run"));
        for (QStringList& row : table.rows) row.prepend(tr("SIMULATED"));
    }
    for (const ChartTable& table : m_tables) m_choice->addItem(table.title);
    column->addWidget(m_choice);
    m_note = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_note->setObjectName(QStringLiteral("chartNote"));
    column->addWidget(m_note);
    m_model = new QStandardItemModel(this);
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("chartTable"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    column->addWidget(m_table, 1);
    m_said = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_said->setObjectName(QStringLiteral("chartSaid"));
    column->addWidget(m_said);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    const auto add = [&](const char* name, const QString& text) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QString::fromLatin1(name));
        button->setAccessibleName(text);
        button->setAutoDefault(false);
        buttons->addWidget(button);
        return button;
    };
    buttons->addStretch(1);
    connect(add("chartCopy", tr("Copy all rows")), &QPushButton::clicked, this, [this] { copyAll(); });
    connect(add("chartSave", tr("Save as CSV\u2026")), &QPushButton::clicked, this, [this] { save(); });
    connect(add("chartClose", tr("Close")), &QPushButton::clicked, this, [this] { reject(); });
    column->addLayout(buttons);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) { showChart(index); });
    m_choice->setCurrentIndex(first);
    showChart(first);
    QSize size(theme.px(560), theme.px(420));
    if (parent) size = size.boundedTo(parent->window()->size());
    resize(size);
    m_table->setFocus();
}

const ChartTable& ChartTableDialog::shown() const { return m_tables[std::max(0, m_choice->currentIndex())]; }

void ChartTableDialog::showChart(int index) {
    const ChartTable& table = m_tables[index];
    m_note->setText(table.note);
    m_note->setVisible(!table.note.isEmpty());
    m_said->setText(table.rows.isEmpty() ? tr("The chart shows nothing yet.")
                                         : tr("%n row(s)", nullptr, static_cast<int>(table.rows.size())));
    m_table->setAccessibleName(table.title);
    m_model->clear();
    m_model->setHorizontalHeaderLabels(table.columns);
    for (const QStringList& cells : table.rows) {
        QList<QStandardItem*> row;
        for (int i = 0; i < cells.size(); ++i) {
            auto* item = new QStandardItem(cells[i]);
            item->setEditable(false);
            if (i > (table.simulated ? 1 : 0) && i + 1 < cells.size())
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            row.append(item);
        }
        m_model->appendRow(row);
    }
    QStringList samples;
    for (int i = 0; i < table.columns.size(); ++i) {
        QString longest = table.columns[i];
        for (const QStringList& cells : table.rows)
            if (cells[i].size() > longest.size()) longest = cells[i];
        samples.append(longest);
    }
    m_table->setColumnSamples(samples);
    if (m_model->rowCount() > 0) m_table->setCurrentIndex(m_model->index(0, 0));
}

void ChartTableDialog::copyAll() {
    QApplication::clipboard()->setText(tabbedText(shown().columns, shown().rows));
    m_said->setText(tr("%n row(s) copied", nullptr, static_cast<int>(shown().rows.size())));
}

QString ChartTableDialog::saveTo(const QString& path) const {
    QSaveFile file(path);
    const QByteArray text = commaText(shown().columns, shown().rows).toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit()) return {};
    return file.errorString();
}

void ChartTableDialog::save() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save as CSV"), shown().title + QStringLiteral(".csv"),
                                                      tr("Comma-separated values (*.csv)"));
    if (path.isEmpty()) return;
    const QString problem = saveTo(path);
    m_said->setText(problem.isEmpty() ? tr("Saved as %1").arg(path)
                                      : tr("%1 could not be written: %2").arg(path, problem));
}

}  // namespace skein::ui
