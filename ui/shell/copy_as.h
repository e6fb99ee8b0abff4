// CopyAs: what of a view goes to the clipboard, and as what: the address of what is shown, or the chosen rows of its
// table with tabs, as CSV or as Markdown. A menu, so that one key reaches all of them. Thread: GUI.
#pragma once

#include <QString>
#include <functional>

class QMenu;
class QWidget;

namespace skein::ui {

/// The rows that Ctrl+C copies, as comma-separated values with titles; `tabbed` is Table::selectedText().
QString rowsAsCsv(const QString& tabbed);
/// The same as a table of Markdown.
QString rowsAsMarkdown(const QString& tabbed);

/// Opens a menu of what can be copied at what has the keyboard, else at `view`. What is not there is disabled and says
/// why. `link` is the address of what is shown, empty: there is none; `copied` is told what was copied, in words.
QMenu* openCopyAs(QWidget& window, QWidget& view, const QString& link,
                  const std::function<void(const QString&)>& copied);

}  // namespace skein::ui
