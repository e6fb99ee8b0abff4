// FilterEdit: the field a filter is typed into, with its state as shape, word and message, and completion with counts.
// An invalid text is never applied: the last valid filter stays and the field says so (ui.md 4.3). Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/common/filter_engine.h"
#include "ui/common/labels.h"
#include "ui/common/status_glyph.h"

class QCompleter;
class QLineEdit;
class QPushButton;
class QStandardItemModel;

namespace skein::ui {

enum class FilterState { Neutral, Valid, Invalid, Outdated };
/// "Valid"; for Neutral "All shown".
QString filterStateWord(FilterState state);

class FilterEdit : public QWidget {
    Q_OBJECT
public:
    /// The schema must outlive the field.
    FilterEdit(const Theme& theme, const FilterSchema& schema, QWidget* parent = nullptr);

    /// What completion offers as values; empty: nothing.
    void setValues(FilterSchema::Values values) { m_values = std::move(values); }
    /// Another filter, as from the history; not announced by applied().
    void setText(const QString& text);
    QString text() const;
    /// The last valid text. What is invalid when the field is left is refused whole: the filter from before it was
    /// typed holds again.
    QString appliedText() const { return m_applied; }
    FilterState state() const { return m_state; }
    /// "n of m"; with `outdated` rows that no longer fit, a button that filters again.
    void setCounts(int shown, int total, int outdated);
    void focusField();

signals:
    /// A valid filter to apply now; while typing, at every letter.
    void applied(const QString& text);
    /// The person has finished typing it.
    void settled();
    void applyAgain();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void typed(const QString& text);
    /// Whether the word at the caret is the beginning of a field or of a value that there is.
    bool isHalfTyped() const;
    void check(const QString& text);
    void showState(FilterState state, const QString& message);
    void suggest();

    const Theme& m_theme;
    const FilterSchema& m_schema;
    FilterSchema::Values m_values;
    QLineEdit* m_field;
    StatusGlyph* m_glyph;
    ThemedLabel* m_word;
    ElidedLabel* m_message;
    ThemedLabel* m_count;
    QPushButton* m_again;
    QCompleter* m_completer;
    QStandardItemModel* m_offers;
    FilterCompletion m_completion;
    FilterState m_state = FilterState::Neutral;
    bool m_pending = false;  ///< what stands in the field waits for Enter
    QString m_applied;
    QString m_before;       ///< applied before the person began to type what stands in the field
    ThemedLabel* m_reason;  ///< why the text is no filter, in full
    int m_shown = 0, m_total = 0, m_outdated = 0;
};

}  // namespace skein::ui
