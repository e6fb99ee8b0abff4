// The table twin of every chart: the same data as rows, for the keyboard, a screen reader, the clipboard and a file.
// Thread: GUI. A chart says what it shows; it must never show more than its table holds.
#pragma once

#include <QDialog>
#include <QStringList>
#include <QVector>

#include "ui/common/theme.h"

class QComboBox;
class QStandardItemModel;

namespace skein::ui {

class Table;
class ThemedLabel;

/// What a chart shows, as rows. All rows are as long as `columns`.
struct ChartTable {
    QString title;
    QString note;  ///< what the numbers are: units, gaps, what is an estimate
    QStringList columns;
    QVector<QStringList> rows;
    bool simulated = false;  ///< of a made-up run: what is copied or saved of it says so in each row
};

/// A widget that draws what a table can hold.
class TabularChart {
public:
    virtual ~TabularChart() = default;
    virtual ChartTable chartTable() const = 0;
};

/// Rows with tabs between and a line break after each; tabs and line breaks within a cell become blanks.
QString tabbedText(const QStringList& columns, const QVector<QStringList>& rows);
/// RFC 4180: cells with commas, quotes or line breaks are quoted; CRLF after each row. A cell that a spreadsheet would
/// take for a formula gets a quote mark before it.
QString commaText(const QStringList& columns, const QVector<QStringList>& rows);

/// The tables of the charts of one view, as they were when it was opened. Ctrl+C copies rows, all of them can be copied
/// or saved as CSV.
class ChartTableDialog : public QDialog {
    Q_OBJECT
public:
    /// `first`: the one shown at first; there is at least one.
    ChartTableDialog(const Theme& theme, QVector<ChartTable> tables, int first, QWidget* parent);
    /// Whether a view has charts, shown now or not.
    static bool hasCharts(const QWidget& view);
    /// Opens the tables of what a view shows now, at first that of the chart with the keyboard. False: it shows none.
    /// `simulated`: the run of the view is made up.
    static bool openFor(const Theme& theme, QWidget& view, bool simulated);
    /// Writes the table shown; empty where that worked, else why it did not.
    QString saveTo(const QString& path) const;

private:
    void showChart(int index);
    void copyAll();
    void save();
    const ChartTable& shown() const;

    const Theme& m_theme;
    QVector<ChartTable> m_tables;
    QComboBox* m_choice;
    Table* m_table;
    QStandardItemModel* m_model;
    ThemedLabel *m_note, *m_said;
};

}  // namespace skein::ui
