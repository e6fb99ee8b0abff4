// SavedFilters: filters that the person keeps: a menu to use, keep and forget them, the same in every view. Thread:
// GUI. What is kept is text of the filter language; what this version cannot read is left out, never applied.
#pragma once

#include <QObject>
#include <QStringList>

#include "ui/common/command_registry.h"
#include "ui/common/selection_context.h"

namespace skein::ui {

class SavedFilters : public QObject {
    Q_OBJECT
public:
    static constexpr int most = 20;      ///< of them
    static constexpr int longest = 500;  ///< characters of one

    /// `lasting`: they are read from the settings and written to them.
    SavedFilters(CommandRegistry& commands, SelectionContext& selection, bool lasting, QWidget& window);
    /// The newest first.
    const QStringList& filters() const { return m_filters; }
    /// Why this filter cannot be kept; empty: it can.
    QString whyNot(const QString& filter) const;
    void keep(const QString& filter);
    void forget(const QString& filter);

private:
    void openMenu();
    void write() const;

    SelectionContext& m_selection;
    QWidget& m_window;
    bool m_lasting;
    QStringList m_filters;
};

}  // namespace skein::ui
