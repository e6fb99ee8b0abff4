// QuestionDialog: what the dialogs of ui.md 4.5 share: a question, what follows from the answers, and two buttons of
// which Enter presses the safe one. Thread: GUI. What is asked belongs to the subclasses.
#pragma once

#include <QDialog>
#include <QRadioButton>

#include "ui/common/labels.h"
#include "ui/common/skein_style.h"
#include "ui/common/theme.h"

class QPushButton;
class QVBoxLayout;

namespace skein::ui {

class QuestionDialog : public QDialog {
    Q_OBJECT
protected:
    enum class Enter { Confirms, Cancels };

    /// `stem`: the dialog is named stemDialog, its buttons stemCancel and stemConfirm.
    QuestionDialog(const Theme& theme, const QString& stem, const QString& windowTitle, const QString& question,
                   QWidget* parent);

    QVBoxLayout* column() const { return m_column; }
    ThemedLabel* addText(const QString& text, TextRole role = TextRole::Body, Token colour = Token::TextSecondary);
    /// One of several answers, with its effect in a sentence below.
    QRadioButton* addChoice(const QString& name, const QString& objectName, const QString& effect);
    /// The two buttons, last of all. Returns the one that confirms.
    QPushButton* addButtons(const QString& cancel, const QString& confirm, ButtonVariant variant, Enter enter);

private:
    const Theme& m_theme;
    QString m_stem;
    QVBoxLayout* m_column;
};

}  // namespace skein::ui
