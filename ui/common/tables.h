// How every table of the product is set up: rows by the density rule, per-pixel scrolling, Tab leaves it, a current
// index as soon as there are rows (Qt 6.4's AT-SPI bridge needs one), columns as wide as their sample. Thread: GUI.
#pragma once

#include <QTableView>

#include "ui/common/theme.h"

namespace skein::ui {

/// A view of rows that tells a screen reader of its current row only while it has the keyboard. Qt 6.4 tells of it
/// always, and the reader would jump into a panel that merely follows the selection.
template <class View>
class ReadWhenFocused : public View {
public:
    using View::View;

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override {
        if (this->hasFocus()) return View::currentChanged(current, previous);
        QAbstractItemView::currentChanged(current, previous);
        this->viewport()->update();
    }
};

class Table : public ReadWhenFocused<QTableView> {
    Q_OBJECT
public:
    explicit Table(const Theme& theme, QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;
    /// Sets each column as wide as this sample text in the table's font; the last one takes the rest.
    void setColumnSamples(const QStringList& samples);
    /// Lets this column take what is left instead of the last one; several share it.
    void setStretchColumn(int column);
    /// The selected rows, else the current one, as they stand: titles, then a line each with tabs between, without
    /// hidden columns. What Ctrl+C copies.
    QString selectedText() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void follow();
    const Theme& m_theme;
    QStringList m_samples;
};

}  // namespace skein::ui
