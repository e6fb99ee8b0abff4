// OwnLayouts: layouts of panels that the person has named: kept, used, renamed and deleted. The four built-in ones are
// main_window_layout.cpp's. Thread: GUI. What cannot be read is left out, never guessed.
#pragma once

#include <QByteArray>
#include <QDialog>
#include <QString>
#include <QVector>
#include <optional>

#include "ui/common/theme.h"

class QLineEdit;
class QListWidget;
class QPushButton;

namespace skein::ui {

class ThemedLabel;

struct OwnLayout {
    QString name;
    int view = 0;  ///< of ViewId
    bool outline = false, inspector = false, drawer = false;
    QByteArray docks;  ///< QMainWindow::saveState
    friend bool operator==(const OwnLayout&, const OwnLayout&) = default;
};

/// At most this many; a name has at most this many characters.
inline constexpr int mostOwnLayouts = 50;
inline constexpr int longestLayoutName = 60;

QVector<OwnLayout> readOwnLayouts();
void writeOwnLayouts(const QVector<OwnLayout>& layouts);

/// Names the present layout, and uses, renames or deletes others. What was deleted last can be had back.
class LayoutsDialog : public QDialog {
    Q_OBJECT
public:
    /// `now`: the layout as it is; it gets its name here.
    LayoutsDialog(const Theme& theme, QVector<OwnLayout> layouts, OwnLayout now, QWidget* parent);
    const QVector<OwnLayout>& layouts() const { return m_layouts; }

signals:
    void changed();
    void chosen(const QString& name);

private:
    void fill(const QString& current);
    void judge();
    void save();
    void use();
    void remove();
    void restoreDeleted();
    int currentRow() const;

    QVector<OwnLayout> m_layouts;
    OwnLayout m_now;
    std::optional<OwnLayout> m_deleted;
    QLineEdit* m_name;
    QListWidget* m_list;
    QPushButton *m_save, *m_rename, *m_use, *m_delete, *m_restore;
    ThemedLabel* m_said;
};

}  // namespace skein::ui
