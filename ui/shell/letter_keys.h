// LetterKeys: one switch for all keys that do something without Ctrl or Alt (WCAG 2.1.4): off, what a person types by
// accident or dictates does nothing outside of text fields. Thread: GUI. It must never keep a text field, a menu or a
// drop-down list from what is typed into it.
#pragma once

#include <QObject>

namespace skein::ui {

class LetterKeys : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~LetterKeys() override;
    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool m_enabled = true;
};

}  // namespace skein::ui
