// ViewHeader: the first line of every view: the answer to the view's question in one sentence, a quieter note below,
// and the view's own actions at the right, wrapping under it when narrow. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/common/labels.h"

class QBoxLayout;

namespace skein::ui {

class FlowLayout;

class ViewHeader : public QWidget {
    Q_OBJECT
public:
    explicit ViewHeader(const Theme& theme, QWidget* parent = nullptr);
    void setAnswer(const QString& sentence);
    void setNote(const QString& note);
    QString answer() const { return m_answer->text(); }
    void addAction(QWidget* widget);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();
    void takeHeight();

    const Theme& m_theme;
    QBoxLayout* m_row;
    ThemedLabel* m_answer;
    ThemedLabel* m_note;
    FlowLayout* m_actions;
};

}  // namespace skein::ui
